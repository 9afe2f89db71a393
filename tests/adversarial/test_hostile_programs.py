"""Every hostile program ends in its outcome, in every sandbox, and leaves nothing behind for the next one."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cases import all_cases

from stem2code_eval.render.pixels import pixel_sha256
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Rendering

MARK = b"time.sleep(31415)"
"""On the command line of the process that `daemonised_grandchild` leaves behind."""
INNOCENT = "import matplotlib.pyplot as plt\nplt.plot([0, 1, 0])\nplt.title('innocent')\nplt.show()\n"


@pytest.fixture(scope="module")
def outcomes(sandbox: RendererPool) -> dict[str, tuple[Rendering, Rendering]]:
    """Every case rendered, each followed by an innocent program."""

    def both(program: str) -> tuple[Rendering, Rendering]:
        return sandbox.render(program), sandbox.render(INNOCENT)

    cases = all_cases()
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(lambda case: both(case.program), cases))
    return {case.name: result for case, result in zip(cases, results, strict=True)}


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_outcome_and_flags(case, outcomes):
    rendering, _ = outcomes[case.name]
    found = (rendering.outcome.value, set(rendering.flags) - {"leftover_process"})
    assert found == (case.outcome, set(case.flags) - {"leftover_process"}), rendering.message
    if "leftover_process" in case.flags:
        assert "leftover_process" in rendering.flags


def test_innocent_programs_are_not_touched(sandbox, outcomes):
    expected = sandbox.render(INNOCENT)
    assert expected.outcome == "ok"
    pictures = {pixel_sha256(after.png) if after.png else after.message for _, after in outcomes.values()}
    assert pictures == {pixel_sha256(expected.png)}


def test_nothing_runs_on(sandbox, outcomes):
    rendering, _ = outcomes["daemonised_grandchild"]
    assert "leftover_process" in rendering.flags
    assert [pid for pid in filter(str.isdigit, os.listdir("/proc")) if MARK in _command(pid)] == []


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
