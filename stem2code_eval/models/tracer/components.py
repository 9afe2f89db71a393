"""Connected parts of a mask."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

EIGHT = np.ones((3, 3), dtype=bool)
"""Neighbourhood in which pixels that touch at a corner are connected."""

Box = tuple[slice, slice]
"""Rows and columns of a part."""


def components(mask: NDArray[np.bool_], corners: bool = True) -> tuple[NDArray[np.int32], int]:
    """Return the number of the part that each pixel of a mask belongs to (0 outside), and how many parts there are.

    Args:
        mask: shape (height, width).
        corners: whether pixels that touch at a corner alone are connected.
    """
    parts, count = ndimage.label(mask, structure=EIGHT if corners else None)
    return np.asarray(parts, dtype=np.int32), int(count)


def boxes_of(parts: NDArray[np.int32]) -> list[Box]:
    """Return the bounding box of every part, part 1 first."""
    return [(box[0], box[1]) for box in ndimage.find_objects(parts)]


def grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the mask with every pixel that touches it."""
    return np.asarray(ndimage.binary_dilation(mask, EIGHT))
