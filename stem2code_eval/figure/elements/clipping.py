"""What of a line lies outside its own clip: nothing of that line shows there, whatever else is drawn in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from stem2code_eval.figure.elements.marks import Mark, Outline
from stem2code_eval.figure.elements.redraw import compound
from stem2code_eval.figure.elements.schema import Clip
from stem2code_eval.figure.elements.strokes import Samples
from stem2code_eval.sandbox.runner.elements import SCALE

RIM = 1.0
"""Pixels by which the middle of a line may lie outside, besides half of its width."""


@dataclass(frozen=True, slots=True, eq=False)
class Clipping:
    """What the marks of a figure are clipped to."""

    clip: NDArray[np.intp]
    """Of each mark the number of its clip, or -1; `(marks,)`."""
    rim: NDArray[np.float64]
    """Pixels by which the middle of each mark's line may lie outside; `(marks,)`."""
    low: NDArray[np.float64]
    """Upper left corner of each clip, in pixels; `(clips, 2)`."""
    high: NDArray[np.float64]
    """Lower right corner."""
    regions: dict[int, Path]
    """By number of the clip, for those that are no box."""

    @classmethod
    def of(cls, drawn: Sequence[Mark], clips: Sequence[Clip]) -> "Clipping":
        """Return the clipping of some marks, given the clips that they name."""
        everywhere = [-np.inf, -np.inf, np.inf, np.inf]
        corners = np.array([everywhere if each.box is None else each.box for each in clips], float)
        corners = corners.reshape(-1, 2, 2) / SCALE
        return cls(
            np.array([_clip(mark) for mark in drawn], np.intp),
            np.array([RIM + _width(mark) / 2 for mark in drawn]),
            corners.min(axis=1),
            corners.max(axis=1),
            {number: _region(each) for number, each in enumerate(clips) if each.points and each.pieces},
        )

    def clipped(self, samples: Samples) -> Samples:
        """Return the samples that lie in the clip of their mark, or no farther outside than their line is wide."""
        clip = self.clip[samples.mark]
        own = np.flatnonzero(clip >= 0)
        inside = np.ones(len(samples), np.bool_)
        points, rim = samples.points[own], self.rim[samples.mark[own], None]
        inside[own] = ((points >= self.low[clip[own]] - rim) & (points <= self.high[clip[own]] + rim)).all(axis=1)
        for number, region in self.regions.items():
            here = np.flatnonzero((clip == number) & inside)
            across = samples.tangents[here][:, ::-1] * (-1, 1) * self.rim[samples.mark[here], None]
            places = [samples.points[here] + side * across for side in (-1, 0, 1)]
            inside[here] = np.logical_or.reduce([region.contains_points(each) for each in places])
        return samples if inside.all() else samples.kept(inside)

    def looked_at(self, samples: Samples) -> NDArray[np.float64]:
        """Return where samples are looked at, `(n, 2)`: of a line along the edge of its clip, the half inside shows."""
        points = samples.points.copy()
        clip = self.clip[samples.mark]
        own = np.flatnonzero(clip >= 0)
        quarter = (self.rim[samples.mark[own], None] - RIM) / 2
        low, high = self.low[clip[own]] + quarter, self.high[clip[own]] - quarter
        points[own] = np.where(low < high, points[own].clip(low, high), points[own])
        return points


def _clip(mark: Mark) -> int:
    return mark.clip if isinstance(mark, Outline) and mark.clip is not None else -1


def _width(mark: Mark) -> float:
    return mark.width if isinstance(mark, Outline) and mark.edge is not None else 0.0


def _region(clip: Clip) -> Path:
    vertices, pieces = np.reshape(clip.points or [], (-1, 2)) / SCALE, np.abs(clip.pieces or [])
    return compound(np.split(vertices, np.cumsum(pieces)[:-1]), [True] * len(pieces))
