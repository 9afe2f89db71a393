"""Lines and patches that are pixels in disguise: many specks or bars that lie side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.marks import Mark, Outline

SPECK = 0.025
"""Share of the longer side below which a piece is a speck (in both directions) or a bar (in one)."""
LONG = 2.0
"""A speck is less than this many times as long as it is wide; the dashes of a line are longer."""
PACKED = 1.15
"""Pieces whose middles are no farther apart than this many thicknesses lie side by side, as pixels do."""
PARAMETERS: dict[str, Any] = {"speck": SPECK, "long": LONG, "packed": PACKED}

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The boxes of all pieces of all outlines, with their lines' widths."""

    mark: NDArray[np.intp]
    """`(n,)`: number of the mark."""
    low: Array
    """`(n, 2)`, pixels."""
    high: Array

    @property
    def size(self) -> Array:
        """`(n, 2)`, pixels."""
        return self.high - self.low


def pieces_of(marks: Sequence[Mark]) -> Pieces:
    """Return the boxes of all pieces of all outlines among some marks."""
    points: list[Array] = []
    owner: list[int] = []
    grown: list[float] = []
    for number, mark in enumerate(marks):
        if isinstance(mark, Outline):
            kept = [piece for piece in mark.pieces if len(piece)]
            points += kept
            owner += [number] * len(kept)
            grown += [mark.width / 2 if mark.edge is not None else 0.0] * len(kept)
    if not points:
        return Pieces(np.zeros(0, np.intp), np.zeros((0, 2)), np.zeros((0, 2)))
    start = np.cumsum([0, *(len(piece) for piece in points[:-1])])
    every, half = np.concatenate(points), np.array(grown)[:, None]
    return Pieces(np.array(owner), np.minimum.reduceat(every, start) - half, np.maximum.reduceat(every, start) + half)


def pixels_among(pieces: Pieces, side: float, many: int, loose: bool) -> Mask:
    """Say of each piece whether it is one of many specks or bars that lie side by side as pixels do.

    Args:
        pieces: all pieces of a figure.
        side: longer side of the picture, in pixels.
        many: how many there have to be.
        loose: specks may lie apart.
    """
    small = pieces.size < SPECK * side
    round_ones = small.all(axis=1) & (pieces.size.max(axis=1) < LONG * pieces.size.min(axis=1))
    specks = np.flatnonzero(round_ones)
    found = np.zeros(len(pieces.mark), np.bool_)
    if small.any(axis=1).sum() <= many:
        return found
    found[specks] = loose | _touching(pieces.low[specks], pieces.high[specks])
    for across in (0, 1):
        bars = np.flatnonzero(small[:, across] & (pieces.size[:, across] <= pieces.size[:, 1 - across]))
        found[bars] |= _packed(pieces.low[bars], pieces.high[bars], across)
    return found if found.sum() > many else np.zeros_like(found)


def _touching(low: Array, high: Array) -> Mask:
    """Say of each speck whether another lies right beside it; drawing one twice does not make two."""
    if len(low) < 2:
        return np.zeros(len(low), np.bool_)
    middle, place = np.unique(np.round((low + high) / 2), axis=0, return_inverse=True)
    if len(middle) < 2:
        return np.zeros(len(low), np.bool_)
    distance: Array = np.asarray(cKDTree(middle).query(middle, k=2)[0])
    apart = distance[:, 1][place.ravel()]
    return np.asarray(apart <= PACKED * (high - low).max(axis=1) + 0.5)


def _packed(low: Array, high: Array, across: int) -> Mask:
    """Say of each bar whether another lies beside it without a gap, like the next row of an image.

    Args:
        low: corners, `(n, 2)`.
        high: opposite corners.
        across: the axis along which the bars are thin.
    """
    middle = (low[:, across] + high[:, across]) / 2
    order = np.argsort(middle, kind="stable")
    middle, low, high = middle[order], low[order], high[order]
    thick = high[:, across] - low[:, across]
    first, last = low[:, 1 - across], high[:, 1 - across]
    begin = np.searchsorted(middle, middle + 0.3 * thick, "right")
    end = np.searchsorted(middle, middle + PACKED * thick + 0.5, "right")
    found = np.zeros(len(order), np.bool_)
    for number in np.flatnonzero(end > begin):
        beside = slice(begin[number], end[number])
        touching = (first[beside] <= last[number] + 1) & (last[beside] >= first[number] - 1)
        alike = thick[beside] < 2 * thick[number] + 1
        found[number] |= bool((touching & alike).any())
        found[beside] |= touching & alike
    back = np.zeros(len(order), np.bool_)
    back[order] = found
    return back
