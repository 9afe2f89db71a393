"""Arcs of one circle found in several paths, put together to one arc or a whole circle."""

import numpy as np

from stem2code_eval.models.tracer.primitives import Circle, fit_circle
from stem2code_eval.models.tracer.shapes import Arc, Curve, Pen, Points, Ring, Segment, Stroke

SEED_SWEEP = np.radians(35.0)
"""Only arcs that turn this far say where their circle is."""

WHOLE = 0.9
"""From this part of the round on, arcs are drawn as a whole circle."""

Interval = tuple[float, float]


def merge_arcs(strokes: list[Stroke], pen: Pen, slack: float) -> list[Stroke]:
    """Return strokes of one pen with arcs of the same circle, and short pieces that lie on it, made one.

    Args:
        strokes: all of one pen.
        pen: the pen.
        slack: how far a stroke may lie from its circle, in pixels.
    """
    left = list(range(len(strokes)))
    seeds = [i for i in left if isinstance(strokes[i], Arc) and abs(_arc(strokes[i]).sweep) >= SEED_SWEEP]
    seeds.sort(key=lambda i: (-_arc(strokes[i]).radius * abs(_arc(strokes[i]).sweep), i))
    taken: set[int] = set()
    found: list[Stroke] = []
    for seed in seeds:
        if seed in taken:
            continue
        arc = _arc(strokes[seed])
        circle, members = _grow(Circle(arc.centre, arc.radius), strokes, [i for i in left if i not in taken], slack)
        members = sorted({seed, *members})
        taken.update(members)
        found += _redraw(circle, [_points(strokes[i]) for i in members], pen)
    return [s for i, s in enumerate(strokes) if i not in taken] + found


def _arc(stroke: Stroke) -> Arc:
    if not isinstance(stroke, Arc):
        raise TypeError(f"expected an arc, got {type(stroke).__name__}")
    return stroke


def _grow(circle: Circle, strokes: list[Stroke], free: list[int], slack: float) -> tuple[Circle, list[int]]:
    """Return the circle refitted to all free strokes that lie on it, and those strokes."""
    members: list[int] = []
    for _ in range(3):
        nearby = [i for i in free if _lies_on(strokes[i], circle, slack)]
        if nearby == members or not nearby:
            break
        better = fit_circle(np.vstack([_points(strokes[i]) for i in nearby]))
        members = nearby
        if better is None or abs(better.radius - circle.radius) > 3 * slack:
            break
        circle = better
    return circle, members


def _lies_on(stroke: Stroke, circle: Circle, slack: float) -> bool:
    if isinstance(stroke, Ring):
        return False
    points = _points(stroke)
    if isinstance(stroke, Segment) and stroke.length > 0.8 * circle.radius:
        return False
    return bool(np.abs(circle.offsets(points)).max() <= 1.3 * slack)


def _points(stroke: Stroke) -> Points:
    """Return points along a stroke about two pixels apart, shape (n, 2)."""
    match stroke:
        case Segment():
            return np.asarray(np.linspace(stroke.start, stroke.end, max(3, int(stroke.length / 2))))
        case Arc():
            count = max(3, int(stroke.radius * abs(stroke.sweep) / 2))
            angles = stroke.start + np.linspace(0, stroke.sweep, count)
            return np.asarray(stroke.centre + stroke.radius * np.column_stack([np.cos(angles), np.sin(angles)]))
        case Curve():
            return stroke.points
        case Ring():
            return stroke.centre[None, :]


def _redraw(circle: Circle, pieces: list[Points], pen: Pen) -> list[Stroke]:
    intervals = join_intervals([_interval(circle, p) for p in pieces], gap=(3.0 + pen.width) / circle.radius)
    covered = sum(last - first for first, last in intervals)
    if covered >= WHOLE * 2 * np.pi:
        return [Ring(circle.centre, (circle.radius, circle.radius), 0.0, pen)]
    return [Arc(circle.centre, circle.radius, first, last - first, pen) for first, last in intervals]


def _interval(circle: Circle, points: Points) -> Interval:
    angles = np.unwrap(circle.angles(points))
    first, last = float(angles.min()), float(angles.max())
    turns = np.floor(first / (2 * np.pi)) * 2 * np.pi
    return first - turns, last - turns


def join_intervals(intervals: list[Interval], gap: float) -> list[Interval]:
    """Join intervals on the circle, each with a start in [0, 2 pi), that overlap or lie within `gap` radians."""
    joined: list[Interval] = []
    for first, last in sorted(intervals):
        if joined and first <= joined[-1][1] + gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    while len(joined) > 1 and joined[-1][1] + gap >= joined[0][0] + 2 * np.pi:
        first, last = joined.pop()
        joined[0] = (first - 2 * np.pi, max(joined[0][1], last - 2 * np.pi))
    return [(first, min(last, first + 2 * np.pi)) for first, last in joined]
