"""Lay a candidate over its reference: another canvas, margin or resolution is no difference, another shape is."""

from collections.abc import Iterator
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
ROOMY = 0.6
"""Difference of size (as a logarithm) or place at which the likeness of the layout has fallen to 1/e."""
_FEW = 300
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
    turn = tangents[:, 0] + 1j * tangents[:, 1]
    double = turn * turn
    return np.column_stack([places, ANGLE * double.real, ANGLE * double.imag])


def align(reference: Scene, candidate: Scene) -> tuple[Frame, Frame]:
    """Return the frames in which reference and candidate are compared."""
    fixed = own_frame(reference.box)
    target = _outline(reference, fixed)
    tree = cKDTree(target)
    best: tuple[float, Frame] = (-1.0, own_frame(candidate.box))
    for start in _starts(reference, candidate, fixed):
        score = _fit(tree, target, _outline(candidate, start))
        if score > best[0] + 1e-6:
            best = score, start
    return fixed, _refined(tree, target, candidate, *best)


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


def _outline(scene: Scene, frame: Frame) -> Points:
    """Return a few hundred samples of all that has a place, as features."""
    places, tangents = [scene.samples.points], [scene.samples.tangents]
    for one in [area.box.mean(axis=0) for area in scene.areas]:
        places.append(one[None])
        tangents.append(np.zeros((1, 2)))
    if len(scene.samples) + len(scene.areas) == 0:
        places += [label.centre[None] for label in scene.labels]
        tangents += [np.zeros((1, 2))] * len(scene.labels)
    every, along = np.concatenate(places), np.concatenate(tangents)
    if not len(every):
        return np.zeros((1, 4))
    few = np.linspace(0, len(every) - 1, min(len(every), _FEW)).astype(int)
    return features(frame(every[few]), along[few])


def _fit(tree: cKDTree, target: Points, moved: Points) -> float:
    there, back = np.asarray(tree.query(moved)[0]), np.asarray(cKDTree(moved).query(target)[0])
    precision, recall = closeness(there).mean(), closeness(back).mean()
    return float(2 * precision * recall / max(precision + recall, 1e-9))


def _refined(tree: cKDTree, target: Points, candidate: Scene, score: float, start: Frame) -> Frame:
    """Return the frame moved a little by least squares on what already lies near, if that is better."""
    best, frame = (score, start), start
    for _ in range(_ROUNDS):
        if best[0] > 0.999:
            break
        moved = _outline(candidate, frame)
        found = tree.query(moved)
        distance, nearest = np.asarray(found[0]), np.asarray(found[1])
        near = distance < DEAD + 2 * REACH
        if near.sum() < 3:
            break
        frame = _stepped(frame, moved[near, :2], target[nearest[near], :2])
        if not _is_bounded(start, frame):
            break
        score = _fit(tree, target, _outline(candidate, frame))
        if score > best[0]:
            best = score, frame
    return best[1]


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
    """Return how alike two drawings lie on their canvases, 0 to 1: which share they fill, and where.

    A drawing in a corner of its page is not quite the drawing that was asked for, although all of it is right.
    """
    canvas, own = np.array([reference.width, reference.height]), np.array([candidate.width, candidate.height])
    size = abs(np.log(fixed.scale * canvas.max() / (moved.scale * own.max())))
    place = np.abs(fixed(canvas[None] / 2) - moved(own[None] / 2)).max()
    return float(np.exp(-(size + place) / ROOMY))
