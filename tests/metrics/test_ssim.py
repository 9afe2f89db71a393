import numpy as np
import pytest
from line_drawings import CORNERS, draw, png
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.metrics import structural_similarity

from stem2code_eval.figure.canonical import canonicalise
from stem2code_eval.figure.decode import decode, planes_of
from stem2code_eval.figure.page import read_page
from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.ssim import ink_region, ink_region_ssim, raw_ssim
from stem2code_eval.metrics.windows import colour_ssim, mean_ssim

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


def everywhere(x, y):
    return colour_ssim(planes(x), planes(y), np.ones(x.shape[:2], np.bool_))


def planes(rgb):
    return tuple(np.moveaxis(rgb, 2, 0))


def by_scikit_image(x, y, **more):
    return structural_similarity(
        x, y, gaussian_weights=True, sigma=1.5, data_range=255, use_sample_covariance=False, **more
    )


def random_pair(rng, shape, share):
    """Two pictures that differ in a share of their pixels."""
    x = rng.integers(0, 256, shape, np.uint8)
    return x, np.where(rng.random(shape[:2] + (1,) * (len(shape) - 2)) < share, rng.integers(0, 256, shape), x).astype(
        np.uint8
    )


def test_the_map_is_the_published_formula_averaged_over_the_channels():
    x, y = random_pair(np.random.default_rng(0), (40, 50, 3), 1)
    expected = np.mean([by_the_formula(x[..., c], y[..., c]) for c in range(3)], axis=0)
    assert np.allclose(everywhere(x, y), expected, atol=1e-9)


@pytest.mark.parametrize("share", [0, 0.001, 0.02, 1])
@pytest.mark.parametrize("shape", [(11, 11, 3), (16, 64, 3), (77, 33, 3)])
def test_the_map_is_that_of_scikit_image(shape, share):
    x, y = random_pair(np.random.default_rng(len(shape) + shape[0]), shape, share)
    expected = by_scikit_image(x, y, channel_axis=2, full=True)[1].mean(axis=2)
    assert np.allclose(everywhere(x, y), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("colour", ["black", "#e00000"])
def test_the_score_is_that_of_scikit_image_on_drawings(colour):
    first, second = canonical(draw(STROKES)), canonical(draw(STROKES[:-1], colour=colour))
    region = ink_region(first.ink | second.ink)
    expected = by_scikit_image(first.rgb, second.rgb, channel_axis=2, full=True)[1].mean(axis=2)[region].mean()
    assert ink_region_ssim(first, second) == pytest.approx(expected, abs=1e-12)


def test_colour_in_a_part_of_a_picture_counts_in_all_windows_that_see_it():
    x, y = (grey(np.random.default_rng(seed), (60, 70)) for seed in (0, 1))
    y[30, 40] = 255, 0, 9
    expected = by_scikit_image(x, y, channel_axis=2, full=True)[1].mean(axis=2)
    assert np.allclose(everywhere(x, y), expected, rtol=0, atol=1e-12)


def test_grey_pictures_give_the_same_from_one_channel():
    x, y = (grey(np.random.default_rng(seed), (30, 30)) for seed in (0, 1))
    one = colour_ssim((x[..., 0],), (y[..., 0],), np.ones((30, 30), np.bool_))
    assert np.allclose(one, everywhere(x, y), rtol=0, atol=1e-12)
    assert np.allclose(one, by_the_formula(x[..., 0], y[..., 0]), atol=1e-9)


def grey(rng, shape):
    return rng.integers(0, 256, (*shape, 1), np.uint8).repeat(3, axis=2)


def test_only_wanted_pixels_need_be_right():
    x, y = random_pair(np.random.default_rng(0), (50, 90, 3), 0.01)
    wanted = np.random.default_rng(1).random((50, 90)) < 0.003
    found = colour_ssim(planes(x), planes(y), wanted)
    assert np.allclose(found[wanted], everywhere(x, y)[wanted], rtol=0, atol=1e-12)


@pytest.mark.parametrize("share", [0, 0.001, 1])
@pytest.mark.parametrize("shape", [(11, 40), (96, 77)])
def test_the_mean_of_grey_pictures_is_that_of_scikit_image(shape, share):
    x, y = random_pair(np.random.default_rng(0), shape, share)
    assert mean_ssim(x, y) == pytest.approx(by_scikit_image(x, y), abs=1e-12)


def test_the_region_is_all_that_is_averaged():
    first, second = canonical(draw(STROKES)), canonical(draw(STROKES[:-1]))
    region = ink_region(first.ink | second.ink)
    assert ink_region_ssim(first, second) == pytest.approx(everywhere(first.rgb, second.rgb)[region].mean(), abs=1e-12)


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
    large = planes_of(np.asarray(draw(STROKES, side=1400)))
    assert raw_ssim(large, large) == 1.0
    assert raw_ssim(large, planes_of(np.asarray(draw(STROKES, side=700).resize((300, 200))))) < 1.0
    assert raw_ssim((np.zeros((10, 60), np.uint8),), large) is None
