"""Jails that are killed, removed or stopped from outside, during a render and between renders."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import jail_watch
import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.render import worker as worker_module
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits

CASES = [
    ("docker", jail_watch.kill),
    ("docker", jail_watch.remove),
    ("docker", jail_watch.freeze),
    ("bubblewrap", jail_watch.kill),
    ("bubblewrap", jail_watch.freeze),
    ("native", jail_watch.kill),
    ("native", jail_watch.freeze),
]


def open_or_skip(name, require, **options):
    try:
        return open_renderer(name, say=jail_watch.silent, **options)
    except UserError as error:
        if require(name):
            raise
        pytest.skip(str(error))


@pytest.fixture
def impatient(monkeypatch):
    """Give up on a jail that says nothing after seconds, not minutes."""
    monkeypatch.setattr(worker_module, "SILENCE_S", 5.0)


@pytest.mark.parametrize(("name", "harm"), CASES, ids=[f"{name}-{harm.__name__}" for name, harm in CASES])
def test_every_jail_is_lost_at_once(name, harm, must_have, impatient):
    """The render under way and the next ones come out right, and nothing of the lost jails stays."""
    owner = os.getpid()
    with open_or_skip(name, must_have, workers=1, limits=Limits(cpu_s=5, wall_s=6)) as pool:
        right = pool.render(jail_watch.PLOT)
        assert right.outcome == "ok"
        with ThreadPoolExecutor(1) as thread:
            assert jail_watch.until(lambda: len(pool._fleet._ready) == 2)
            under_way = thread.submit(pool.render, jail_watch.slow(3))
            assert jail_watch.until(lambda: jail_watch.programs(name, owner))
            lost = jail_watch.runners(name, owner)
            lost |= jail_watch.below(*lost)
            boxes = {box.id for box in jail_watch.containers(owner)} if name == "docker" else set()
            harm(name, owner)
            rendering = under_way.result(120)
        assert (rendering.outcome, rendering.png) == ("ok", right.png), rendering.message

        assert jail_watch.until(lambda: len(pool._fleet._ready) == 2)
        again = jail_watch.runners(name, owner)
        lost |= again
        boxes |= {box.id for box in jail_watch.containers(owner)} if name == "docker" else set()
        harm(name, owner)
        rendering = pool.render(jail_watch.PLOT)
        assert (rendering.outcome, rendering.png) == ("ok", right.png), rendering.message

        assert jail_watch.until(lambda: not lost & set(jail_watch.parents())), "a process of a lost jail lives on"
        if name == "docker":
            assert jail_watch.until(lambda: not boxes & {box.id for box in jail_watch.containers(owner)})
    assert jail_watch.until(lambda: not jail_watch.below(owner))
    assert name != "docker" or jail_watch.until(lambda: not jail_watch.containers(owner))


@pytest.mark.parametrize(("times", "outcome"), [(2, "ok"), (1000, "crash")])
def test_a_program_is_to_blame_only_when_healthy_jails_end_under_it(times, outcome, must_have):
    """Whatever runs for longer than the health program loses its runner, that often."""
    owner, done = os.getpid(), threading.Event()
    kills = []

    def hunt():
        while not done.is_set() and len(kills) < times:
            long = {pid for pid in jail_watch.programs("native", owner) if jail_watch.age(pid) > 2}
            above = jail_watch.parents()
            for runner in {above.get(pid, 0) for pid in long} & jail_watch.runners("native", owner):
                os.kill(runner, signal.SIGKILL)
                kills.append(runner)
            done.wait(0.1)

    with open_or_skip("native", must_have, workers=1) as pool, ThreadPoolExecutor(1) as thread:
        right = pool.render(jail_watch.PLOT)
        hunter = thread.submit(hunt)
        rendering = pool.render(jail_watch.slow(4))
        done.set()
        hunter.result(60)
    assert rendering.outcome == outcome
    assert rendering.png == (right.png if outcome == "ok" else None)
    assert len(kills) == (2 if outcome == "ok" else 3)
