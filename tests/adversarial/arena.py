"""Every program rendered in one sandbox, with the host looked at before and after."""

import gc
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import containers
import host
import pytest
from canaries import Canaries, must_have, planted
from cases import Case, all_cases
from innocent import INNOCENT, Trace

from stem2code_eval.errors import UserError
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Limits, Rendering

LIMITS = Limits(cpu_s=4.0, wall_s=6.0, memory_mb=1024)
LANES = 2
"""Pools of one worker each: what is rendered next in a lane is rendered in the same jail, if that lives on."""


@dataclass
class View:
    """What the host looks like at one moment."""

    descriptors: list[str]
    resident_mb: float
    available_mb: float
    free_disk_mb: float
    files: dict[str, tuple[int, ...]]
    outside: list[str]

    @classmethod
    def now(cls, folder: Path) -> "View":
        gc.collect()
        memory = host.resident_mb(), host.available_mb(), host.free_disk_mb(folder)
        return cls(host.open_descriptors(), *memory, host.manifest(), host.planted_outside())


@dataclass
class Arena:
    """What became of every program in one sandbox."""

    sandbox: str
    own_memory_group: bool
    expected: Trace
    """An innocent program in a fresh jail."""
    renderings: dict[str, Rendering] = field(default_factory=dict)
    after: dict[str, Trace] = field(default_factory=dict)
    """By the program that ran just before it: the innocent program."""
    running: list[str] = field(default_factory=list)
    """Processes that programs left, seen while the runners still lived."""
    containers: list[str] = field(default_factory=list)
    """Containers that outlived the pools."""
    changed: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    before: View | None = None
    end: View | None = None
    left_in_folder: list[str] = field(default_factory=list)


def open_or_skip(sandbox: str, workers: int) -> RendererPool:
    """Open a pool; where this machine cannot have it, skip the test, unless it must have it."""
    try:
        return open_renderer(sandbox, workers=workers, limits=LIMITS, say=lambda line: None)
    except UserError as error:
        if must_have(sandbox):
            raise
        pytest.skip(str(error))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder that every account may enter the place of all temporary files."""
    with tempfile.TemporaryDirectory(prefix="stem2code-arena-") as name:
        folder, before = Path(name), tempfile.tempdir
        folder.chmod(0o755)
        (folder / "tmp").mkdir(mode=0o755)
        tempfile.tempdir = str(folder / "tmp")
        try:
            yield folder
        finally:
            tempfile.tempdir = before


def _run_lane(pool: RendererPool, cases: list[Case], arena: Arena) -> None:
    for case in cases:
        arena.renderings[case.name] = pool.render(case.program)
        arena.after[case.name] = Trace.of(pool.render(INNOCENT))


def _render_all(arena: Arena, pools: list[RendererPool], canaries: Canaries) -> None:
    cases = all_cases()
    with ThreadPoolExecutor(LANES) as threads:
        lanes = [threads.submit(_run_lane, pool, cases[i::LANES], arena) for i, pool in enumerate(pools)]
        for lane in lanes:
            lane.result()
    host.wait_until(lambda: not _running(arena.sandbox), 15)
    arena.running = _running(arena.sandbox)
    arena.seen = canaries.seen_in(arena.renderings.values())


def _running(sandbox: str) -> list[str]:
    """Return what runs on of the programs, in front of containers and inside."""
    inside = containers.processes_of_programs() if sandbox == "docker" else []
    return host.left_by_programs() + inside


def _containers(sandbox: str) -> set[str]:
    """Return the containers of ours; other tests keep pools of theirs open."""
    return set(containers.names()) if sandbox == "docker" else set()


def render_everything(sandbox: str) -> Arena:
    """Render every program in a sandbox; skip where this machine cannot have it."""
    with host.adopting_orphans(), temporary_folder() as folder, planted(folder / "planted") as canaries:
        open_or_skip(sandbox, 1).close()
        host.settle()
        before, others = View.now(folder), _containers(sandbox)
        with ExitStack() as stack:
            pools = [stack.enter_context(open_or_skip(sandbox, 1)) for _ in range(LANES)]
            own_memory = pools[0]._launcher.own_memory_group
            found = Arena(sandbox, own_memory, Trace.of(pools[0].render(INNOCENT)))
            _render_all(found, pools, canaries)
        host.settle()
        host.wait_until(lambda: len(host.open_descriptors()) <= len(before.descriptors), 5)
        host.wait_until(lambda: _containers(sandbox) <= others)
        found.containers = sorted(_containers(sandbox) - others)
        host.wait_until(lambda: host.available_mb() > before.available_mb - 500)
        found.before, found.end = before, View.now(folder)
        found.changed = canaries.changed()
        found.left_in_folder = os.listdir(folder / "tmp")
    return found
