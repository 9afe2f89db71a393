"""Lay a candidate over its reference: another canvas, margin or resolution is no difference, another shape is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.kernel import DEAD, REACH, closeness

ANGLE = 0.015
"""What lines at right angles are apart, as a distance, is twice this."""
MOST_SCALE = 1.18
MOST_SHIFT = 0.04
"""Of the side, beyond laying box on box."""
FREE = 0.3
"""How much larger (as a logarithm) or farther off the middle (as a share) a canvas may be without being another."""
ROOMY = 0.6
"""By how much more, until the likeness of the layout has fallen to 1/e."""
SHARP = 0.003
"""Distance, as a share of the side, up to which things lie on each other when figures are laid on each other."""
GOOD = 0.99
"""How well a fit lies from which on no other way is tried."""
MAJORITY = 2.5
"""What is farther off than this many times the middle distance is not laid on anything."""
_FEW = 300
_MOST = 4000
_ROUNDS = 4

Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A similarity from pixels of a picture to the reference's unit: its longer side is 1, its middle is 0."""

    scale: float
    shift: NDArray[np.float64]

    def __call__(self, points: Points) -> Points:
        """Return points in the unit."""
        return points * self.scale + self.shift

    def back(self, points: Points) -> Points:
        """Return points of the unit in pixels."""
        return (points - self.shift) / self.scale


def own_frame(box: Points, side: float | None = None) -> Frame:
    """Return the frame in which a box of two corners has its middle at 0 and its longer side is 1."""
    scale = 1 / (side or float(max(*(box[1] - box[0]), 1e-6)))
    return Frame(scale, -box.mean(axis=0) * scale)


def features(places: Points, tangents: Points) -> Points:
    """Return points and directions as places in four dimensions, so that near and parallel is near."""
    return np.column_stack([places, _turns(tangents)])


def _turns(tangents: Points) -> Points:
    turn = tangents[:, 0] + 1j * tangents[:, 1]
    double = turn * turn
    return np.column_stack([ANGLE * double.real, ANGLE * double.imag])


def align(reference: Scene, candidate: Scene) -> tuple[Frame, Frame]:
    """Return the frames in which reference and candidate are compared."""
    fixed = own_frame(reference.box)
    target = Target.of(reference, fixed)
    own = _Outline.of(candidate)
    tried: list[Fit] = []
    for start in _starts(reference, candidate, fixed):
        if not any(_same(start, other.frame) for other in tried):
            tried.append(target.fit(own, start))
    best = _best(tried)
    if best.score < GOOD:
        best = _best([best, *(target.fit(own, start) for start in _corners(reference, candidate, fixed))])
    return fixed, _refined(target, own, best)


def _best(tried: Sequence["Fit"]) -> "Fit":
    """Return the first of the fits that none of the others is plainly better than."""
    best = tried[0]
    for fit in tried[1:]:
        if fit.score > best.score + 1e-6:
            best = fit
    return best


def _corners(reference: Scene, candidate: Scene, fixed: Frame) -> Iterator[Frame]:
    """Yield ways to lay box on box corner on corner, where one is a little longer: a line runs off the canvas.

    The boxes are made equal along either side, and their upper left or lower right corners laid on each other.
    """
    target, own = fixed(reference.box), candidate.box
    scales = np.ptp(target, axis=0) / np.maximum(np.ptp(own, axis=0), 1e-6)
    if SHARP < np.abs(scales[0] / scales[1] - 1) < 2 * MOST_SHIFT:
        for scale in scales.tolist():
            for corner in (0, 1):
                yield Frame(scale, target[corner] - own[corner] * scale)


def _same(one: Frame, other: Frame) -> bool:
    return abs(one.scale / other.scale - 1) < 1e-9 and bool(np.abs(one.shift - other.shift).max() < 1e-9)


def _starts(reference: Scene, candidate: Scene, fixed: Frame) -> Iterator[Frame]:
    """Yield ways to lay the candidate on: box on box without and with texts, and canvas on canvas."""
    yield own_frame(candidate.box)
    ratio = fixed.scale / own_frame(reference.box_with_texts).scale
    middle = fixed(reference.box_with_texts.mean(axis=0)[None])[0]
    whole = own_frame(candidate.box_with_texts)
    yield Frame(whole.scale * ratio, whole.shift * ratio + middle)
    canvas = np.array([[0.0, 0.0], [reference.width, reference.height]])
    scale = fixed.scale * max(reference.width, reference.height) / max(candidate.width, candidate.height)
    own = np.array([candidate.width, candidate.height]) / 2
    yield Frame(scale, fixed(canvas.mean(axis=0)[None])[0] - own * scale)


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    """All that has a place in a figure, in pixels, and a few hundred of it."""

    places: Points
    turns: Points
    """Directions, as the last two dimensions of `features`."""
    few: NDArray[np.intp]

    @classmethod
    def of(cls, scene: Scene) -> "_Outline":
        places, tangents = [scene.samples.points], [scene.samples.tangents]
        for one in [area.box.mean(axis=0) for area in scene.areas]:
            places.append(one[None])
            tangents.append(np.zeros((1, 2)))
        if len(scene.samples) + len(scene.areas) == 0:
            places += [label.centre[None] for label in scene.labels]
            tangents += [np.zeros((1, 2))] * len(scene.labels)
        every, along = np.concatenate(places), np.concatenate(tangents)
        if not len(every):
            every, along = np.zeros((1, 2)), np.zeros((1, 2))
        some = _spread(len(every), _MOST)
        every, along = every[some], along[some]
        return cls(every, _turns(along), _spread(len(every), _FEW))

    def laid(self, frame: Frame) -> Points:
        """Return the outline in the unit, as features."""
        return np.column_stack([frame(self.places), self.turns])


