"""Exact distances to the nearest ink, as far as anything looks."""

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.ink import Mask

FAR = 48
"""Pixels; where the nearest ink is farther along a row or column, the distance is some number above this."""


def distances(ink: Mask) -> NDArray[np.float32]:
    """Return the Euclidean distance of each pixel to the nearest True one, in pixels.

    Exact up to `FAR`, and above it some number above it. First along each row, then, over all rows near enough, the
    least sum of squares.

    Args:
        ink: `(height, width)`, both sides below 32,000.
    """
    along = _along_rows(ink).astype(np.uint16)
    along *= along
    height = len(ink)
    nearest = along.copy()
    farther = np.empty_like(along)
    for step in range(1, min(FAR + 1, height)):
        np.add(along, np.uint16(step * step), out=farther)
        np.minimum(nearest[step:], farther[:-step], out=nearest[step:])
        np.minimum(nearest[:-step], farther[step:], out=nearest[:-step])
    return np.sqrt(nearest, dtype=np.float32)


def _along_rows(ink: Mask) -> NDArray[np.int16]:
    """Return the distance of each pixel to the nearest True one of its row, at most `FAR + 1`."""
    width = ink.shape[1]
    places = np.arange(width, dtype=np.int16)
    last = np.maximum.accumulate(np.where(ink, places, np.int16(-FAR - 1)), axis=1)
    following = np.where(ink, places, np.int16(width + FAR))[:, ::-1]
    first = np.minimum.accumulate(following, axis=1)[:, ::-1]
    return np.minimum(np.minimum(places - last, first - places), np.int16(FAR + 1))
