"""Arcs of one circle found in several paths, put together to one arc or a whole circle."""

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.models.tracer.primitives import Circle, fit_circle
from stem2code_eval.models.tracer.shapes import Arc, Curve, Pen, Points, Ring, Segment, Stroke, ink_length

SEED_SWEEP = np.radians(35.0)
"""Only arcs that turn this far say where their circle is."""

MOST_SEEDS = 400
"""Only this many arcs of one pen, the longest first, look for others on their circle."""

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
    merged = _merge_once(strokes, pen, slack)
    # A short arc that came first kept a poor circle; next to the long arcs found since, it may join.
    for _ in range(3):
        again = _merge_once(merged, pen, slack)
        if len(again) == len(merged):
            break
        merged = again
    return merged


def _merge_once(strokes: list[Stroke], pen: Pen, slack: float) -> list[Stroke]:
    pieces = [_points(s) for s in strokes]
    bends = [abs(s.sweep) if isinstance(s, Arc) else 0.0 for s in strokes]
    seeds = [i for i, bend in enumerate(bends) if bend >= SEED_SWEEP]
    seeds.sort(key=lambda i: (-ink_length(strokes[i]), i))
    free = np.array([_may_join(s) for s in strokes], dtype=bool)
    lengths = np.array([s.length if isinstance(s, Segment) else 0.0 for s in strokes])
    probes = np.array([[p[0], p[len(p) // 2], p[-1]] for p in pieces]).reshape(-1, 3, 2)
    found: list[Stroke] = []
    for seed in seeds[:MOST_SEEDS]:
        circle = fit_circle(pieces[seed]) if free[seed] else None
        if circle is None:
            continue
        joinable = free & (lengths <= 0.8 * circle.radius)
        circle, members = _grow(circle, seed, pieces, probes, joinable, slack)
        free[members] = False
        found += _redraw(circle, [pieces[i] for i in members], pen)
    untouched = [s for i, s in enumerate(strokes) if free[i] or not _may_join(s)]
    return untouched + found


def _grow(
    circle: Circle,
    seed: int,
    pieces: list[Points],
    probes: Points,
    joinable: NDArray[np.bool_],
    slack: float,
) -> tuple[Circle, list[int]]:
    """Refit a circle to the pieces that lie on it until no more do.

    Args:
        circle: the circle of the seed.
        seed: index of the piece that is a member whatever the fit.
        pieces: points of every stroke.
        probes: first, middle and last point of every stroke, shape (n, 3, 2).
        joinable: which strokes may become members, shape (n,).
        slack: how far a stroke may lie from the circle, in pixels.

    Returns:
        The circle and the indices of its members, the seed among them.
    """
    members = [seed]
    for _ in range(8):
        offsets = np.abs(np.hypot(*(probes - circle.centre).transpose(2, 0, 1)) - circle.radius)
        near = np.flatnonzero(joinable & (offsets.max(axis=1) <= 1.3 * slack))
        lying = sorted({seed, *(int(i) for i in near if _lies_on(pieces[i], circle, slack))})
        better = fit_circle(np.vstack([pieces[i] for i in lying]))
        if lying == members or better is None or abs(better.radius - circle.radius) > 3 * slack:
            break
        circle, members = better, lying
    return circle, members


def _may_join(stroke: Stroke) -> bool:
    return not isinstance(stroke, Ring)


def _lies_on(points: Points, circle: Circle, slack: float) -> bool:
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
