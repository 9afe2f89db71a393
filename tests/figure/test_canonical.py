import numpy as np
import pytest
from PIL import Image, ImageDraw

from stem2code_eval.figure.canonical import MARGIN, SIDE, Motion, canonicalise
from stem2code_eval.figure.page import ink_box, read_page


def page(size, *boxes, background="white"):
    image = Image.new("RGB", size, background)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill="black")
    return read_page(np.asarray(image))


def test_the_longer_side_of_the_ink_fills_the_square_up_to_the_margin():
    canonical = canonicalise(page((400, 300), (50, 100, 289, 219)))
    assert canonical.rgb.shape == (SIDE, SIDE, 3)
    left, top, right, bottom = ink_box(canonical.ink)
    assert abs(left - MARGIN) <= 1
    assert abs(right - (SIDE - MARGIN)) <= 1
    assert (bottom - top) / (right - left) == pytest.approx(0.5, abs=0.01)
    assert abs((top + bottom) / 2 - SIDE / 2) <= 1


def test_canvas_and_resolution_do_not_count():
    small = canonicalise(page((200, 150), (40, 40, 99, 69), (60, 40, 69, 119)))
    moved = canonicalise(page((500, 200), (340, 40, 399, 69), (360, 40, 369, 119)))
    large = canonicalise(page((800, 600), (160, 160, 399, 279), (240, 160, 279, 479)))
    assert np.array_equal(small.rgb, moved.rgb)
    assert np.mean(small.ink != large.ink) < 0.01


@pytest.mark.parametrize("box", [(7, 7, 7, 7), (0, 5, 19, 5), (3, 0, 3, 19)])
def test_one_pixel_and_hairlines_keep_their_ink(box):
    canonical = canonicalise(page((20, 20), box))
    left, top, right, bottom = ink_box(canonical.ink)
    assert max(right - left, bottom - top) == pytest.approx(SIDE - 2 * MARGIN, abs=1)


def test_a_hairline_survives_a_strong_reduction():
    canonical = canonicalise(page((2048, 2048), (10, 1000, 2040, 1000), (10, 10, 10, 2040)))
    assert canonical.ink[MARGIN + 5 : SIDE - MARGIN - 5].any(axis=1).all()


def test_the_margin_has_the_colour_of_the_page():
    canonical = canonicalise(page((60, 60), (20, 20, 40, 40), background=(255, 240, 90)))
    assert canonical.rgb[0, 0].tolist() == [255, 240, 90]


def test_a_blank_page_is_a_blank_square():
    canonical = canonicalise(page((30, 20)))
    assert not canonical.has_ink
    assert (canonical.rgb == 255).all()


def test_a_motion_scales_about_the_centre_and_then_shifts():
    still = page((300, 300), (50, 50, 249, 249))
    moved = canonicalise(still, Motion(scale=0.9, dx=0.04, dy=-0.02))
    left, top, right, bottom = ink_box(moved.ink)
    assert right - left == pytest.approx(0.9 * (SIDE - 2 * MARGIN), abs=2)
    assert (left + right) / 2 == pytest.approx((0.5 + 0.04) * SIDE, abs=1)
    assert (top + bottom) / 2 == pytest.approx((0.5 - 0.02) * SIDE, abs=1)


def test_a_grey_picture_has_one_plane_and_its_colours_are_those_of_three():
    grey = page((300, 200), (50, 50, 249, 149))
    rgb = grey.rgb.copy()
    rgb[60, 60] = 200, 0, 0
    one, three = canonicalise(grey), canonicalise(read_page(rgb))
    assert (len(one.planes), len(three.planes)) == (1, 3)
    differ = (one.rgb != three.rgb).any(axis=2)
    assert 0 < differ.sum() < 60
