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
_FAR = 1e5
"""Pixels; a longer step hides no grain of what comes after it."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """The ends of strokes, `(n,)` each."""

    points: NDArray[np.float64]
    """`(n, 2)`, in pixels of the picture."""
    outward: NDArray[np.float64]
    """`(n, 2)`: unit vectors along the stroke, away from it."""
    mark: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """The lines of a figure, cut at corners: straight segments in their order, `(n,)` each."""

    start: NDArray[np.float64]
    """`(n, 2)`, in pixels of the picture."""
    direction: NDArray[np.float64]
    """`(n, 2)`, unit vectors."""
    length: NDArray[np.float64]
    mark: NDArray[np.intp]
    """Number of the mark."""
    new: NDArray[np.bool_]
    """Whether a stroke begins."""
    turn: NDArray[np.float64]
    """Angle to the segment before."""

    def ends(self) -> "Ends":
        """Return where the strokes begin, and then where they end."""
        first = np.flatnonzero(self.new)
        last = np.append(first[1:], len(self.new)) - 1
        tips = self.start[last] + self.direction[last] * self.length[last, None]
        return Ends(
            np.concatenate([self.start[first], tips]),
            np.concatenate([-self.direction[first], self.direction[last]]),
            np.concatenate([self.mark[first], self.mark[last]]),
        )

    def within(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> "Strokes":
        """Return what of the strokes lies in a box of two corners, `(2,)` each; a stroke that leaves it ends there.

        Lines that reach far beyond all that can be seen would take the samples of those that show.
        """
        tips = self.start + self.direction * self.length[:, None]
        beyond = ((self.start < low) | (self.start > high) | (tips < low) | (tips > high)).any(axis=1)
        if not beyond.any():
            return self
        with np.errstate(divide="ignore", invalid="ignore"):
            first, last = ((edge - self.start) / self.direction for edge in (low, high))
        # along a direction of 0, edges are nowhere, and what lies outside is no part of the box at all
        enter = np.nan_to_num(np.minimum(first, last), nan=-np.inf, neginf=-np.inf, posinf=np.inf).max(axis=1)
        leave = np.nan_to_num(np.maximum(first, last), nan=np.inf, neginf=-np.inf, posinf=np.inf).min(axis=1)
        enter, leave = enter.clip(0.0, self.length), np.minimum(leave, self.length)
        left = np.append(True, leave[:-1] < self.length[:-1])
        cut = Strokes(
            self.start + self.direction * enter[:, None],
            self.direction,
            leave - enter,
            self.mark,
            self.new | (enter > 0) | left,
            self.turn,
        )
        return cut._kept(leave > enter)

    def sampled(self, side: float) -> Samples:
        """Return points on all strokes.

        Args:
            side: longer side of the drawing, in pixels.
        """
        if not len(self.length):
            empty = np.zeros((0, 2))
            return Samples(empty, empty, np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(0))
        stroke = np.cumsum(self.new) - 1
        total: NDArray[np.float64] = np.bincount(stroke, self.length).astype(float)
        step = max(STEP * side, float(total.sum()) / MOST_SAMPLES)
        if len(total) > MOST_STROKES:
            longest = np.zeros(len(total), np.bool_)
            longest[np.argpartition(total, -MOST_STROKES)[-MOST_STROKES:]] = True
            return self._kept(longest[stroke])._placed(step)
        return self._placed(step)

    def _kept(self, which: NDArray[np.bool_]) -> "Strokes":
        return Strokes(*(getattr(self, name)[which] for name in Strokes.__slots__))

    def _placed(self, step: float) -> Samples:
        stroke = np.cumsum(self.new) - 1
        total: NDArray[np.float64] = np.bincount(stroke, self.length).astype(float)
        turning = np.bincount(stroke, np.where(self.new, 0.0, self.turn)).astype(float)
        count = _samples(total, turning, step)
        of = np.repeat(np.arange(len(total)), count)
        rank = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
        base = np.concatenate([[0.0], np.cumsum(total)[:-1]])
        apart = (total / count)[of]
        at = base[of] + (rank + 0.5) * apart
        reach = np.cumsum(self.length)
        segment = np.minimum(np.searchsorted(reach, at), len(reach) - 1)
        along = at - (reach - self.length)[segment]
        direction = self.direction[segment]
        places = self.start[segment] + direction * along[:, None]
        return Samples(places, direction, of, self.mark[self.new][of], apart)


def cut_strokes(drawn: Sequence[Mark]) -> Strokes:
    """Cut the lines of some marks into strokes."""
    pieces: list[NDArray[np.float64]] = []
    owner: list[int] = []
    for number, mark in enumerate(drawn):
        if not isinstance(mark, Outline):
            continue
        for points, closed in zip(mark.pieces, mark.closed, strict=True):
            if len(points) + closed > 1:
                pieces.append(np.concatenate([points, points[:1]]) if closed else points)
                owner.append(number)
    return _cut(pieces or [np.zeros((1, 2))], np.array(owner or [0]))


def _cut(pieces: list[NDArray[np.float64]], owner: NDArray[np.intp]) -> Strokes:
    sizes = np.array([len(piece) for piece in pieces])
    points, piece = _coarsened(np.concatenate(pieces), np.repeat(np.arange(len(pieces)), sizes))
    same = piece[1:] == piece[:-1]
    start, end = points[:-1][same], points[1:][same]
    piece = piece[1:][same]
    span = end - start
    length = np.hypot(*span.T)
    kept = length > 0
    start, span, length, piece = start[kept], span[kept], length[kept], piece[kept]
    direction = span / length[:, None]
    straight = (direction[1:] * direction[:-1]).sum(axis=1)
    new = np.ones(len(length), np.bool_)
    new[1:] = (piece[1:] != piece[:-1]) | (straight < CORNER)
    turn = np.zeros(len(length))
    turn[1:] = np.arccos(np.clip(straight, -1, 1))
    return Strokes(start, direction, length, owner[piece], new, turn)


def _samples(total: NDArray[np.float64], turning: NDArray[np.float64], step: float) -> NDArray[np.intp]:
    """Return how many samples each stroke has, given its length and the angle that it turns by."""
    count = np.maximum(1, np.rint(total / step))
    round_enough = np.maximum(count, np.ceil(np.minimum(turning, 2 * np.pi) / TURN))
    return (round_enough if round_enough.sum() <= MOST_SAMPLES else count).astype(np.intp)


def _coarsened(points: NDArray[np.float64], piece: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Leave out points closer than a grain to the one before, but for the ends of pieces."""
    step = np.hypot(*np.diff(points, axis=0).T)
    step[piece[1:] != piece[:-1]] = 0.0
    np.minimum(step, _FAR, out=step)
    cell = np.floor(np.concatenate([[0.0], np.cumsum(step)]) / _GRAIN)
    kept = np.ones(len(points), np.bool_)
    kept[1:] = cell[1:] != cell[:-1]
    edge = np.zeros(len(points), np.bool_)
    edge[1:] |= piece[1:] != piece[:-1]
    edge[:-1] |= piece[1:] != piece[:-1]
    edge[0] = edge[-1] = True
    kept |= edge
    return points[kept], piece[kept]
