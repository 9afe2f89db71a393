import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from scipy.ndimage import maximum_filter
from skimage.color import deltaE_ciede2000, rgb2lab

from stem2code_eval.figure.decode import decode
from stem2code_eval.figure.ink import (
    INK_DELTA_E,
    WHITE,
    border_pixels,
    difference,
    dilated,
    ink_mask,
    is_like,
    modal_colour,
)

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@settings(max_examples=25, deadline=None)
@given(page=COLOURS, seed=st.integers(0, 99))
def test_the_mask_is_the_pixelwise_ciede2000_threshold(page, seed):
    rng = np.random.default_rng(seed)
    rgb = rng.integers(0, 256, (9, 7, 3), np.uint8)
    rgb[:4] = np.clip(np.array(page) + rng.integers(-30, 31, (4, 7, 3)), 0, 255)
    lab = rgb2lab(np.array([[page]], np.uint8))
    expected = deltaE_ciede2000(rgb2lab(rgb), np.broadcast_to(lab, rgb.shape)) > INK_DELTA_E
    assert np.array_equal(ink_mask(rgb, page), expected)


def test_a_published_pair_of_colours():
    # Sharma, Wu and Dalal (2005): dE00 is not the Euclidean distance; black to white is 100.
    assert difference(np.array([[0, 0, 0]], np.uint8), WHITE)[0] == pytest.approx(100, abs=0.01)


def test_hue_alone_is_ink_and_faint_grey_is_not():
    red_on_equal_grey = (200, 100, 100), (128, 128, 128)
    assert not is_like(*red_on_equal_grey)
    assert is_like((240, 240, 240), WHITE)
    assert not is_like((190, 190, 190), WHITE)


@pytest.mark.parametrize("quality", [10, 30, 75])
def test_jpeg_noise_moves_neither_the_border_colour_nor_the_ink(quality):
    image = Image.new("RGB", (300, 200), (250, 240, 120))
    ImageDraw.Draw(image).line((60, 50, 240, 150), fill="black", width=4)
    clean = np.asarray(image)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    noisy = decode(target.getvalue())
    colour = modal_colour(border_pixels(noisy))
    assert is_like(colour, (250, 240, 120))
    ink, expected = ink_mask(noisy, colour), ink_mask(clean, (250, 240, 120))
    assert (ink & expected).sum() / expected.sum() > 0.95
    far = np.ones_like(ink)
    far[40:160, 50:250] = False
    assert not (ink & far).any()


def test_the_modal_colour_survives_noise_across_a_bin_edge():
    rng = np.random.default_rng(0)
    page = rng.integers(244, 252, (400, 1)).repeat(3, axis=1).astype(np.uint8)
    other = np.zeros((150, 3), np.uint8)
    assert is_like(modal_colour(np.concatenate([other, page])), (248, 248, 248))


def test_of_two_equally_frequent_colours_the_lighter_is_the_page():
    assert modal_colour(np.array([[0, 0, 0], [255, 255, 255]], np.uint8)) == WHITE


def test_a_picture_of_one_pixel_is_all_border():
    assert border_pixels(np.zeros((1, 1, 3), np.uint8)).shape == (1, 3)
    with pytest.raises(ValueError, match="no pixels"):
        modal_colour(np.zeros((0, 3), np.uint8))


@pytest.mark.parametrize("reach", [1, 2, 5])
@pytest.mark.parametrize("shape", [(40, 50), (3, 90), (7, 1)])
def test_a_dilated_mask_reaches_that_far_in_every_direction(shape, reach):
    mask = np.random.default_rng(0).random(shape) < 0.02
    assert np.array_equal(dilated(mask, reach), maximum_filter(mask, 2 * reach + 1, mode="constant"))


def test_known_greys_give_the_mask_of_unknown_ones():
    levels = np.arange(256, dtype=np.uint8)[None]
    rgb = np.stack([levels] * 3, axis=2)
    for level in range(256):
        page = (level, level, level)
        assert np.array_equal(ink_mask(rgb, page, levels), ink_mask(rgb, page))