def _spread(count: int, most: int) -> NDArray[np.intp]:
    return np.linspace(0, count - 1, min(count, most)).astype(np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A candidate laid on a reference."""

    frame: Frame
    score: float
    """How well it lies there, 0 to 1."""
    moved: Points
    """A few hundred of its places, as features."""
    distance: NDArray[np.float64]
    """Of these to the nearest of the reference."""
    nearest: NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a candidate is laid on. A few hundred places of either figure look for the nearest of all of the other."""

    tree: cKDTree
    every: Points
    few: Points

    @classmethod
    def of(cls, reference: Scene, frame: Frame) -> "Target":
        """Return the reference in its frame."""
        own = _Outline.of(reference)
        every = own.laid(frame)
        return cls(cKDTree(every), every, every[own.few])

    def fit(self, own: _Outline, frame: Frame) -> Fit:
        """Return how well the candidate lies on the reference in a frame."""
        moved = own.laid(frame)
        few = moved[own.few]
        there, nearest = (np.asarray(found) for found in self.tree.query(few))
        tree = cKDTree(moved, balanced_tree=False, compact_nodes=False)  # asked little, so built quickly
        back = np.asarray(tree.query(self.few)[0])
        precision, recall = closeness(there, SHARP).mean(), closeness(back, SHARP).mean()
        score = float(2 * precision * recall / max(precision + recall, 1e-9))
        return Fit(frame, score, few, there, nearest)


def _refined(target: Target, own: _Outline, start: Fit) -> Frame:
    """Return the frame moved a little by least squares on what already lies near, if that is better.

    Only what lies about as near as most does is fitted, so that one moved part does not move all others.
    """
    best = fit = start
    for _ in range(_ROUNDS):
        if best.score > 0.999:
            break
        near = fit.distance < DEAD + 2 * REACH
        if near.any():
            near &= fit.distance <= max(SHARP, MAJORITY * float(np.median(fit.distance[near])))
        if near.sum() < 3:
            break
        frame = _stepped(fit.frame, fit.moved[near, :2], target.every[fit.nearest[near], :2])
        if not _is_bounded(start.frame, frame):
            break
        fit = target.fit(own, frame)
        if fit.score > best.score:
            best = fit
    return best.frame


def _stepped(frame: Frame, moved: Points, target: Points) -> Frame:
    middle, goal = moved.mean(axis=0), target.mean(axis=0)
    spread = float(np.square(moved - middle).sum())
    scale = float(((moved - middle) * (target - goal)).sum()) / spread if spread > 1e-4 else 1.0
    scale = float(np.clip(scale, 0.9, 1.1))
    return Frame(frame.scale * scale, frame.shift * scale + goal - scale * middle)


def _is_bounded(start: Frame, frame: Frame) -> bool:
    ratio = frame.scale / start.scale
    shift = np.abs(frame.shift - start.shift * ratio).max()
    return 1 / MOST_SCALE < ratio < MOST_SCALE and shift < MOST_SHIFT + abs(ratio - 1)


def layout(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> float:
    """Return how alike two drawings lie on their canvases, 0 to 1.

    A canvas cut to the ink, a wider margin and another size of the figure are no difference. A drawing that is lost on
    its page, or in a corner of it, is not quite the drawing that was asked for, although all of it is right.
    """
    canvas, own = np.array([reference.width, reference.height]), np.array([candidate.width, candidate.height])
    larger = max(0.0, float(np.log(moved.scale * own.max() / (fixed.scale * canvas.max()))))
    there, here = (_off_centre(scene, size) for scene, size in ((reference, canvas), (candidate, own)))
    return float(np.exp(-max(0.0, larger + max(0.0, here - there) - FREE) / ROOMY))


def _off_centre(scene: Scene, canvas: Points) -> float:
    """Return how far the middle of a drawing is from the middle of its canvas, as a share of the longer side."""
    return float(np.abs(scene.box_with_texts.mean(axis=0) - canvas / 2).max() / canvas.max())
