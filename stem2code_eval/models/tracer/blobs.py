"""Where a stroke swells: dots and arrow heads, which a centre line cannot show."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from stem2code_eval.models.tracer.components import boxes_of, grown


def blobs(parts: NDArray[np.int32], radius: NDArray[np.float32], usual: Mapping[int, float]) -> NDArray[np.bool_]:
    """Return the ink that is left of each part after an opening by a disc clearly wider than its strokes.

    Args:
        parts: number of the connected part at each pixel, 0 for none.
        radius: distance of each ink pixel to the outside in pixels, same shape.
        usual: half the usual stroke width of the parts that are looked at, in pixels.
    """
    found = np.zeros(parts.shape, dtype=bool)
    boxes = boxes_of(parts)
    for part, half in usual.items():
        box = boxes[part - 1]
        own = parts[box] == part
        least = 1.5 * half + 0.8
        core = own & (radius[box] > least)
        if core.any():
            opened = ndimage.distance_transform_edt(~core) <= least
            found[box] |= grown(opened) & own
    return found
