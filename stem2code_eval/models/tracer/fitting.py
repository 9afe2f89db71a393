"""One skeleton path as segments, arcs, rings and curves."""

import itertools

import numpy as np
from skimage.measure import approximate_polygon

from stem2code_eval.models.tracer.outlines import indices_of
from stem2code_eval.models.tracer.primitives import fit_circle, fit_ellipse, fit_line, sweep_of
from stem2code_eval.models.tracer.shapes import Arc, Curve, Pen, Points, Ring, Segment, Stroke

CORNER = np.radians(28.0)
"""A turn by more than this between two straight runs is a corner."""

LEAST_SWEEP = np.radians(14.0)
"""Flatter arcs are left as curves or lines."""

DEEPEST = 12
"""Recursion limit when a path is split at its corners."""


def tolerance_of(pen: Pen, long_side: float) -> float:
    """Return how far centre-line pixels may lie from the shape they belong to, in pixels.

    Args:
        pen: colour and width of the stroke.
        long_side: longer side of the picture in pixels.
    """
    return max(1.0, 0.25 * pen.width, 0.0018 * long_side)


def fit_path(
    points: Points, closed: bool, pen: Pen, slack: float, trim: tuple[bool, bool] = (False, False)
) -> list[Stroke]:
    """Return the shapes that redraw a path.

    Args:
        points: x and y in order, shape (n, 2).
        closed: the last point repeats the first and the path is a loop.
        pen: colour and width of the path.
        slack: how far the points may lie from a shape, in pixels; see `tolerance_of`.
        trim: whether the start and the end lie at a crossing, where the skeleton bends.
    """
    if closed:
        ring = _ring(points, pen, slack)
        if ring is not None:
            return [ring]
        start = int(np.argmax(((points - points.mean(axis=0)) ** 2).sum(axis=1)))
        points = np.vstack([points[start:-1], points[: start + 1]])
        trim = (True, True)
    return _split_fit(points, pen, slack, trim, DEEPEST)


def _split_fit(points: Points, pen: Pen, slack: float, trim: tuple[bool, bool], depth: int) -> list[Stroke]:
    whole = _segment(points, pen, slack, trim) or _arc(points, pen, slack, trim)
    if whole is not None:
        return [whole]
    vertices = indices_of(points, approximate_polygon(points, slack))
    cuts = _corners(points, vertices, pen) or _straight_runs(points, vertices)
    if not cuts or depth == 0:
        return [Curve(np.asarray(approximate_polygon(points, 0.6 * slack)), pen)]
    bounds = [0, *cuts, len(points) - 1]
    pieces: list[Stroke] = []
    for first, last in itertools.pairwise(bounds):
        ends = (trim[0] if first == 0 else True, trim[1] if last == len(points) - 1 else True)
        pieces += _split_fit(points[first : last + 1], pen, slack, ends, depth - 1)
    return pieces


def _interior(points: Points, pen: Pen, trim: tuple[bool, bool]) -> Points:
    """Leave out what lies within a pen's width of a crossing or a corner, as far as enough is left."""
    margin = 2 + round(pen.width)
    first = margin if trim[0] else 0
    last = len(points) - (margin if trim[1] else 0)
    return points[first:last] if last - first >= max(4, len(points) // 3) else points


def _segment(points: Points, pen: Pen, slack: float, trim: tuple[bool, bool]) -> Segment | None:
    core = _interior(points, pen, trim)
    if len(core) < 2:
        return Segment(points[0], points[-1], pen) if len(points) >= 2 else Segment(points[0], points[0], pen)
    line = fit_line(core)
    # A long run may not bow: its middle third must not leave the line by more than a fraction of a pixel.
    if np.abs(line.offsets(core)).max() > slack or np.abs(line.offsets(points)).max() > slack + 0.75 * pen.width:
        return None
    if len(core) >= 24 and abs(_bow(line.offsets(core))) > 0.8:
        return None
    along = line.along(points)
    return Segment(line.at(float(along.min())), line.at(float(along.max())), pen)


def _bow(offsets: Points) -> float:
    """Return how far the middle third lies to one side of the outer sixths, in pixels."""
    n = len(offsets)
    outer = np.concatenate([offsets[: n // 6], offsets[-(n // 6) :]])
    return float(offsets[n // 3 : -(n // 3)].mean() - outer.mean())


def _arc(points: Points, pen: Pen, slack: float, trim: tuple[bool, bool]) -> Arc | None:
    core = _interior(points, pen, trim)
    if len(core) < 10:
        return None
    circle = fit_circle(core)
    if circle is None or circle.radius < 2:
        return None
    if np.abs(circle.offsets(core)).max() > slack:
        return None
    start, sweep = sweep_of(circle.angles(points))
    if not LEAST_SWEEP <= abs(sweep) <= 2 * np.pi + 0.3:
        return None
    bulge = circle.radius * (1 - np.cos(min(abs(sweep), np.pi) / 2))
    return Arc(circle.centre, circle.radius, start, sweep, pen) if bulge >= 1.5 * slack else None


def _ring(points: Points, pen: Pen, slack: float) -> Ring | None:
    circle = fit_circle(points)
    if circle is not None and circle.radius >= 2 and np.abs(circle.offsets(points)).max() <= slack:
        return Ring(circle.centre, (circle.radius, circle.radius), 0.0, pen)
    ellipse = fit_ellipse(points)
    if ellipse is not None and min(ellipse.half_axes) >= 3 and np.abs(ellipse.offsets(points)).max() <= slack:
        return Ring(ellipse.centre, ellipse.half_axes, ellipse.angle, pen)
    return None


def _corners(points: Points, vertices: list[int], pen: Pen) -> list[int]:
    """Return the vertices where two runs longer than a few pen widths meet at a clear angle."""
    least = max(5.0, 2.2 * pen.width)
    found = []
    for before, at, after in zip(vertices[:-2], vertices[1:-1], vertices[2:], strict=True):
        a, b = points[at] - points[before], points[after] - points[at]
        lengths = np.hypot(*a), np.hypot(*b)
        if min(lengths) < least:
            continue
        turn = abs(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))
        if turn > CORNER:
            found.append(at)
    return found


def _straight_runs(points: Points, vertices: list[int]) -> list[int]:
    """Return the ends of the longest straight run when it is a good part of the path."""
    lengths = [float(np.hypot(*(points[b] - points[a]))) for a, b in itertools.pairwise(vertices)]
    if len(lengths) < 2:
        return []
    longest = int(np.argmax(lengths))
    if lengths[longest] < 20 or lengths[longest] < 0.2 * sum(lengths):
        return []
    ends = (vertices[longest], vertices[longest + 1])
    return [e for e in ends if 0 < e < len(points) - 1]
