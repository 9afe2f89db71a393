"""Filled areas of the label map as circles, ellipses and polygons with holes."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from stem2code_eval.models.tracer.components import boxes_of, components
from stem2code_eval.models.tracer.layers import Layers
from stem2code_eval.models.tracer.outlines import outlines, sharpen, simplify
from stem2code_eval.models.tracer.primitives import fit_circle, fit_ellipse
from stem2code_eval.models.tracer.shapes import Area, Disc, Fill, Points, hex_colour

MOST_AREAS = 1200
"""Only this many areas are traced, the largest first."""

OUTLINE_TOLERANCE = 0.7
"""Largest distance between an outline and its polygon, in pixels of a picture that was not scaled up."""


def trace_regions(layers: Layers) -> list[Fill]:
    """Return every area that is not background, the largest first."""
    found: list[tuple[int, int, Fill]] = []
    tolerance = OUTLINE_TOLERANCE * layers.enlarged
    for label in range(1, len(layers.palette.rgb)):
        colour = hex_colour(layers.palette.rgb[label])
        parts, _ = components(layers.labels == label, corners=False)
        for index, box in enumerate(boxes_of(parts), start=1):
            part = parts[box] == index
            size = int(part.sum())
            if size >= least_area(layers.labels.shape):
                fill = fill_of(part, (box[1].start, box[0].start), colour, tolerance)
                if fill is not None:
                    found.append((-size, len(found), fill))
    return [fill for _, _, fill in sorted(found, key=lambda f: f[:2])[:MOST_AREAS]]


def least_area(shape: tuple[int, ...]) -> int:
    """Return the number of pixels below which an area is a speck."""
    return max(6, round(2e-5 * shape[0] * shape[1]))


def fill_of(part: NDArray[np.bool_], corner: tuple[int, int], colour: str, tolerance: float) -> Fill | None:
    """Return the filled shape of one connected mask.

    Args:
        part: shape (height, width), the mask cut out of the picture.
        corner: x and y of its first pixel in the picture.
        colour: `#rrggbb`.
        tolerance: largest distance in pixels between the outline and its polygon.
    """
    padded = np.pad(part, 3).astype(np.float32)
    field = ndimage.gaussian_filter(padded, 0.6)
    rings = outlines(field, 0.5, (corner[0] - 3, corner[1] - 3))
    if not rings:
        return None
    if len(rings) == 1:
        round_shape = disc_of(rings[0], colour)
        if round_shape is not None:
            return round_shape
    simple = [_polygon(ring, tolerance) for ring in rings]
    kept = tuple(ring for ring in simple if len(ring) >= 3)
    return Area(kept, colour) if kept else None


def _polygon(ring: Points, tolerance: float) -> Points:
    corners = sharpen(ring, simplify(ring, tolerance))
    # A vertex beside a corner that smoothing had cut is on the edge now.
    return simplify(np.vstack([corners, corners[:1]]), tolerance)


def disc_of(ring: Points, colour: str) -> Disc | None:
    """Return a circle or an ellipse when the ring is one to within a pixel or 2 % of its size."""
    size = float(np.ptp(ring, axis=0).max())
    slack = max(0.7, 0.012 * size)
    circle = fit_circle(ring[:-1])
    if circle is not None and 1.5 <= circle.radius <= 0.6 * size:
        offsets = np.abs(circle.offsets(ring))
        # A dot at the meeting of lines keeps the stumps of them.
        if np.percentile(offsets, 95) <= slack and offsets.max() <= 0.25 * circle.radius + 0.5:
            return Disc(circle.centre, (circle.radius, circle.radius), 0.0, colour)
    ellipse = fit_ellipse(ring[:-1])
    if ellipse is not None and min(ellipse.half_axes) >= 3 and max(ellipse.half_axes) <= 0.6 * size:
        if np.abs(ellipse.offsets(ring)).max() <= slack:
            return Disc(ellipse.centre, ellipse.half_axes, ellipse.angle, colour)
    return None
