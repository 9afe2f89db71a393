"""Pieces of a line are joined where they go on in one another, and nowhere else."""

from itertools import pairwise

import numpy as np
import pytest

from stem2code_eval.figure.elements.dashes import dash_pattern
from stem2code_eval.figure.elements.joints import joined
from stem2code_eval.figure.elements.marks import Outline
from stem2code_eval.figure.elements.strokes import Samples, cut_strokes


def outline(*points):
    return Outline([np.array(points, float)], [False], None, (0, 0, 0, 1), 1.0, None, 0.0, None, None, "")


def strokes(marks, style=None, near=2.0) -> tuple[Samples, Samples]:
    cut = cut_strokes(marks)
    samples = cut.sampled(1000.0)
    return samples, joined(samples, style or [0] * len(marks), near, cut.ends())


def lengths(samples: Samples) -> list[int]:
    return sorted(np.rint(np.bincount(samples.stroke, samples.length)).astype(int).tolist())


def test_pieces_in_any_order_and_direction_are_one_line():
    marks = [outline((400, 0), (200, 0)), outline((0, 0), (200, 0)), outline((401, 0), (600, 0))]
    before, after = strokes(marks)
    assert (lengths(before), lengths(after)) == ([199, 200, 200], [599])
    steps = np.diff(after.points, axis=0)
    assert (steps @ steps[0] > 0).all(), "the samples follow the line"
    assert (np.sign((after.tangents[:-1] * steps).sum(axis=1)) == np.sign((after.tangents[0] * steps[0]).sum())).all()


def test_a_ring_of_pieces_is_one_line():
    turns = np.linspace(0, 2 * np.pi, 13)
    corners = 500 + 300 * np.column_stack([np.cos(turns), np.sin(turns)])
    before, after = strokes([outline(one, other) for one, other in pairwise(corners)])
    assert (before.stroke.max(), after.stroke.max()) == (11, 0)
    assert len(before) == len(after)


@pytest.mark.parametrize("pieces", range(1, 12))
def test_a_curve_cut_where_it_is_most_bent_is_one_line(pieces):
    """Samples ten pixels apart turn by more than a corner there."""
    x = np.linspace(0, 1000, 561)
    points = np.column_stack([x, 90 * np.cos(x * np.pi / 75)])
    cuts = np.linspace(0, 560, pieces + 1).astype(int)
    _, after = strokes([outline(*points[start : end + 1]) for start, end in pairwise(cuts)])
    assert after.stroke.max() == 0


@pytest.mark.parametrize(
    ("other", "style"),
    [
        (outline((200, 0), (200, 200)), [0, 0]),
        (outline((206, 0), (400, 0)), [0, 0]),
        (outline((200, 0), (400, 0)), [0, 1]),
        (outline((200, 0), (0, 10)), [0, 0]),
    ],
    ids=["a corner", "a gap", "another style", "back again"],
)
def test_what_stays_apart(other, style):
    before, after = strokes([outline((0, 0), (200, 0)), other], style)
    assert lengths(before) == lengths(after)


def test_of_lines_that_cross_in_a_point_the_straight_ones_go_on():
    middle = (300, 300)
    ends = [(0, 300), (300, 0), (600, 300), (300, 600)]
    _, after = strokes([outline(middle, end) for end in ends])
    assert lengths(after) == [600, 600]


@pytest.mark.parametrize(
    ("dash", "looks"),
    [
        ((6, 6), (6, 6)), ((0, 6, 6, 0), (6, 6)), ((5, 2, 5, 2), (5, 2)), ((1, 2, 3), (1, 2, 3, 1, 2, 3)),
        ((6, 2, 1, 2), (6, 2, 1, 2)), ((3, 0), ()), ((0, 3), ()), ((0, 0), ()),
    ],
)  # fmt: skip
def test_a_pattern_of_dashes_is_what_it_looks_like(dash, looks):
    assert dash_pattern(dash) == looks
