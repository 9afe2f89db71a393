"""Damages that are small beside the whole figure, and that a person sees at once: each of them costs."""

import numpy as np
import pytest
from test_elsewhere import FRAME, scene

from stem2code_eval.metrics.structure.compare import compare
from stem2code_eval.metrics.structure.kernel import errors


def bar(x: float, height: float, face: str = "1f77b4ff") -> dict[str, object]:
    return {
        "points": [(x, 690), (x, 690 - height), (x + 30, 690 - height), (x + 30, 690)],
        "closed": True,
        "face": face,
    }


HISTOGRAM = [FRAME, *(bar(120 + 30 * number, 100 + 23 * number) for number in range(18))]


@pytest.mark.parametrize("apart", [9, 12, 16])
def test_a_line_beside_another_is_extra(apart):
    beside = {"points": [(300, 90 + apart), (400, 90 + apart + 2)], "edge": "000000ff", "width": 1.6}
    assert compare(scene([FRAME]), scene([FRAME, beside])).parts["geometry"] < 90
    assert compare(scene([FRAME, beside]), scene([FRAME])).parts["geometry"] < 90


def test_a_line_that_is_a_little_off_everywhere_is_met():
    off = FRAME | {"points": [(90, 90), (818, 90), (818, 700), (90, 700)]}
    assert compare(scene([FRAME]), scene([off])).parts["geometry"] > 90


def test_one_bar_of_many_in_another_colour_is_seen():
    wrong = [*HISTOGRAM[:9], bar(120 + 30 * 8, 100 + 23 * 8, "d62728ff"), *HISTOGRAM[10:]]
    assert compare(scene(HISTOGRAM), scene(wrong)).parts["style"] < 95
    assert compare(scene(wrong), scene(HISTOGRAM)).parts["style"] < 95


def test_areas_that_are_a_little_off_in_colour_cost():
    def square(face: str) -> dict[str, object]:
        return {"points": [(300, 300), (600, 300), (600, 500), (300, 500)], "closed": True, "face": face}

    scores = [
        compare(scene([FRAME, square("1f77b4ff")]), scene([FRAME, square(face)])).parts["style"]
        for face in ("1f77b4ff", "3f8fcfff", "5fa7e0ff", "d62728ff")
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_a_hidden_line_close_to_another_does_not_show():
    """The shadow of a box that is drawn over all but two sides of it."""
    box = {"points": [(300, 300), (600, 300), (600, 500), (300, 500)], "closed": True, "face": "ffffffff"}
    box |= {"edge": "000000ff", "width": 2.1}
    for apart in (3.6, 4.2, 4.9):
        shadow = box | {"points": [(x + apart, y + apart) for x, y in box["points"]]}
        shadow |= {"face": "808080ff", "edge": "808080ff"}
        found = scene([shadow, box])
        top = found.samples.points[(found.samples.mark == 0) & (found.samples.points[:, 1] < 400)]
        assert len(top) == 0 or top[:, 0].min() > 590, apart


def test_what_can_hardly_be_seen_is_hardly_an_error():
    whole, speck = np.array([0.0, 1.0]), np.array([0.0, 1.0])
    assert errors(whole, np.array([0.12, 0.5])) == pytest.approx(0.25)
    assert errors(speck, np.array([0.03, 0.5])) < 0.03
