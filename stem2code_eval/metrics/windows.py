"""SSIM as scikit-image has it, up to rounding, but only at the pixels that need computing.

Where the window around a pixel is the same in both pictures, the index is exactly 1, and where it is grey in both, one
channel stands for three. What is left is cut into small tiles, which are filtered as products with a banded matrix,
tile by tile: too small for a library to spread over threads, which would only wait for each other.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.ink import Mask, dilated

SIGMA = 1.5
RADIUS = 5
"""Pixels; 3.5 sigma, where scikit-image cuts the Gaussian off."""
K1, K2 = 0.01, 0.03
DATA_RANGE = 255

_TILE = 16
_REACH = _TILE + 2 * RADIUS
_AT_ONCE = 16
"""Tiles that are filtered together, so that they stay in the processor's cache."""
_C1, _C2 = (K1 * DATA_RANGE) ** 2, (K2 * DATA_RANGE) ** 2

Levels = NDArray[np.uint8]
Planes = Sequence[Levels]
Index = NDArray[np.float64]


def _filter() -> NDArray[np.float64]:
    """Return the matrix, `(_TILE, _REACH)`, that filters the columns of a tile with its surroundings."""
    bell = np.exp(-0.5 / (SIGMA * SIGMA) * np.arange(-RADIUS, RADIUS + 1) ** 2)
    matrix = np.zeros((_TILE, _REACH))
    for row, weights in enumerate(matrix):
        weights[row : row + len(bell)] = bell / bell.sum()
    return matrix


_FILTER = _filter()


def colour_ssim(reference: Planes, candidate: Planes, wanted: Mask) -> Index:
    """Return the SSIM at each wanted pixel, averaged over the channels; something elsewhere.

    Args:
        reference: one plane `(height, width)` of a grey picture, or three.
        candidate: the same.
        wanted: `(height, width)`.
    """
    channels = max(len(reference), len(candidate))
    pairs = [(reference[i % len(reference)], candidate[i % len(candidate)]) for i in range(channels)]
    changed = [one != other for one, other in pairs]
    anywhere = np.logical_or.reduce(changed)
    if not anywhere.any():
        return np.ones(wanted.shape)
    near = wanted & dilated(anywhere, RADIUS)
    found = _ssim(*pairs[0], near)
    if channels == 1:
        return found
    coloured = [(plane != picture[0]) for picture in (reference, candidate) for plane in picture[1:]]
    near &= dilated(np.logical_or.reduce(coloured), RADIUS)
    total = found.copy()
    for one, other in pairs[1:]:
        total += np.where(near, _ssim(one, other, near), found)
    return total / channels


def mean_ssim(reference: Levels, candidate: Levels) -> float:
    """Return the mean SSIM of two grey pictures over all windows that lie within them.

    Args:
        reference: `(height, width)`, each at least 11.
        candidate: the same shape.
    """
    changed = reference != candidate
    if not changed.any():
        return 1.0
    found = _ssim(reference, candidate, dilated(changed, RADIUS))
    return float(found[RADIUS:-RADIUS, RADIUS:-RADIUS].mean())


def _ssim(reference: Levels, candidate: Levels, wanted: Mask) -> Index:
    """Return the SSIM in every tile that holds a wanted pixel; 1 elsewhere. `(height, width)`."""
    height, width = wanted.shape
    down, across = -(-height // _TILE), -(-width // _TILE)
    found = np.ones((down, _TILE, across, _TILE))
    padded = np.zeros((down * _TILE, across * _TILE), np.bool_)
    padded[:height, :width] = wanted
    bands = np.logical_or.reduce(padded.reshape(down, _TILE, -1), axis=1)
    rows, columns = np.nonzero(bands.reshape(down, across, _TILE).any(axis=2))
    one, other = _tiles(reference, down, across), _tiles(candidate, down, across)
    for start in range(0, len(rows), _AT_ONCE):
        row, column = rows[start : start + _AT_ONCE], columns[start : start + _AT_ONCE]
        found[row, :, column] = _index(one[row, column], other[row, column])
    return found.reshape(padded.shape)[:height, :width]


def _tiles(picture: Levels, down: int, across: int) -> Levels:
    """Return every tile with its surroundings, `(down, across, _REACH, _REACH)`; the picture's edges are mirrored."""
    height, width = picture.shape
    more = (RADIUS, RADIUS + down * _TILE - height), (RADIUS, RADIUS + across * _TILE - width)
    whole = np.pad(picture, more, "symmetric")
    every = np.lib.stride_tricks.sliding_window_view(whole, (_REACH, _REACH))
    return every[::_TILE, ::_TILE]


def _index(one: Levels, other: Levels) -> Index:
    """Return the SSIM of some tiles, `(n, _TILE, _TILE)`, from their pixels with surroundings `(n, _REACH, _REACH)`."""
    x, y, squares, product = stack = np.empty((4, *one.shape))
    x[:], y[:] = one, other
    np.multiply(x, y, out=product)
    np.multiply(x, x, out=squares)
    squares += y * y
    along_rows = stack.reshape(-1, _REACH) @ _FILTER.T
    ux, uy, mean_squares, mean_product = _FILTER @ along_rows.reshape(*stack.shape[:-1], _TILE)
    both, apart = ux * uy, ux * ux + uy * uy
    covariance, variances = mean_product - both, mean_squares - apart
    return np.asarray((2 * both + _C1) * (2 * covariance + _C2) / ((apart + _C1) * (variances + _C2)))
