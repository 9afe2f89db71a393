"""`topology`: does what touches in the reference touch in the candidate, and do labels name the same things?"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.geometry import GeometryMatch
from stem2code_eval.metrics.structure.kernel import Array, agreement
from stem2code_eval.metrics.structure.writing import words

TOUCH = 0.010
"""Strokes of the reference that come as near touch; those of the candidate may be `LOOSE` as far apart."""
LOOSE = 2.0
SHORT = 0.025
"""Strokes below this length (ticks, serifs) connect nothing."""
COUNTED = 0.1
"""As in `kernel`: a single stroke makes many relations, so that errors are counted less here."""
NAMING = 0.10
"""A label names what lies within this distance of it."""
CLEARLY = 0.005
"""How much farther than the nearest a thing may be to be named by a label as well."""
LOOSELY = 0.03
MANY_TOUCHES = 4000

Relations = set[tuple[int, int]]


def topology(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, matched: GeometryMatch) -> float | None:
    """Return a soft F1 of relations, 0 to 1; None when neither figure has any."""
    there, back = matched.reference.partner, matched.candidate.partner
    touching = _touching(reference, fixed, TOUCH), _touching(reference, fixed, TOUCH * LOOSE)
    touched = _touching(candidate, moved, TOUCH), _touching(candidate, moved, TOUCH * LOOSE)
    kept = _held(touching[0], there, touched[1])
    kept_back = _held(touched[0], back, touching[1])
    names, loose = _named(reference, fixed)
    names_back, loose_back = _named(candidate, moved)
    called = _called(names, there, loose_back)
    called_back = _called(names_back, back, loose)
    met, found = np.array(kept + called, float), np.array(kept_back + called_back, float)
    if not len(met) and not len(found):
        return None
    return agreement(met, _weights(kept, called), found, _weights(kept_back, called_back), counted=COUNTED)


def _weights(touching: list[bool], names: list[bool]) -> Array:
    """Let a name weigh like a few junctions, and a single relation as a small error."""
    return np.array([0.1] * len(touching) + [0.25] * len(names))


def _touching(scene: Scene, frame: Frame, distance: float) -> Relations:
    """Return the pairs of strokes that come as near as that; the smaller number first."""
    stroke = scene.samples.stroke
    if not len(stroke):
        return set()
    long = np.bincount(stroke, scene.samples.length) * frame.scale > SHORT
    kept = long[stroke]
    ends = _end_points(scene)
    points = np.concatenate([scene.samples.points[kept], ends[0][long[ends[1]]]])
    owner = np.concatenate([stroke[kept], ends[1][long[ends[1]]]])
    if len(points) < 2:
        return set()
    near = cKDTree(frame(points)).query_pairs(distance, output_type="ndarray")
    pairs = np.sort(owner[near], axis=1)
    unique = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)[:MANY_TOUCHES]
    return set(map(tuple, unique.tolist()))


def _end_points(scene: Scene) -> tuple[Array, NDArray[np.intp]]:
    """Return the ends of the strokes and to which stroke each belongs."""
    samples = scene.samples
    first = np.flatnonzero(np.diff(samples.stroke, prepend=-1))
    last = np.append(first[1:] - 1, len(samples.stroke) - 1)
    reach = samples.tangents * samples.length[:, None] / 2
    ends = np.concatenate([samples.points[first] - reach[first], samples.points[last] + reach[last]])
    return ends, np.concatenate([samples.stroke[first], samples.stroke[last]])


def _held(pairs: Relations, partner: NDArray[np.intp], others: Relations) -> list[bool]:
    """Say for each pair whether the partners of the two touch, or are one."""
    found = []
    for one, other in sorted(pairs):
        mapped = sorted((int(partner[one]), int(partner[other])))
        found.append(mapped[0] >= 0 and (mapped[0] == mapped[1] or tuple(mapped) in others))
    return found


def _named(scene: Scene, frame: Frame) -> tuple[list[tuple[str, set[int]]], list[tuple[str, set[int]]]]:
    """Return for each label the strokes that it names, strictly and loosely."""
    strict: list[tuple[str, set[int]]] = []
    loose: list[tuple[str, set[int]]] = []
    if not scene.labels or not len(scene.samples):
        return strict, loose
    points = frame(scene.samples.points)
    for label in scene.labels:
        box = frame(label.writing.box)
        low, high = box.min(0), box.max(0)
        gap = np.hypot(*np.maximum(0, np.maximum(low - points, points - high)).T)
        apart = np.full(scene.strokes, np.inf)
        np.minimum.at(apart, scene.samples.stroke, gap)
        nearest = apart.min()
        text = words(label)
        if nearest < NAMING:
            strict.append((text, set(np.flatnonzero(apart <= nearest + CLEARLY).tolist())))
        if nearest < NAMING * 1.5:
            loose.append((text, set(np.flatnonzero(apart <= 1.3 * nearest + LOOSELY).tolist())))
    return strict, loose


def _called(
    names: list[tuple[str, set[int]]], partner: NDArray[np.intp], others: list[tuple[str, set[int]]]
) -> list[bool]:
    """Say for each label whether a label of the same text names the partners of its strokes."""
    by_text: dict[str, list[set[int]]] = {}
    for text, things in others:
        by_text.setdefault(text, []).append(things)
    found = []
    for text, things in names:
        wanted = {int(partner[thing]) for thing in things} - {-1}
        found.append(bool(wanted) and any(wanted <= called for called in by_text.get(text, [])))
    return found
