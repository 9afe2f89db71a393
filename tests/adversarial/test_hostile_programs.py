"""Every hostile program ends in its outcome, in every sandbox, and leaves nothing behind for the next one."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cases import all_cases

from stem2code_eval.render.pixels import pixel_sha256
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Rendering

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
    assert sandbox.render(INNOCENT).outcome == "ok"
    sleepers = [pid for pid in filter(str.isdigit, os.listdir("/proc")) if _is_program(pid)]
    assert sleepers == []


def _is_program(pid: str) -> bool:
    """Say whether a process is a runner's grandchild: a program that outlived its render."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        parent = stat.rsplit(")", 1)[1].split()[1]
        parent_command = Path(f"/proc/{parent}/cmdline").read_bytes()
    except OSError:
        return False
    return b"work_root" in command and b"work_root" in parent_command and b"bwrap" not in parent_command
