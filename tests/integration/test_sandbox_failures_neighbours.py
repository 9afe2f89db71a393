"""Two evaluations at once on one machine: the same pixels, and neither touches the other's jails."""

import json
import subprocess
import sys

import jail_watch
import pytest

EVALUATE = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.pixels import pixel_sha256
plots = ["import matplotlib.pyplot as plt\\nplt.plot([0, %d], [%d, 1])\\nplt.show()\\n" % (i, i * i) for i in range(8)]
with open_renderer(sys.argv[1], workers=2, say=lambda line: None) as pool, ThreadPoolExecutor(4) as threads:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(2):
        found = list(threads.map(pool.render, plots))
        print(json.dumps([[r.outcome, pixel_sha256(r.png)] for r in found]), flush=True)
        sys.stdin.readline()
    print(pool.fingerprint, flush=True)
"""


class Evaluation:
    """An evaluation in a process of its own that goes on a step when told."""

    def __init__(self, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", EVALUATE, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def said(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line, f"ended with {self.process.wait(30)}"
        return line

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()


@pytest.mark.parametrize("name", ["docker", "bubblewrap", "native"])
def test_two_evaluations_at_once(name, works):
    works(name)
    one, other = Evaluation(name), Evaluation(name)
    try:
        for each in (one, other):
            assert each.said() == "ready"
        for each in (one, other):
            each.go_on()
        first, second = json.loads(one.said()), json.loads(other.said())
        assert {outcome for outcome, _ in first} == {"ok"}
        assert len({pixels for _, pixels in first}) == len(first)
        assert first == second
        assert jail_watch.until(lambda: len(jail_watch.runners(name, other.process.pid)) == 3)
        jails = jail_watch.runners(name, other.process.pid)

        one.go_on()
        assert json.loads(one.said()) == first
        one.go_on()
        fingerprint = one.said()
        assert one.process.wait(60) == 0
        assert jail_watch.runners(name, other.process.pid) == jails, "the end of one touched the other's jails"
        other.go_on()
        assert json.loads(other.said()) == first
        assert jail_watch.runners(name, other.process.pid) == jails
        other.go_on()
        assert other.said() == fingerprint
        assert other.process.wait(60) == 0
    finally:
        for each in (one, other):
            each.process.kill()
            each.process.wait()
