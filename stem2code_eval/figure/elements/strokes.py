"""Lines as strokes: cut at corners, sampled by arc length, whatever call drew them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.elements.marks import Mark, Outline

STEP = 0.01
"""Distance of samples, as a share of the drawing's longer side."""
CORNER = np.cos(np.radians(35.0))
"""Two successive pieces of a line that turn by more are two strokes."""
TURN = np.radians(20.0)
"""A stroke is sampled so often that it turns by no more between samples, up to once around: a small circle is round."""
MOST_SAMPLES = 40_000
"""Samples of one figure; where its lines are longer, samples are farther apart."""
MOST_STROKES = 10_000
"""Strokes of one figure; of more, the longest are kept."""
_GRAIN = 0.75
"""Pixels; details below are not looked at for corners."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Points on all lines of a figure, with what they belong to."""

    points: NDArray[np.float64]
    """`(n, 2)`, in pixels of the picture."""
    tangents: NDArray[np.float64]
    """`(n, 2)`, unit vectors."""
    stroke: NDArray[np.intp]
    """`(n,)`: number of the stroke."""
    mark: NDArray[np.intp]
    """`(n,)`: number of the mark."""
    length: NDArray[np.float64]
    """`(n,)`: pixels of line that the point stands for."""

    def __len__(self) -> int:
        return len(self.mark)

    def kept(self, which: NDArray[np.bool_]) -> "Samples":
        """Return some of the samples, with strokes numbered anew."""
        _, stroke = np.unique(self.stroke[which], return_inverse=True)
        return Samples(self.points[which], self.tangents[which], stroke, self.mark[which], self.length[which])


def sample_strokes(drawn: Sequence[Mark], numbers: Sequence[int], side: float) -> Samples:
    """Cut the lines of some marks into strokes and sample these.

    Args:
        drawn: all marks.
        numbers: which of them.
        side: longer side of the drawing, in pixels.
    """
    pieces: list[NDArray[np.float64]] = []
    owner: list[int] = []
    for number in numbers:
        mark = drawn[number]
        if not isinstance(mark, Outline):
            continue
        for points, closed in zip(mark.pieces, mark.closed, strict=True):
            if len(points) + closed > 1:
                pieces.append(np.concatenate([points, points[:1]]) if closed else points)
                owner.append(number)
    if not pieces:
        empty = np.zeros((0, 2))
        return Samples(empty, empty, np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))
    return _sample(pieces, np.array(owner), STEP * side)


def _sample(pieces: list[NDArray[np.float64]], owner: NDArray[np.intp], step: float) -> Samples:
    sizes = np.array([len(piece) for piece in pieces])
    piece = np.repeat(np.arange(len(pieces)), sizes)
    points, piece = _coarsened(np.concatenate(pieces), piece)
    same = piece[1:] == piece[:-1]
    start, end = points[:-1][same], points[1:][same]
    piece = piece[1:][same]
    span = end - start
    length = np.hypot(*span.T)
    kept = length > 0
    start, span, length, piece = start[kept], span[kept], length[kept], piece[kept]
    if not len(length):
        empty = np.zeros((0, 2))
        return Samples(empty, empty, np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))
    direction = span / length[:, None]
    new = np.ones(len(length), np.bool_)
    straight = (direction[1:] * direction[:-1]).sum(axis=1)
    new[1:] = (piece[1:] != piece[:-1]) | (straight < CORNER)
    turn = np.concatenate([[0.0], np.arccos(np.clip(straight, -1, 1))])
    stroke = np.cumsum(new) - 1
    total: NDArray[np.float64] = np.bincount(stroke, length).astype(float)
    step = max(step, float(total.sum()) / MOST_SAMPLES)
    if len(total) > MOST_STROKES:
        longest = np.zeros(len(total), np.bool_)
        longest[np.argpartition(total, -MOST_STROKES)[-MOST_STROKES:]] = True
        chosen = longest[stroke]
        start, direction, length, piece, new, turn = (
            start[chosen], direction[chosen], length[chosen], piece[chosen], new[chosen], turn[chosen],
        )  # fmt: skip
        stroke = np.cumsum(new) - 1
        total = total[longest]
    count = _samples(total, np.bincount(stroke, np.where(new, 0.0, turn)).astype(float), step)
    of = np.repeat(np.arange(len(total)), count)
    rank = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    base = np.concatenate([[0.0], np.cumsum(total)[:-1]])
    at = base[of] + (rank + 0.5) * (total / count)[of]
    reach = np.cumsum(length)
    segment = np.minimum(np.searchsorted(reach, at), len(length) - 1)
    along = at - (reach - length)[segment]
    places = start[segment] + direction[segment] * along[:, None]
    first = np.flatnonzero(new)
    return Samples(places, direction[segment], of, owner[piece[first]][of], (total / count)[of])


def _samples(total: NDArray[np.float64], turning: NDArray[np.float64], step: float) -> NDArray[np.intp]:
    """Return how many samples each stroke has, given its length and the angle that it turns by."""
    count = np.maximum(1, np.rint(total / step))
    round_enough = np.maximum(count, np.ceil(np.minimum(turning, 2 * np.pi) / TURN))
    return (round_enough if round_enough.sum() <= MOST_SAMPLES else count).astype(np.intp)


def _coarsened(points: NDArray[np.float64], piece: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Leave out points closer than a grain to the one before, but for the ends of pieces."""
    step = np.hypot(*np.diff(points, axis=0).T)
    step[piece[1:] != piece[:-1]] = 0.0
    cell = np.floor(np.concatenate([[0.0], np.cumsum(step)]) / _GRAIN)
    kept = np.ones(len(points), np.bool_)
    kept[1:] = cell[1:] != cell[:-1]
    edge = np.zeros(len(points), np.bool_)
    edge[1:] |= piece[1:] != piece[:-1]
    edge[:-1] |= piece[1:] != piece[:-1]
    edge[0] = edge[-1] = True
    kept |= edge
    return points[kept], piece[kept]
