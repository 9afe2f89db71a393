import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from line_drawings import CORNERS, draw, png
from PIL import Image

from stem2code_eval.metrics.pair import score_pair

PLACES = st.floats(0, 1, width=16)
STROKES = st.lists(st.tuples(PLACES, PLACES, PLACES, PLACES), min_size=1, max_size=6)
QUICK = settings(max_examples=15, deadline=None)
BOTH = ["pixel", "ssim"]


def pixel(reference: Image.Image, candidate: Image.Image) -> float:
    return score_pair(png(reference), png(candidate), ["pixel"]).metrics["pixel"]


@QUICK
@given(strokes=STROKES)
def test_identity_is_100(strokes):
    assert score_pair(png(draw(strokes)), png(draw(strokes)), BOTH).metrics == {"pixel": 100.0, "ssim": 100.0}


@QUICK
@given(first=STROKES, second=STROKES)
def test_every_score_lies_between_0_and_100_and_registration_never_hurts(first, second):
    scores = score_pair(png(draw(first)), png(draw(second)), BOTH)
    assert all(0 <= value <= 100 for value in scores.metrics.values())
    assert scores.metrics["pixel"] >= scores.diagnostics["pixel_f1_before"] - 1e-9


@QUICK
@given(strokes=STROKES, left=st.integers(0, 200), top=st.integers(0, 200), extra=st.integers(1, 200))
@example(strokes=[(0.02734375, 0, 0.99609375, 0.748046875)], left=12, top=0, extra=1)
def test_the_canvas_around_a_drawing_does_not_count(strokes, left, top, extra):
    drawing = draw(strokes)
    padded = Image.new("RGB", (340 + left + extra, 340 + top + extra), "white")
    padded.paste(drawing, (left, top))  # drawn again at another place, Pillow may set other pixels
    assert score_pair(png(drawing), png(padded), BOTH).metrics == {"pixel": 100.0, "ssim": 100.0}


@QUICK
@given(strokes=STROKES, side=st.integers(150, 900))
def test_the_resolution_does_not_count(strokes, side):
    framed = [*CORNERS, *strokes]
    assert pixel(draw(framed), draw(framed, side=side)) > 99


@settings(max_examples=4, deadline=None)
@given(order=st.permutations(range(8)))
def test_the_score_falls_with_every_stroke_removed(order):
    lines = [(0.1, 0.1 + 0.1 * k, 0.9, 0.1 + 0.1 * k) for k in range(8)]
    reference = draw([*CORNERS, *lines])
    scores = [pixel(reference, draw([*CORNERS, *(lines[i] for i in order[kept:])])) for kept in range(8)]
    assert scores[0] == 100
    assert all(later < earlier - 1 for earlier, later in itertools.pairwise(scores))


@QUICK
@given(first=STROKES, second=STROKES)
def test_before_registration_both_directions_agree(first, second):
    there = score_pair(png(draw(first)), png(draw(second)), ["pixel"]).diagnostics
    back = score_pair(png(draw(second)), png(draw(first)), ["pixel"]).diagnostics
    assert there["pixel_f1_before"] == pytest.approx(back["pixel_f1_before"])


def test_extra_ink_costs_precision_and_missing_ink_recall():
    less = [*CORNERS, (0.1, 0.2, 0.9, 0.2)]
    more = [*less, (0.1, 0.6, 0.9, 0.6)]
    extra = score_pair(png(draw(less)), png(draw(more)), ["pixel"]).diagnostics
    missing = score_pair(png(draw(more)), png(draw(less)), ["pixel"]).diagnostics
    assert (extra["pixel_recall"], missing["pixel_precision"]) == (100, 100)
    assert 50 < extra["pixel_precision"] < 60
    assert 50 < missing["pixel_recall"] < 60


def test_the_diagnostics_are_the_textbook_numbers():
    scores = score_pair(png(draw([*CORNERS])), png(draw([*CORNERS, (0, 0.5, 1, 0.5)], colour="#808080")), ["pixel"])
    mse, psnr = scores.diagnostics["mse"], scores.diagnostics["psnr"]
    assert 0 < mse < 255**2
    assert 10 ** (psnr / 10) == pytest.approx(255**2 / mse)
