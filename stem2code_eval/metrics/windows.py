"""SSIM as scikit-image has it, bit for bit, but only at the pixels that need computing.

Where the window around a pixel is the same in both pictures, the index is exactly 1, and where it is grey in both, one
channel stands for three. What is left is cut into small tiles, all of which are filtered together. Every product and
sum is taken in the order of `scipy.ndimage.gaussian_filter` and `skimage.metrics.structural_similarity`.
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
_AT_ONCE = 24
"""Tiles that are filtered together, so that they stay in the processor's cache."""
_C1, _C2 = (K1 * DATA_RANGE) ** 2, (K2 * DATA_RANGE) ** 2

Levels = NDArray[np.uint8]
Planes = Sequence[Levels]
Index = NDArray[np.floating]


def _gaussian() -> list[float]:
    """Return the weights from the middle outwards."""
    places = np.arange(-RADIUS, RADIUS + 1)
    bell = np.exp(-0.5 / (SIGMA * SIGMA) * places**2)
    weights: list[float] = (bell / bell.sum())[RADIUS:].tolist()
    return weights


_WEIGHTS = _gaussian()


def colour_ssim(reference: Planes, candidate: Planes, wanted: Mask) -> Index:
    """Return the SSIM at each wanted pixel, averaged over the channels, in double precision; something elsewhere.

    Args:
        reference: one plane `(height, width)` of a grey picture, or three.
        candidate: the same.
        wanted: `(height, width)`.
    """
    pairs = [(reference[i % len(reference)], candidate[i % len(candidate)]) for i in range(3)]
    changed = [one != other for one, other in pairs]
    near = wanted & dilated(changed[0] | changed[1] | changed[2], RADIUS)
    if not near.any():
        return np.ones(wanted.shape, np.float64)
    found = _ssim(*pairs[0], near, np.float64)
    if len(reference) == len(candidate) == 1:
        return found
    coloured = [(plane != picture[0]) for picture in (reference, candidate) for plane in picture[1:]]
    near &= dilated(np.logical_or.reduce(coloured), RADIUS)
    total = found.copy()
    for one, other in pairs[1:]:
        total += np.where(near, _ssim(one, other, near, np.float64), found)
    return total / 3


def mean_ssim(reference: Levels, candidate: Levels) -> float:
    """Return the mean SSIM of two grey pictures, in single precision, over all windows that lie within them.

    Args:
        reference: `(height, width)`, each at least 11.
        candidate: the same shape.
    """
    found = _ssim(reference, candidate, dilated(reference != candidate, RADIUS), np.float32)
    return float(found[RADIUS:-RADIUS, RADIUS:-RADIUS].mean(dtype=np.float64))


def _ssim(reference: Levels, candidate: Levels, wanted: Mask, precision: type[np.floating]) -> Index:
    """Return the SSIM in every tile that holds a wanted pixel; 1 elsewhere. `(height, width)`."""
    height, width = wanted.shape
    down, across = -(-height // _TILE), -(-width // _TILE)
    found = np.ones((down, _TILE, across, _TILE), precision)
    padded = np.zeros((down * _TILE, across * _TILE), np.bool_)
    padded[:height, :width] = wanted
    rows, columns = np.nonzero(padded.reshape(found.shape).any(axis=(1, 3)))
    one, other = _tiles(reference, down, across), _tiles(candidate, down, across)
    for start in range(0, len(rows), _AT_ONCE):
        row, column = rows[start : start + _AT_ONCE], columns[start : start + _AT_ONCE]
        values = _index(one[row, column], other[row, column], precision)
        found[row, :, column] = values.transpose(2, 0, 1)
    return found.reshape(padded.shape)[:height, :width]


def _tiles(picture: Levels, down: int, across: int) -> Levels:
    """Return every tile with its surroundings, `(down, across, _REACH, _REACH)`; the picture's edges are mirrored."""
    height, width = picture.shape
    more = (RADIUS, RADIUS + down * _TILE - height), (RADIUS, RADIUS + across * _TILE - width)
    whole = np.pad(picture, more, "symmetric")
    every = np.lib.stride_tricks.sliding_window_view(whole, (_REACH, _REACH))
    return every[::_TILE, ::_TILE]


def _index(one: Levels, other: Levels, precision: type[np.floating]) -> Index:
    """Return the SSIM of some tiles, `(_TILE, _TILE, n)`, from their pixels with surroundings `(n, _REACH, _REACH)`."""
    stack = np.empty((5, _REACH, _REACH, len(one)))
    x, y, xx, yy, xy = stack
    x[:], y[:] = one.transpose(1, 2, 0), other.transpose(1, 2, 0)
    np.multiply(x, x, out=xx)
    np.multiply(y, y, out=yy)
    np.multiply(x, y, out=xy)
    ux, uy, uxx, uyy, uxy = _smoothed(_smoothed(stack, 1, precision), 2, precision).astype(precision, copy=False)
    both, ux2, uy2 = ux * uy, ux * ux, uy * uy
    vx, vy, vxy = uxx - ux2, uyy - uy2, uxy - both
    return np.asarray((2 * both + _C1) * (2 * vxy + _C2) / ((ux2 + uy2 + _C1) * (vx + vy + _C2)))


def _smoothed(values: NDArray[np.float64], axis: int, precision: type[np.floating]) -> NDArray[np.float64]:
    """Return values filtered along an axis, which loses what only the window reached; sums are double."""
    before = (slice(None),) * axis

    def shifted(by: int) -> NDArray[np.float64]:
        return values[(*before, slice(RADIUS + by, values.shape[axis] - RADIUS + by))]

    total = shifted(0) * _WEIGHTS[0]
    both = np.empty_like(total)
    for by in range(RADIUS, 0, -1):
        np.add(shifted(-by), shifted(by), out=both)
        both *= _WEIGHTS[by]
        total += both
    return total.astype(precision, copy=False).astype(np.float64, copy=False)
