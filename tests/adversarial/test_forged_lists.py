"""Element lists that a program forges: what the host cannot tell from a list alone, scoring tells from the picture."""

import pytest
from cases import all_cases

from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.registry import DEFAULT_METRICS

FORGED = [case for case in all_cases() if case.name.startswith("results/") and "elements" in case.name]
HONEST = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


def test_there_are_some():
    assert len(FORGED) >= 8


@pytest.mark.parametrize("case", FORGED, ids=lambda case: case.name)
def test_a_forged_list_ends_as_tampered(case, any_sandbox):
    found = any_sandbox.render(case.program)
    assert found.outcome == case.outcome, found.message
    if found.outcome != "ok":
        assert (found.png, found.elements) == (None, None)
        return
    honest = any_sandbox.render(HONEST)
    assert found.png == honest.png
    scores = score_pair(honest.png, found.png, DEFAULT_METRICS, (honest.elements, found.elements))
    assert scores.flags == ("tampered",)
    assert set(scores.metrics.values()) == {0.0}
    assert score_pair(honest.png, found.png, ["pixel"], (None, found.elements)).metrics == {"pixel": 0.0}
