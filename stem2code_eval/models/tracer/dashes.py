"""Rows of equal short segments with equal gaps, seen as one dashed line."""

import numpy as np

from stem2code_eval.models.tracer.corners import distances
from stem2code_eval.models.tracer.fitting import tolerance_of
from stem2code_eval.models.tracer.shapes import Pen, Points, Segment

FEWEST = 4
"""A dashed line has at least this many dashes."""

LONGEST_DASH = 0.06
"""Longer segments than this part of the picture's long side are no dashes."""

MOST_TOUCHING = 0.34
"""In a dashed line at most this part of the dashes' ends touches another segment."""

MOST_SEGMENTS = 3000
"""With more segments than this, none is looked at."""

_PARALLEL = np.cos(np.radians(10.0))


def join_dashes(segments: list[Segment], pen: Pen, long_side: float) -> list[Segment]:
    """Return the segments of one pen, with each row of dashes replaced by one dashed segment.

    Args:
        segments: all of one pen.
        pen: the pen.
        long_side: longer side of the picture in pixels.
    """
    if not FEWEST <= len(segments) <= MOST_SEGMENTS:
        return segments
    ends = np.array([[s.start, s.end] for s in segments])
    lengths = np.array([s.length for s in segments])
    free = lengths <= LONGEST_DASH * long_side
    rows: list[Segment] = []
    joined: set[int] = set()
    for seed in np.argsort(-lengths, kind="stable"):
        if not free[seed] or lengths[seed] < 2:
            continue
        row = _row_of(ends, lengths, free, int(seed), tolerance_of(pen, long_side))
        if len(row) >= FEWEST and _ends_touching(ends, row, 2.0 + pen.width) <= MOST_TOUCHING:
            free[row] = False
            rows.append(_dashed(ends[row], pen))
            joined.update(row)
    return [s for i, s in enumerate(segments) if i not in joined] + rows


def _row_of(
    ends: Points, lengths: Points, free: np.ndarray[tuple[int], np.dtype[np.bool_]], seed: int, slack: float
) -> list[int]:
    """Return the free segments in line with `seed` that form an even row with it, in order."""
    start, end = ends[seed]
    direction = (end - start) / lengths[seed]
    away = ends - (start + end) / 2
    offset = np.abs(away[..., 0] * direction[1] - away[..., 1] * direction[0]).max(axis=1)
    along = np.sort(away @ direction, axis=1)
    cosine = np.abs((ends[:, 1] - ends[:, 0]) @ direction) / np.maximum(lengths, 1e-9)
    # The seed's own direction is only known to a pixel over its length.
    reach = 1.2 * slack + np.abs(along).max(axis=1) * min(0.08, slack / lengths[seed])
    like = free & (offset <= reach) & (cosine >= _PARALLEL) & (lengths <= 1.35 * lengths[seed] + 2)
    order = [int(i) for i in np.argsort(along[:, 0], kind="stable") if like[i]]
    at = order.index(seed)
    row = _extend(order[at:], along, lengths[seed])
    before = _extend(order[at::-1], -along[:, ::-1], lengths[seed])
    return _even(before[:0:-1] + row, along, lengths)


def _extend(order: list[int], along: Points, dash: float) -> list[int]:
    """Follow `order` as long as the next dash comes after a gap of 0.15 to 2.5 dash lengths."""
    row = [order[0]]
    for index in order[1:]:
        gap = along[index, 0] - along[row[-1], 1]
        if not max(1.5, 0.15 * dash) <= gap <= 2.5 * dash + 3:
            break
        row.append(index)
    return row


def _even(row: list[int], along: Points, lengths: Points) -> list[int]:
    """Return the row if its gaps and its inner dashes are about equal, else nothing."""
    if len(row) < FEWEST:
        return []
    gaps = along[row[1:], 0] - along[row[:-1], 1]
    inner = lengths[row[1:-1]]
    if gaps.max() > 1.7 * np.median(gaps) + 2 or inner.min() < 0.7 * inner.max() - 2:
        return []
    return row


def _ends_touching(ends: Points, row: list[int], reach: float) -> float:
    """Return the part of the dashes' ends that lies within `reach` pixels of a segment outside the row."""
    others = np.delete(ends, row, axis=0)
    if len(others) == 0:
        return 0.0
    touching = sum(bool(distances(others, end).min() <= reach) for end in ends[row].reshape(-1, 2))
    return touching / (2 * len(row))


def _dashed(ends: Points, pen: Pen) -> Segment:
    """Return one dashed segment over dashes of shape (n, 2, 2) that lie in order along a line."""
    points = ends.reshape(-1, 2)
    far = points - points[0]
    span = points[int(np.argmax((far**2).sum(axis=1)))] - points[0]
    other = points - (points[0] + span)
    first = points[int(np.argmax((other**2).sum(axis=1)))]
    last = points[0] + span
    direction = (last - first) / np.hypot(*(last - first))
    # Centre lines end half a pen's width before the ink does, and dashes are drawn with flat ends.
    start, end = first - direction * pen.width / 2, last + direction * pen.width / 2
    dash = float(np.median(np.hypot(*(ends[1:-1, 1] - ends[1:-1, 0]).T))) + pen.width
    total = float(np.hypot(*(end - start)))
    period = (total - dash) / (len(ends) - 1)
    return Segment(start, end, pen, (dash, max(0.5, period - dash)))
