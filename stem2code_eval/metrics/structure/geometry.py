"""`geometry`: is every line, filling and image where the reference has one, and nothing else?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame, features
from stem2code_eval.metrics.structure.fillings import FillingMatch, match_fillings
from stem2code_eval.metrics.structure.kernel import DEAD, Array, agreement, closeness

WORST_PART = 0.15
"""Share of a stroke's samples that are its worst part."""
NEAREST = 4
"""Lines that coincide may differ in style: so many samples are looked at for the one that is meant."""
FAINT = 60.0
"""Levels of 255: a colour that differs by less from white weighs less."""


@dataclass(frozen=True, slots=True, eq=False)
class Strokes:
    """The strokes of one figure."""

    met: Array
    """How well each is met by lines of the other, 0 to 1."""
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
    areas: Array
    """`(n, m)`: how well images meet."""
    area_weights: tuple[Array, Array]

    @property
    def score(self) -> float | None:
        """0 to 1; None when neither figure has anything but texts."""
        met = np.concatenate([self.reference.met, self.fillings.reference.met, self.areas.max(1, initial=0)])
        found = np.concatenate([self.candidate.met, self.fillings.candidate.met, self.areas.max(0, initial=0)])
        if not len(met) and not len(found):
            return None
        weight = np.concatenate([self.reference.weight, self.fillings.reference.weight, self.area_weights[0]])
        other = np.concatenate([self.candidate.weight, self.fillings.candidate.weight, self.area_weights[1]])
        return agreement(met, weight, found, other)


def match_geometry(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> GeometryMatch:
    """Compare all strokes, fillings and images of two scenes in a common frame."""
    return GeometryMatch(
        _strokes(reference, candidate, fixed, moved),
        _strokes(candidate, reference, moved, fixed),
        match_fillings(reference, candidate, fixed, moved),
        _area_scores(reference, candidate, fixed, moved),
        (_area_weights(reference, fixed), _area_weights(candidate, moved)),
    )


def _strokes(own: Scene, other: Scene, frame: Frame, other_frame: Frame) -> Strokes:
    """Return for each sample how near a parallel line of the other is, and what that makes of the strokes."""
    stroke, partner = own.samples.stroke, np.full(own.strokes, -1)
    count = np.bincount(stroke)
    weight = np.sqrt(np.bincount(stroke, own.samples.length) * frame.scale) * np.bincount(stroke, _contrast(own))
    weight = weight / np.maximum(count, 1)
    if not len(own.samples) or not len(other.samples):
        return Strokes(np.zeros(own.strokes), weight, partner, np.zeros(len(stroke)), np.full((len(stroke), 1), -1))
    tree = cKDTree(features(other_frame(other.samples.points), other.samples.tangents))
    near = min(NEAREST, len(other.samples))
    found = tree.query(features(frame(own.samples.points), own.samples.tangents), k=[*range(1, near + 1)])
    distance, nearest = np.asarray(found[0])[:, 0], np.asarray(found[1])[:, 0]
    partners = np.where(np.asarray(found[0]) <= np.maximum(distance, DEAD)[:, None], found[1], nearest[:, None])
    met = closeness(distance)
    good = met > 0.3
    votes = np.column_stack([stroke[good], other.samples.stroke[nearest[good]]])
    pairs, times = np.unique(votes, axis=0, return_counts=True)
    order = np.argsort(times)
    most = np.zeros(own.strokes)
    partner[pairs[order, 0]] = pairs[order, 1]
    np.add.at(most, stroke[good], 1)
    partner[most * 2 <= count] = -1
    return Strokes(stroke_scores(stroke, met), weight, partner, met, partners)


def stroke_scores(stroke: NDArray[np.intp], met: Array) -> Array:
    """Return for each stroke the mean of its samples and its worst part: one end in the wrong place is no nuance."""
    count = np.bincount(stroke)
    order = np.lexsort((met, stroke))
    worst = met[order][np.cumsum(count) - count + (count * WORST_PART).astype(int)]
    return np.asarray((np.bincount(stroke, met) / count + worst) / 2)


def _contrast(scene: Scene) -> Array:
    """Return for each sample how much its colour stands out from white paper, 0.2 to 1."""
    lines = np.clip((255 - scene.line_colours.min(axis=1)) / FAINT, 0.2, 1.0)
    found: Array = np.where(scene.line_widths > 0, lines, np.maximum(lines, 0.5))
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
