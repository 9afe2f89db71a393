"""What is quick must be what is meant: areas as scipy opens them, colours as scikit-image tells them apart."""

import numpy as np
from scipy.ndimage import binary_opening
from skimage.color import deltaE_ciede2000, rgb2lab

from stem2code_eval.metrics.structure.fillings import BROAD, GRID, _broad
from stem2code_eval.metrics.structure.style import FULL, JUST, same_colour


def test_broad_areas_are_those_that_a_square_fits_into():
    random = np.random.default_rng(0)
    for share in (0.5, 0.9, 0.97, 1.0):
        filled = random.random((GRID, GRID)) < share
        assert np.array_equal(_broad(filled), binary_opening(filled, np.ones((BROAD, BROAD), np.bool_)))


def test_colours_are_told_apart_one_by_one_as_all_at_once():
    random = np.random.default_rng(1)
    one, other = random.uniform(0, 255, (2, 500, 3))
    other[::3] = one[::3]
    other[1::3] = np.clip(one[1::3] + random.uniform(-9, 9, one[1::3].shape), 0, 255)
    apart = deltaE_ciede2000(rgb2lab(one.round() / 255), rgb2lab(other.round() / 255))
    wanted = 1 - np.clip((apart - JUST) / (FULL - JUST), 0, 1)
    found = same_colour(one, other)
    assert np.abs(found - wanted).max() < 1e-12
    assert (found[::3] == 1).all()
    assert [float(same_colour(one[[at]], other[[at]])[0]) for at in range(20)] == found[:20].tolist()
    assert same_colour(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0,)
