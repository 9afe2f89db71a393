"""`geometry`: is every line, filling and image where the reference has one, and nothing else?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.contours import SEEN
from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame, features
from stem2code_eval.metrics.structure.fillings import FillingMatch, match_fillings
from stem2code_eval.metrics.structure.kernel import DEAD, EXACT, ROUGH, Array, agreement, closeness
from stem2code_eval.metrics.structure.looks import look_the_same
from stem2code_eval.metrics.structure.spots import Spots, find_spots

WORST_PART = 0.15
"""Share of a stroke's samples that are its worst part."""
NEAREST = 4
"""Lines that coincide may differ in style: so many samples are looked at for the one that is meant."""
FAINT = 60.0
"""Levels of 255: a colour that differs by less from white weighs less, and a border between colours less apart."""
FAINTEST = 0.02
"""Weight of a border that can hardly be seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """The strokes of one figure."""

    met: Array
    """How well each is met by lines of the other, 0 to 1."""
    apart: Array
    """How plainly the worst part of each is off while most of the figure is not, 0 to 1."""
    weight: Array
    partner: NDArray[np.intp]
    """The stroke of the other figure that most of it lies on, or -1."""
    sample_met: Array
    sample_partners: NDArray[np.intp]
    """`(n, k)`: the other figure's samples that each sample may be, nearest first; repeated where there are fewer, -1
    where there are none."""


@dataclass(frozen=True, slots=True, eq=False)
class GeometryMatch:
    """What meets what."""

    reference: Strokes
    candidate: Strokes
    fillings: FillingMatch
    spots: Spots
    areas: Array
    """`(n, m)`: how well images meet."""
    area_weights: tuple[Array, Array]
    exact: bool
    """Whether most lines lie where they should, so that pixels can be compared."""

    @property
    def score(self) -> float | None:
        """0 to 1; None when neither figure has anything but texts."""
        lost, extra = self.spots.lost.weight, self.spots.extra.weight
        met = np.concatenate([self.reference.met, self.fillings.reference.met, self.areas.max(1, initial=0), 0 * lost])
        found = np.concatenate(
            [self.candidate.met, self.fillings.candidate.met, self.areas.max(0, initial=0), 0 * extra]
        )
        if not len(met) and not len(found):
            return None
        weight = np.concatenate([self.reference.weight, self.fillings.reference.weight, self.area_weights[0], lost])
        other = np.concatenate([self.candidate.weight, self.fillings.candidate.weight, self.area_weights[1], extra])
        return agreement(met, weight, found, other, apart=(self.reference.apart, self.candidate.apart))


def match_geometry(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> GeometryMatch:
    """Compare all strokes, fillings and images of two scenes in a common frame."""
    there, back = _Nearest.of(reference, candidate, fixed, moved), _Nearest.of(candidate, reference, moved, fixed)
    rough = float(np.median(np.concatenate([there.distance, back.distance]))) if len(there.distance) else 0.0
    fillings = match_fillings(reference, candidate, fixed, moved)
    return GeometryMatch(
        _strokes(reference, candidate, (fixed, moved), there, back, rough),
        _strokes(candidate, reference, (moved, fixed), back, there, rough),
        fillings,
        find_spots(reference, candidate, fixed, moved, rough, fillings.known),
        _area_scores(reference, candidate, fixed, moved),
        (_area_weights(reference, fixed), _area_weights(candidate, moved)),
        rough <= EXACT,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Nearest:
    """For each sample of one figure the nearest parallel samples of the other."""

    distance: Array
    """To the line that the nearest one stands for; infinite where there is none."""
    samples: NDArray[np.intp]
    """`(n, k)`: the nearest, and others that it may be as well; -1 where there are none."""

    @classmethod
    def of(cls, own: Scene, other: Scene, frame: Frame, other_frame: Frame) -> "_Nearest":
        if not len(own.samples) or not len(other.samples):
            return cls(np.full(len(own.samples), np.inf), np.full((len(own.samples), 1), -1))
        tree = cKDTree(features(other_frame(other.samples.points), other.samples.tangents))
        near = min(NEAREST, len(other.samples))
        found = tree.query(features(frame(own.samples.points), own.samples.tangents), k=[*range(1, near + 1)])
        apart, nearest = np.asarray(found[0])[:, 0], np.asarray(found[1])[:, 0]
        partners = np.where(np.asarray(found[0]) <= np.maximum(apart, DEAD)[:, None], found[1], nearest[:, None])
        return cls(_to_line(apart, nearest, own, other, frame, other_frame), partners)


def _strokes(
    own: Scene, other: Scene, frames: tuple[Frame, Frame], found: _Nearest, back: _Nearest, rough: float
) -> Strokes:
    """Return what the nearest lines of the other make of the strokes; `rough` is how far most of the figure is off."""
    frame, stroke, partner = frames[0], own.samples.stroke, np.full(own.strokes, -1)
    count = np.bincount(stroke)
    weight = np.sqrt(np.bincount(stroke, own.samples.length) * frame.scale) * np.bincount(stroke, _contrast(own))
    weight = weight / np.maximum(count, 1)
    if not len(own.samples) or not len(other.samples):
        none = np.zeros(own.strokes)
        return Strokes(none, none, weight, partner, np.zeros(len(stroke)), found.samples)
    met = np.where(_taken(own, found, back), closeness(found.distance, DEAD, DEAD), closeness(found.distance))
    good = met > 0.3
    votes = stroke[good] * other.strokes + other.samples.stroke[found.samples[good, 0]]
    pairs, times = np.unique(votes, return_counts=True)
    pairs = pairs[np.argsort(times)]
    most = np.zeros(own.strokes)
    partner[pairs // other.strokes] = pairs % other.strokes
    np.add.at(most, stroke[good], 1)
    partner[most * 2 <= count] = -1
    seen = _seen(own, other, frames, met, rough)
    distance = np.where(seen, 0.0, found.distance)
    apart = 1 - closeness(_worst(stroke, -distance) * -1, max(DEAD, ROUGH * rough))
    return Strokes(stroke_scores(stroke, np.where(seen, 1.0, met)), apart, weight, partner, met, found.samples)


def _seen(own: Scene, other: Scene, frames: tuple[Frame, Frame], met: Array, rough: float) -> NDArray[np.bool_]:
    """Say of each sample whether no line meets it, but what is there looks the same in a figure drawn as exactly."""
    seen = np.zeros(len(met), np.bool_)
    off = np.flatnonzero(met < 1)
    if rough <= EXACT and len(off):
        seen[off] = look_the_same(own, other, *frames, off)
    return seen


def _taken(own: Scene, found: _Nearest, back: _Nearest) -> NDArray[np.bool_]:
    """Say of each sample whether another stroke meets the place that is nearest to it, at half its distance or less.

    A line is met once: a second one beside it is another line, as far as it can be told from the first.
    """
    nearest = found.samples[:, 0]
    other = back.samples[nearest, 0]
    apart = own.samples.stroke[other] != own.samples.stroke
    return np.asarray(apart & (2 * back.distance[nearest] <= found.distance))


def _to_line(
    apart: Array, nearest: NDArray[np.intp], own: Scene, other: Scene, frame: Frame, other_frame: Frame
) -> Array:
    """Return distances to the piece of line that a sample stands for, given those to its middle."""
    offset = frame(own.samples.points) - other_frame(other.samples.points[nearest])
    along = np.abs((offset * other.samples.tangents[nearest]).sum(axis=1))
    beyond = np.maximum(0.0, along - other.samples.length[nearest] * other_frame.scale / 2)
    return np.asarray(np.sqrt(np.maximum(0.0, np.square(apart) - np.square(along) + np.square(beyond))))


def stroke_scores(stroke: NDArray[np.intp], met: Array) -> Array:
    """Return for each stroke the mean of its samples and its worst part: one end in the wrong place is no nuance."""
    return np.asarray((np.bincount(stroke, met) / np.bincount(stroke) + _worst(stroke, met)) / 2)


def _worst(stroke: NDArray[np.intp], values: Array) -> Array:
    """Return for each stroke the value that its worst part stays below."""
    count = np.bincount(stroke)
    order = np.lexsort((values, stroke))
    return np.asarray(values[order][np.cumsum(count) - count + (count * WORST_PART).astype(int)])


def _contrast(scene: Scene) -> Array:
    """Return how much each sample strikes the eye, 0 to 1: a line by its colour, a border by what it parts."""
    lines = np.clip((255 - scene.line_colours.min(axis=1)) / FAINT, 0.2, 1.0)
    borders = np.clip((scene.border_contrasts - SEEN) / FAINT, FAINTEST, 1.0)
    found: Array = np.where(scene.line_widths > 0, lines, borders)
    return found


def _area_weights(scene: Scene, frame: Frame) -> Array:
    sides = [np.prod(np.maximum(area.box[1] - area.box[0], 0)) for area in scene.areas]
    return np.asarray(np.sqrt(np.sqrt(np.array(sides, float)) * frame.scale))


def _area_scores(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> Array:
    score = np.zeros((len(reference.areas), len(candidate.areas)))
    for row, mine in enumerate(reference.areas):
        for column, theirs in enumerate(candidate.areas):
            corners = fixed(mine.box), moved(theirs.box)
            low, high = np.maximum(corners[0][0], corners[1][0]), np.minimum(corners[0][1], corners[1][1])
            both = float(np.prod(np.maximum(high - low, 0)))
            union = sum(float(np.prod(box[1] - box[0])) for box in corners) - both
            alike = np.exp(-np.square(np.abs(mine.thumbnail - theirs.thumbnail).mean() / 30))
            score[row, column] = np.clip((both / max(union, 1e-9) - 0.4) / 0.52, 0, 1) * alike
    kept = np.zeros_like(score)
    rows, columns = linear_sum_assignment(-score)
    kept[rows, columns] = score[rows, columns]
    return kept
