"""Whether load changes anything: the same 300 programs, alone and crowded, with every core busy elsewhere.

    python benchmarks/load.py [--sandbox NAME] [--quick N] [--few N]

240 references of `v1`, 20 programs near a limit and within it, 10 beyond one, 30 that fail. First one by one on the
idle machine; then, while a busy loop of another process occupies each core, one request at a time, 32 at once with as
many workers as cores, and 32 at once with four times as many workers; the last again while the other processes copy
memory without end, which makes each program's work itself dearer. Prints one JSON object.
"""

import argparse
import collections
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from ways.burners import COMPUTING, COPYING, busy_cores
from ways.machine import machine
from ways.mixture import Kind, mixture, turns_per_second

from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.pixels import pixel_sha256
from stem2code_eval.render.types import Limits, Rendering

LIMITS = Limits(cpu_s=2.0, wall_s=4.0)


@dataclass(frozen=True)
class Setting:
    """How the programs are rendered."""

    name: str
    requests: int
    workers_a_core: int | None
    other_work: str | None
    """What a process on every core does beside them."""


SETTINGS = (
    Setting("idle, 1 request", 1, None, None),
    Setting("busy, 1 request", 1, None, COMPUTING),
    Setting("busy, 32 requests", 32, None, COMPUTING),
    Setting("busy, 32 requests, 4 workers a core", 32, 4, COMPUTING),
    Setting("memory busy, 32 requests, 4 workers a core", 32, 4, COPYING),
)


def seen(rendering: Rendering) -> tuple[str, ...]:
    """Return what must not depend on load."""
    picture = pixel_sha256(rendering.png) if rendering.png else ""
    return str(rendering.outcome), *sorted(rendering.flags), picture


def run(setting: Setting, sandbox: str, programs: list[str]) -> tuple[float, list[Rendering]]:
    """Render all programs; return the wall seconds and the renderings in order."""
    workers = None if setting.workers_a_core is None else setting.workers_a_core * len(os.sched_getaffinity(0))
    with open_renderer(sandbox, workers=workers, limits=LIMITS, say=lambda line: None) as pool:
        pool.render(programs[0])
        others = busy_cores(setting.other_work) if setting.other_work else nullcontext()
        with others, ThreadPoolExecutor(setting.requests) as threads:
            started = time.monotonic()
            renderings = list(threads.map(pool.render, programs))
            return time.monotonic() - started, renderings


def compare(kinds: list[Kind], first: list[Rendering], other: list[Rendering], wall: float) -> dict[str, Any]:
    """Return what differs from the idle machine, and how much longer things took."""
    names = [kind.name for kind in kinds for _ in kind.programs]
    differing = [i for i, (a, b) in enumerate(zip(first, other, strict=True)) if seen(a) != seen(b)]
    within = [i for i, name in enumerate(names) if name in (kinds[0].name, kinds[1].name)]
    return {
        "wall_s": round(wall, 1),
        "outcomes": dict(collections.Counter(str(rendering.outcome) for rendering in other)),
        "different": len(differing),
        "which": [f"{names[i]}: {first[i].outcome} -> {other[i].outcome} {other[i].message}" for i in differing][:20],
        "cpu_over_idle": round(sum(other[i].cpu_s for i in within) / sum(first[i].cpu_s for i in within), 2),
        "wall_over_idle": round(sum(other[i].wall_s for i in within) / sum(first[i].wall_s for i in within), 2),
        "longest_wall_s": round(max(rendering.wall_s for rendering in other), 1),
    }


def main() -> int:
    """Render in every setting, compare with the first, print; exit 1 when anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--quick", type=int, default=240)
    parser.add_argument("--few", type=int, default=5)
    options = parser.parse_args()
    with open_renderer(options.sandbox, workers=1, limits=LIMITS, say=lambda line: None) as pool:
        backend, speed = pool.backend, turns_per_second(pool)
    kinds = mixture(options.quick, options.few, LIMITS, speed)
    programs = [program for kind in kinds for program in kind.programs]
    walls, renderings = zip(*(run(setting, options.sandbox, programs) for setting in SETTINGS), strict=True)
    table = {
        setting.name: compare(kinds, renderings[0], found, wall)
        for setting, wall, found in zip(SETTINGS, walls, renderings, strict=True)
    }
    report = {
        "machine": machine(),
        "sandbox": backend,
        "limits": {"cpu_s": LIMITS.cpu_s, "wall_s": LIMITS.wall_s},
        "programs": {kind.name: len(kind.programs) for kind in kinds},
        "settings": table,
    }
    print(json.dumps(report, indent=2))
    return int(any(row["different"] for row in table.values()))


if __name__ == "__main__":
    sys.exit(main())
