"""Level lines of a mask as polygons of few points."""

import numpy as np
from numpy.typing import NDArray
from skimage.measure import approximate_polygon, find_contours

from stem2code_eval.models.tracer.primitives import Line, fit_line, intersection
from stem2code_eval.models.tracer.shapes import Points

LONGEST_WALK = 1500
"""Outlines of more points than this are simplified in pieces."""

LONG_EDGE = 8.0
"""From this length in pixels on, an edge says well enough where its line is."""

BEVEL = 4.0
"""A shorter edge between two long ones is a corner that smoothing cut."""

FARTHEST_CORNER = 4.0
"""A corner is moved by at most this many pixels."""


def outlines(field: NDArray[np.float32], level: float, corner: tuple[int, int]) -> list[Points]:
    """Return the level lines of a field as rings of x, y at pixel edges, the last point equal to the first.

    Outer rings and holes run in opposite directions, as non-zero winding needs it.
    """
    rings = []
    for contour in find_contours(field, level):
        if len(contour) >= 4 and np.array_equal(contour[0], contour[-1]):
            rings.append(contour[:, ::-1] + np.array([corner[0] + 0.5, corner[1] + 0.5]))
    return rings


def simplify(ring: Points, tolerance: float) -> Points:
    """Return a closed ring with fewer points (Douglas and Peucker 1973), without the repeated last point."""
    # The method keeps the two ends, so the walk starts where the ring is farthest from its middle: at a corner.
    body = ring[:-1]
    start = int(np.argmax(((body - body.mean(axis=0)) ** 2).sum(axis=1)))
    turned = np.vstack([body[start:], body[: start + 1]])
    # The method's time grows with the square of a rough outline's length, so a long one is done piece by piece.
    pieces = [turned[i : i + LONGEST_WALK + 1] for i in range(0, len(turned) - 1, LONGEST_WALK)]
    return np.vstack([approximate_polygon(piece, tolerance)[:-1] for piece in pieces])


def sharpen(ring: Points, polygon: Points) -> Points:
    """Return the polygon with corners where the lines through its long edges meet.

    Args:
        ring: closed outline, the last point equal to the first, shape (n, 2).
        polygon: some of its points, in its order, shape (m, 2).
    """
    count = len(polygon)
    if count < 3:
        return polygon
    body = ring[:-1]
    start = int(np.argmax((body == polygon[0]).all(axis=1)))
    walk = np.vstack([body[start:], body[: start + 1]])
    at = [*indices_of(walk, polygon), len(walk) - 1]
    edges = [_edge_line(walk[at[k] : at[k + 1] + 1]) for k in range(count)]
    short = [float(np.hypot(*(polygon[(k + 1) % count] - polygon[k]))) < BEVEL for k in range(count)]
    corners: list[Points] = []
    for k in range(count):
        before, after, beyond = edges[k - 1], edges[k], edges[(k + 1) % count]
        if short[k - 1] and _meeting(edges[k - 2], after, polygon[k]) is not None:
            continue
        over_bevel = _meeting(before, beyond, polygon[k]) if short[k] else None
        meeting = over_bevel if over_bevel is not None else _meeting(before, after, polygon[k])
        corners.append(polygon[k] if meeting is None else meeting)
    return np.asarray(corners) if len(corners) >= 3 else polygon


def indices_of(points: Points, kept: Points) -> list[int]:
    """Return where the rows of `kept`, a subsequence of `points`, stand in it."""
    indices: list[int] = []
    at = 0
    for vertex in kept:
        at += int(np.argmax((points[at:] == vertex).all(axis=1)))
        indices.append(at)
    return indices


def _edge_line(points: Points) -> Line | None:
    """Return the line through an edge without its ends, which smoothing bends, or None for a short edge."""
    if np.hypot(*(points[-1] - points[0])) < LONG_EDGE or len(points) < 8:
        return None
    return fit_line(points[3:-3])


def _meeting(first: Line | None, second: Line | None, near: Points) -> Points | None:
    if first is None or second is None:
        return None
    point = intersection(first, second)
    if point is None or np.hypot(*(point - near)) > FARTHEST_CORNER:
        return None
    return point
