"""A pool that is closed at any moment leaves nobody waiting and nothing behind; one in use leaks nothing."""

import contextlib
import gc
import os
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from stem2code_eval.render import pool as pool_module
from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.choose import open_renderer

PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"
LAUNCHERS = pytest.mark.parametrize("name", ["docker", "bubblewrap", "native"])


def silent(line):
    """Say nothing."""


def until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(condition())


def children():
    """Return the living children of this process."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return file.read().split()


def held():
    """Return what this process holds: its threads, its open files by kind, and its working folders."""
    gc.collect()
    found = Counter(threads=threading.active_count())
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            found[os.readlink(f"/proc/self/fd/{name}").partition(":")[0].partition("/")[0] or "file"] += 1
    found["folders"] = sum(name.startswith("stem2code-jail-") for name in os.listdir(tempfile.gettempdir()))
    return found


def more(now, before):
    """Return what is held now and was not before."""
    return now - before


def hang_up(pool):
    """Close the connections that a daemon's client keeps open, up to ten, for its next request."""
    daemon = getattr(pool._launcher, "_daemon", None)
    if daemon is not None:
        daemon.close()


@pytest.fixture(autouse=True)
def own_folder(passable, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(passable))


@LAUNCHERS
def test_closed_while_jails_are_still_starting(name, works):
    works(name)
    before = held()
    pool = open_renderer(name, workers=4, say=silent)
    assert until(lambda: pool._fleet._starts)
    pool.close()
    assert pool._fleet._starts == pool._fleet._ends == 0
    assert until(lambda: not more(held(), before), 20), more(held(), before)
    assert pool.render(PLOT).outcome == "sandbox_error"


@LAUNCHERS
def test_closed_twice_while_many_programs_are_rendered(name, works):
    works(name)
    before = held()
    pool = open_renderer(name, workers=2, say=silent)
    with ThreadPoolExecutor(34) as threads:
        under_way = [threads.submit(pool.render, f"import time\ntime.sleep(40)\n{PLOT}") for _ in range(32)]
        begun = until(lambda: sum(worker.renders for worker in list(pool._fleet._channels)) >= 2)
        closing = [threads.submit(pool.close) for _ in range(2)]
        for each in [*closing, *under_way]:
            each.result(60)
    assert begun
    assert {each.result().outcome for each in under_way} == {"sandbox_error"}
    pool.close()
    assert until(lambda: not more(held(), before), 20), more(held(), before)


@LAUNCHERS
def test_nothing_leaks_in_three_hundred_renders(name, works, monkeypatch):
    """With a jail thrown away every sixty renders."""
    works(name)
    monkeypatch.setattr(pool_module, "RENDERS_PER_JAIL", 60)
    before = held()
    with open_renderer(name, workers=2, say=silent) as pool, ThreadPoolExecutor(2) as threads:
        assert until(lambda: len(pool._fleet._ready) == 3)
        for _ in threads.map(pool.render, [f"import time\ntime.sleep(1)\n{PLOT}"] * 2):
            pass  # both threads of this test have started
        hang_up(pool)
        in_use = held()
        outcomes = Counter(each.outcome.value for each in threads.map(pool.render, [PLOT, "x = 1\n", "1/0\n"] * 100))
        assert outcomes == {"ok": 100, "no_figure": 100, "runtime_error": 100}
        assert until(lambda: len(pool._fleet._ready) == 3 and not pool._fleet._ends)
        hang_up(pool)
        assert until(lambda: not more(held(), in_use), 20), more(held(), in_use)
    assert until(lambda: not more(held(), before), 20), more(held(), before)


def test_a_thrown_away_jail_is_replaced_beside_the_road(works, monkeypatch):
    """No jail can be started, and still the next render has one: the spare."""
    works("native")
    monkeypatch.setattr(pool_module, "RENDERS_PER_JAIL", 1)
    events = []
    with open_renderer("native", workers=1, say=silent) as pool:
        assert until(lambda: len(pool._fleet._ready) == 2)
        may_start = threading.Event()
        launch = pool._launcher.launch

        def held_back(limits):
            events.append("start wanted")
            assert may_start.wait(60)
            events.append("start")
            return launch(limits)

        monkeypatch.setattr(pool._launcher, "launch", held_back)
        for number in range(2):
            assert pool.render(PLOT).outcome == "ok"
            events.append(f"render {number}")
        assert until(lambda: events.count("start wanted") == 2)
        may_start.set()
        assert pool.render(PLOT).outcome == "ok"
        events.append("render 2")
    order = [event for event in events if event != "start wanted"]
    assert order[:3] == ["render 0", "render 1", "start"]
    assert "render 2" in order


def test_the_programs_of_a_pool_that_cannot_start_jails_wait_no_longer_than_said(works, monkeypatch):
    from stem2code_eval.render import fleet

    works("native")
    monkeypatch.setattr(fleet, "PATIENCE_S", 1.0)
    monkeypatch.setattr(pool_module, "RENDERS_PER_JAIL", 1)
    failures = []

    def fail(limits):
        failures.append(limits)
        raise JailGone("no more jails")

    with open_renderer("native", workers=1, say=silent) as pool:
        assert until(lambda: len(pool._fleet._ready) == 2)
        launch = pool._launcher.launch
        monkeypatch.setattr(pool._launcher, "launch", fail)
        assert [pool.render(PLOT).outcome for _ in range(2)] == ["ok", "ok"]
        assert until(lambda: failures)
        assert [pool.render(PLOT).message for _ in range(100)] == ["no more jails"] * 100
        assert len(failures) < 10
        monkeypatch.setattr(pool._launcher, "launch", launch)
        assert until(lambda: pool.render(PLOT).outcome == "ok")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_nobody_foresaw_leaves_no_program_waiting(works, monkeypatch):
    """A jail whose first words make no sense is an outage like any other."""
    from stem2code_eval.render import fleet, worker

    works("native")
    monkeypatch.setattr(fleet, "PATIENCE_S", 1.0)
    monkeypatch.setattr(pool_module, "RENDERS_PER_JAIL", 1)
    with open_renderer("native", workers=1, say=silent) as pool:
        assert until(lambda: len(pool._fleet._ready) == 2)

        def nonsense(form, header):
            raise ValueError("not a number")

        checked = worker._checked
        monkeypatch.setattr(worker, "_checked", lambda *of: (nonsense if of[0] is worker.Ready else checked)(*of))
        assert [pool.render(PLOT).outcome for _ in range(3)] == ["ok", "ok", "sandbox_error"]
