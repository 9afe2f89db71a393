import numpy as np
import pytest
from line_drawings import CORNERS, draw, png
from PIL import Image
from scipy.ndimage import gaussian_filter

from stem2code_eval.figure.canonical import canonicalise
from stem2code_eval.figure.decode import decode
from stem2code_eval.figure.page import read_page
from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.ssim import ink_region, ink_region_ssim, raw_ssim, ssim_map

STROKES = (*CORNERS, (0.1, 0.2, 0.9, 0.6), (0.2, 0.9, 0.7, 0.1))


def canonical(image):
    return canonicalise(read_page(decode(png(image))))


def by_the_formula(x, y):
    """SSIM as in Wang et al. 2004, eq. 13, with a truncated Gaussian window and population covariance."""
    x, y = x.astype(float), y.astype(float)
    mean = lambda a: gaussian_filter(a, 1.5, truncate=3.5)  # noqa: E731
    ux, uy = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - ux * ux, mean(y * y) - uy * uy, mean(x * y) - ux * uy
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return (2 * ux * uy + c1) * (2 * vxy + c2) / ((ux**2 + uy**2 + c1) * (vx + vy + c2))


def test_the_map_is_the_published_formula_averaged_over_the_channels():
    rng = np.random.default_rng(0)
    x, y = (rng.integers(0, 256, (40, 50, 3), np.uint8) for _ in range(2))
    expected = np.mean([by_the_formula(x[..., c], y[..., c]) for c in range(3)], axis=0)
    assert np.allclose(ssim_map(x, y), expected, atol=1e-9)


def test_grey_pictures_give_the_same_from_one_channel():
    rng = np.random.default_rng(0)
    x, y = (rng.integers(0, 256, (30, 30, 1), np.uint8).repeat(3, axis=2) for _ in range(2))
    assert np.allclose(ssim_map(x, y), by_the_formula(x[..., 0], y[..., 0]), atol=1e-9)


def test_the_mean_runs_over_the_ink_region_of_the_whole_square():
    first, second = canonical(draw(STROKES)), canonical(draw(STROKES[:-1]))
    region = ink_region(first.ink | second.ink)
    expected = np.mean(ssim_map(first.rgb, second.rgb)[region])
    assert ink_region_ssim(first, second) == pytest.approx(expected, abs=1e-12)


def test_the_region_reaches_five_pixels_in_every_direction():
    ink = np.zeros((40, 40), np.bool_)
    ink[20, 20] = True
    region = ink_region(ink)
    assert region.sum() == 11 * 11
    assert region[15, 25]
    assert not region[14, 20]


def test_colour_matters():
    black, red = draw(STROKES), draw(STROKES, colour="#e00000")
    scores = score_pair(png(black), png(red), ["pixel", "ssim"]).metrics
    assert scores["pixel"] == 100
    assert scores["ssim"] < 97


def test_two_blank_pictures_have_no_region():
    blank = canonical(Image.new("RGB", (9, 9), "white"))
    with pytest.raises(ValueError, match="neither picture has ink"):
        ink_region_ssim(blank, blank)


def test_raw_ssim_resizes_the_candidate_and_needs_room_for_its_window():
    large = np.asarray(draw(STROKES, side=1400))
    assert raw_ssim(large, large) == 1.0
    assert raw_ssim(large, np.asarray(draw(STROKES, side=700).resize((300, 200)))) < 1.0
    assert raw_ssim(np.zeros((10, 60, 3), np.uint8), large) is None
