"""The same programs, idle and crowded: same outcomes, flags and pixels. `benchmarks/load.py` does it with 300."""

import pytest
from load import LIMITS, SETTINGS, compare, run
from ways.mixture import mixture, turns_per_second

from stem2code_eval.render.choose import open_renderer


@pytest.fixture(scope="module")
def kinds():
    with open_renderer(workers=1, limits=LIMITS, say=lambda line: None) as pool:
        return mixture(quick=48, few=1, limits=LIMITS, speed=turns_per_second(pool))


def test_load_changes_no_outcome_and_no_pixel(kinds):
    programs = [program for kind in kinds for program in kind.programs]
    idle, *busy = ((setting, *run(setting, "auto", programs)) for setting in SETTINGS)
    outcomes = {str(rendering.outcome) for rendering in idle[2]}
    assert outcomes >= {"ok", "timeout", "runtime_error", "syntax_error", "out_of_memory", "crash"}
    for setting, wall, renderings in busy:
        row = compare(kinds, idle[2], renderings, wall)
        assert row["different"] == 0, (setting.name, row["which"])
