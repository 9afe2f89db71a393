"""The pool: recycling, lost jails, many callers, and nothing left when it closes."""

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.render import fleet
from stem2code_eval.render import pool as pool_module
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits

PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


def silent(line: str) -> None:
    """Say nothing."""


def runners_of(pid: int) -> list[int]:
    """Return the runner processes that are children of a process."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[1])
            command = Path(f"/proc/{entry}/cmdline").read_bytes()
        except OSError:
            continue
        if parent == pid and b"work_root" in command:
            found.append(int(entry))
    return found


def wait_for_the_spare(pool) -> None:
    """Wait until a pool of one worker has both its jails ready."""
    deadline = time.monotonic() + 60
    while len(pool._fleet._ready) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(pool._fleet._ready) == 2


@pytest.fixture
def native():
    with open_renderer("native", workers=1, limits=Limits(cpu_s=3, wall_s=5), say=silent) as pool:
        yield pool


def test_many_callers_at_once_get_their_own_answers(any_sandbox):
    programs = [PLOT.replace("[0, 1]", f"[0, {i}]") for i in range(12)]
    with ThreadPoolExecutor(12) as threads:
        together = list(threads.map(any_sandbox.render, programs))
    alone = [any_sandbox.render(program) for program in programs]
    assert [r.png for r in together] == [r.png for r in alone]
    assert len({r.png for r in alone}) > 1


def test_a_killed_jail_is_replaced_and_the_program_runs_again(native):
    assert native.render(PLOT).outcome == "ok"
    for pid in runners_of(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    assert native.render(PLOT).outcome == "ok"


def test_a_jail_is_thrown_away_after_its_share_of_renders(native, monkeypatch):
    monkeypatch.setattr(pool_module, "RENDERS_PER_JAIL", 2)
    before = set(runners_of(os.getpid()))
    assert {native.render(PLOT).outcome for _ in range(6)} == {"ok"}
    deadline = time.monotonic() + 30
    while before & set(runners_of(os.getpid())) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not before & set(runners_of(os.getpid()))


def test_nobody_waits_for_the_successor_of_a_jail_that_is_thrown_away(native, monkeypatch):
    wait_for_the_spare(native)
    may_start, launch, launched = threading.Event(), native._launcher.launch, []

    def launch_later(limits):
        launched.append(limits)
        assert may_start.wait(60)
        return launch(limits)

    monkeypatch.setattr(native._launcher, "launch", launch_later)
    monkeypatch.setattr(pool_module, "RENDERS_PER_JAIL", 1)
    try:
        assert native.render(PLOT).outcome == "ok"
        assert native.render(PLOT).outcome == "ok"
        assert not may_start.is_set()
    finally:
        may_start.set()
    assert native.render(PLOT).outcome == "ok"
    assert launched


def test_the_jail_that_was_used_last_is_taken_first(native):
    wait_for_the_spare(native)
    assert native.render(PLOT).outcome == "ok"
    spare, used = list(native._fleet._ready)
    before = spare.renders, used.renders
    assert {native.render(PLOT).outcome for _ in range(3)} == {"ok"}
    assert list(native._fleet._ready) == [spare, used]
    assert (spare.renders, used.renders) == (before[0], before[1] + 3)


def test_closing_ends_every_jail_and_is_idempotent():
    pool = open_renderer("native", workers=2, say=silent)
    assert pool.render(PLOT).outcome == "ok"
    pool.close()
    pool.close()
    deadline = time.monotonic() + 30
    while runners_of(os.getpid()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert runners_of(os.getpid()) == []
    assert pool.render(PLOT).outcome == "sandbox_error"


def test_a_sandbox_that_cannot_start_again_is_our_fault_not_the_programs(native, monkeypatch):
    def fail(*_):
        raise JailGone("no more jails")

    assert native.render(PLOT).outcome == "ok"
    monkeypatch.setattr(fleet, "PATIENCE_S", 1.0)
    monkeypatch.setattr(native._launcher, "launch", fail)
    for pid in runners_of(os.getpid()):
        os.kill(pid, signal.SIGKILL)
    assert native.render(PLOT).outcome == "sandbox_error"


def test_an_empty_program_is_no_code(native):
    assert native.render(" \n\t\n").outcome == "no_code"


def test_a_lone_surrogate_is_the_programs_fault(native):
    assert native.render("x = '\ud800'\n").outcome == "syntax_error"


def test_ten_megabytes_of_source(native):
    assert native.render("x = 1\n" * 1_700_000).outcome in {"no_figure", "syntax_error", "timeout", "out_of_memory"}


def test_programs_that_wait_for_the_processor_are_not_timed_out(native):
    """Six busy processes per core, each in a scheduling group of its own; the limit counts only the program's time."""
    idle_loop = ["/bin/sh", "-c", "while :; do :; done"]
    busy = [subprocess.Popen(idle_loop, start_new_session=True) for _ in range(6 * (os.cpu_count() or 1))]
    try:
        rendering = native.render(
            "import time\nt = time.process_time()\nwhile time.process_time() - t < 1.5: pass\n" + PLOT
        )
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert rendering.outcome == "ok"
    assert rendering.wall_s > 5


def test_sleep_after_which_a_program_computes_counts_as_well(native):
    work = "import time\ntime.sleep(4.6)\nt = time.process_time()\nwhile time.process_time() - t < 2.4: pass\n"
    rendering = native.render(work + PLOT)
    assert rendering.outcome == "timeout"
    assert rendering.cpu_s < 3


def test_an_unknown_sandbox_gets_a_suggestion():
    with pytest.raises(UserError, match='Did you mean "docker"'):
        open_renderer("dokcer", say=silent)
