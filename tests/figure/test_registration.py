import numpy as np
import pytest
from PIL import Image, ImageDraw

from stem2code_eval.figure.canonical import STAY, Motion, canonicalise
from stem2code_eval.figure.page import read_page
from stem2code_eval.figure.registration import (
    FULL_COST,
    MAX_SCALE,
    MAX_SHIFT,
    MIN_SCALE,
    Overlap,
    cost,
    register,
)


def canonical(*lines, motion=STAY):
    image = Image.new("RGB", (400, 400), "white")
    for line in lines:
        ImageDraw.Draw(image).line(line, fill="black", width=3)
    return canonicalise(read_page(np.asarray(image)), motion)


SHAPE = ((60, 340, 340, 300), (340, 300, 140, 60), (140, 60, 60, 340), (120, 220, 300, 190))


@pytest.mark.parametrize(
    ("scale", "dx", "dy"), [(0.9, 0.03, -0.02), (1.05, -0.01, 0.005), (1.0, 0.035, 0.035), (0.87, 0.0, 0.0)]
)
def test_a_known_motion_is_found_and_undone(scale, dx, dy):
    moved = canonical(*SHAPE, motion=Motion(scale, dx, dy))
    found = register(canonical(*SHAPE), moved)
    assert found.motion.scale == pytest.approx(1 / scale, abs=0.015)
    assert found.motion.dx == pytest.approx(-dx / scale, abs=0.008)
    assert found.motion.dy == pytest.approx(-dy / scale, abs=0.008)
    assert found.after.f1 > 0.99
    assert found.before.f1 < 0.9
    assert found.score == pytest.approx(found.after.f1 * (1 - cost(found.motion)))


def test_the_motion_stays_within_its_bounds():
    far = canonical(*SHAPE, (10, 390, 14, 390))
    found = register(canonical(*SHAPE), far)
    assert MIN_SCALE <= found.motion.scale <= MAX_SCALE
    assert max(abs(found.motion.dx), abs(found.motion.dy)) <= MAX_SHIFT
    assert found.score >= found.before.f1


def test_a_mirror_is_not_undone():
    mirrored = canonical(*[(400 - a, b, 400 - c, d) for a, b, c, d in SHAPE])
    assert register(canonical(*SHAPE), mirrored).after.f1 < 0.7


def test_identity_does_not_move():
    found = register(canonical(*SHAPE), canonical(*SHAPE))
    assert found.motion == STAY
    assert found.score == 1.0


def test_without_ink_nothing_is_met():
    assert register(canonical(*SHAPE), canonical()).score == 0.0
    assert register(canonical(), canonical(*SHAPE)).score == 0.0


def test_cost_grows_from_nothing_to_the_full_cost():
    assert cost(STAY) == 0
    assert cost(Motion(MAX_SCALE, MAX_SHIFT, 0)) == pytest.approx(FULL_COST)
    assert cost(Motion(MIN_SCALE, 0, -MAX_SHIFT)) == pytest.approx(FULL_COST)
    assert 0 < cost(Motion(1.05)) < cost(Motion(1.1)) < FULL_COST / 2


def test_f1_of_nothing_met_is_zero():
    assert Overlap(0.0, 0.0).f1 == 0.0
    assert Overlap(1.0, 0.5).f1 == pytest.approx(2 / 3)
