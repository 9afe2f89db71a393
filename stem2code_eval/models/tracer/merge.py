"""Shapes of several paths put together: crossing lines made whole, arcs closed to circles, dashes joined."""

from dataclasses import replace

import numpy as np

from stem2code_eval.models.tracer.circles import merge_arcs
from stem2code_eval.models.tracer.corners import drop_covered, meet_corners
from stem2code_eval.models.tracer.dashes import join_dashes
from stem2code_eval.models.tracer.fitting import tolerance_of
from stem2code_eval.models.tracer.primitives import fit_line
from stem2code_eval.models.tracer.shapes import Pen, Points, Segment, Stroke, ink_length

SAME_WIDTH = 1.3
"""Strokes of one colour whose widths differ by less than this factor get one pen."""

_SHARP = np.cos(np.radians(8.0))


def merge_strokes(strokes: list[Stroke], long_side: float) -> list[Stroke]:
    """Return fewer, longer strokes that redraw the same ink, grouped by pen.

    Args:
        strokes: as fitted to the paths.
        long_side: longer side of the picture in pixels.
    """
    merged: list[Stroke] = []
    unified = _unify_pens(strokes)
    for pen in dict.fromkeys(s.pen for s in unified):
        slack = tolerance_of(pen, long_side)
        own = merge_arcs([s for s in unified if s.pen == pen], pen, slack)
        segments = merge_collinear([s for s in own if isinstance(s, Segment)], pen, slack)
        merged += drop_covered(meet_corners(join_dashes(segments, pen, long_side), pen), pen)
        merged += [s for s in own if not isinstance(s, Segment)]
    return merged


def _unify_pens(strokes: list[Stroke]) -> list[Stroke]:
    """Give strokes of one colour and nearly one width the same pen; the longest drawn width comes first."""
    pens: dict[int, Pen] = {}
    for colour in dict.fromkeys(s.pen.colour for s in strokes):
        own = [i for i, s in enumerate(strokes) if s.pen.colour == colour]
        left = sorted(own, key=lambda i: (strokes[i].pen.width, i))
        while left:
            group = _densest_group(strokes, left)
            weights = np.array([ink_length(strokes[i]) + 1e-3 for i in group])
            width = float(np.average([strokes[i].pen.width for i in group], weights=weights))
            pen = Pen(colour, round(width, 2))
            pens |= dict.fromkeys(group, pen)
            left = [i for i in left if i not in pens]
    order = {pen: rank for rank, pen in enumerate(dict.fromkeys(pens.values()))}
    unified = [replace(s, pen=pens[i]) for i, s in enumerate(strokes)]
    return sorted(unified, key=lambda s: order[s.pen])


def _densest_group(strokes: list[Stroke], by_width: list[int]) -> list[int]:
    """Return the run of indices within a factor `SAME_WIDTH` of width that holds the most ink length."""
    widths = np.array([strokes[i].pen.width for i in by_width])
    total = np.concatenate([[0.0], np.cumsum([ink_length(strokes[i]) + 1e-3 for i in by_width])])
    ends = np.searchsorted(widths, widths * SAME_WIDTH, side="right")
    best = int(np.argmax(total[ends] - total[np.arange(len(widths))]))
    return by_width[best : int(ends[best])]


def merge_collinear(segments: list[Segment], pen: Pen, slack: float) -> list[Segment]:
    """Join segments of one pen that continue each other across crossings, the longest first.

    Args:
        segments: all of one pen.
        pen: the pen.
        slack: how far a segment may lie from the line it continues, in pixels.
    """
    if len(segments) < 2:
        return segments
    ends = np.array([[s.start, s.end] for s in segments])
    lengths = np.array([s.length for s in segments])
    alive = np.ones(len(segments), dtype=bool)
    gap = max(3.0, 2.0 * pen.width)
    for index in np.argsort(-lengths, kind="stable"):
        while alive[index]:
            other = _continuation(ends, lengths, alive, int(index), gap, slack)
            if other is None:
                break
            ends[index] = _united(ends[index], ends[other])
            lengths[index] = np.hypot(*(ends[index][1] - ends[index][0]))
            alive[other] = False
    return [Segment(e[0], e[1], pen) for e, a in zip(ends, alive, strict=True) if a]


def _continuation(
    ends: Points,
    lengths: Points,
    alive: np.ndarray[tuple[int], np.dtype[np.bool_]],
    index: int,
    gap: float,
    slack: float,
) -> int | None:
    """Return the longest living segment that lies on the line of `index` and touches it, or None."""
    if lengths[index] < 2:
        return None
    start, end = ends[index]
    direction = (end - start) / lengths[index]
    away = ends - start
    offset = np.abs(away[..., 0] * direction[1] - away[..., 1] * direction[0])
    along = away @ direction
    low, high = along.min(axis=1), along.max(axis=1)
    # A short segment cannot show the direction well, so it may extend a long one but not tilt it.
    reach = np.maximum(slack, 0.02 * np.minimum(lengths, lengths[index]))
    fits = alive & (offset.max(axis=1) <= reach) & (low <= lengths[index] + gap) & (high >= -gap)
    cosine = np.abs((ends[:, 1] - ends[:, 0]) @ direction) / np.maximum(lengths, 1e-9)
    fits &= (cosine >= _SHARP) | (lengths < 3 * slack)
    fits &= lengths <= lengths[index] + 1e-9
    fits[index] = False
    if not fits.any():
        return None
    return int(np.argmax(np.where(fits, lengths, -1)))


def _united(first: Points, second: Points) -> Points:
    """Return the ends, shape (2, 2), of one segment over two that lie on a line."""
    samples = np.vstack([_samples(first), _samples(second)])
    line = fit_line(np.vstack([samples, first[1:]]))
    if (first[1] - first[0]) @ line.direction < 0:
        line = replace(line, direction=-line.direction)
    along = line.along(np.vstack([first, second]))
    return np.stack([line.at(float(along.min())), line.at(float(along.max()))])


def _samples(ends: Points) -> Points:
    count = max(2, int(np.hypot(*(ends[1] - ends[0]))))
    return np.asarray(np.linspace(ends[0], ends[1], count))
