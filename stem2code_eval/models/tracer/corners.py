"""Corners of straight strokes, where the centre line of thick ink goes astray."""

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from stem2code_eval.models.tracer.primitives import fit_line, intersection
from stem2code_eval.models.tracer.shapes import Pen, Points, Segment

MOST_CORNERED = 4000
"""Corners are not sought among more segments than this."""


def meet_corners(segments: list[Segment], pen: Pen) -> list[Segment]:
    """Move ends that lie close together to the point where their lines meet.

    The centre line of thick ink ends before a sharp corner does.
    """
    if not 2 <= len(segments) <= MOST_CORNERED:
        return segments
    ends = np.array([[s.start, s.end] for s in segments])
    reach = 3.0 * pen.width + 4.0
    tree = cKDTree(ends.reshape(-1, 2))
    pairs = tree.query_pairs(reach, output_type="ndarray")
    gaps = np.hypot(*(ends.reshape(-1, 2)[pairs[:, 0]] - ends.reshape(-1, 2)[pairs[:, 1]]).T)
    moved: set[int] = set()
    for first, second in pairs[np.lexsort((pairs[:, 1], pairs[:, 0], gaps))]:
        a, b = segments[first // 2], segments[second // 2]
        if first // 2 == second // 2 or {int(first), int(second)} & moved or min(a.length, b.length) < reach:
            continue
        corner = intersection(fit_line(ends[first // 2]), fit_line(ends[second // 2]))
        away = [ends[e // 2, e % 2] - corner for e in (first, second)] if corner is not None else []
        if corner is not None and max(np.hypot(*v) for v in away) <= reach:
            ends[first // 2, first % 2] = ends[second // 2, second % 2] = corner
            moved |= {int(first), int(second)}
    return [replace(s, start=e[0], end=e[1]) for s, e in zip(segments, ends, strict=True)]


def drop_covered(segments: list[Segment], pen: Pen) -> list[Segment]:
    """Leave out short segments that lie within the ink of longer ones: the bisectors of sharp corners."""
    if not 2 <= len(segments) <= MOST_CORNERED:
        return segments
    ends = np.array([[s.start, s.end] for s in segments])
    lengths = np.array([s.length for s in segments])
    kept = np.ones(len(segments), dtype=bool)
    for index in np.flatnonzero(lengths <= 5 * pen.width + 4):
        longer = kept & (lengths > lengths[index])
        samples = np.linspace(ends[index, 0], ends[index, 1], 5)
        if longer.any() and all(distances(ends[longer], p).min() <= 0.6 * pen.width + 0.5 for p in samples):
            kept[index] = False
    return [s for s, k in zip(segments, kept, strict=True) if k]


def distances(ends: Points, point: Points) -> Points:
    """Return the distance of a point, shape (2,), to each segment given by its ends, shape (n, 2, 2)."""
    along = ends[:, 1] - ends[:, 0]
    square = np.maximum((along**2).sum(axis=1), 1e-9)
    position = np.clip(((point - ends[:, 0]) * along).sum(axis=1) / square, 0, 1)
    foot = ends[:, 0] + position[:, None] * along
    return np.asarray(np.hypot(*(foot - point).T))
