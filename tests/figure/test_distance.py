import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt

from stem2code_eval.figure import registration
from stem2code_eval.figure.canonical import INK_SIDE
from stem2code_eval.figure.distance import FAR, distances


@pytest.mark.parametrize("share", [0.5, 0.01, 0.0005])
@pytest.mark.parametrize("shape", [(256, 256), (40, 300), (1, 7), (90, 1)])
def test_distances_are_exact_as_far_as_anything_looks(shape, share):
    ink = np.random.default_rng(0).random(shape) < share
    ink[0, 0] = True
    found, expected = distances(ink), distance_transform_edt(~ink).astype(np.float32)
    near = expected <= FAR
    assert np.array_equal(found[near], expected[near])
    assert (found[~near] > FAR).all()


def test_beyond_that_nothing_counts():
    smallest = np.float32(FAR * registration.MIN_SCALE / (registration.TOLERANCE * INK_SIDE))
    assert np.exp(-np.square(smallest)) == 0
