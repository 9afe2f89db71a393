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
"""Strokes of the reference that come as near touch; those of the candidate may be `LOOSE` as far apart, or short."""
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
PLAIN = 0.1
"""Strokes of which a smaller share counts, as they are faint, are named by no label."""
MANY_TOUCHES = 4000

Pairs = NDArray[np.intp]
"""`(n, 2)`."""


def topology(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, matched: GeometryMatch) -> float | None:
    """Return a soft F1 of relations, 0 to 1; None when neither figure has any."""
    there, back = matched.reference.partner, matched.candidate.partner
    mine, theirs = np.square(matched.reference.weight), np.square(matched.candidate.weight)
    touching, touched = _touching(reference, fixed, mine), _touching(candidate, moved, theirs)
    kept = _held(touching[0], there, touched[1])
    kept_back = _held(touched[0], back, touching[1])
    names, loose = _named(reference, fixed, mine)
    names_back, loose_back = _named(candidate, moved, theirs)
    called = _called(names, there, loose_back)
    called_back = _called(names_back, back, loose)
    met, found = np.array(kept + called, float), np.array(kept_back + called_back, float)
    if not len(met) and not len(found):
        return None
    return agreement(met, _weights(kept, called), found, _weights(kept_back, called_back), counted=COUNTED)


def _weights(touching: list[bool], names: list[bool]) -> Array:
    """Let a name weigh like a few junctions, and a single relation as a small error."""
    return np.array([0.1] * len(touching) + [0.25] * len(names))


def _touching(scene: Scene, frame: Frame, seen: Array) -> tuple[Pairs, Pairs]:
    """Return the pairs of strokes that touch, and those that may be said to; the smaller number first.

    Of very many that touch some are looked at, spread evenly.

    Args:
        scene: the figure.
        frame: its place.
        seen: for each stroke its length, less where it is faint.
    """
    none = np.zeros((0, 2), np.intp)
    stroke = scene.samples.stroke
    if not len(stroke):
        return none, none
    long = seen * LOOSE > SHORT
    kept = long[stroke]
    ends = _end_points(scene)
    points = np.concatenate([scene.samples.points[kept], ends[0][long[ends[1]]]])
    owner = np.concatenate([stroke[kept], ends[1][long[ends[1]]]])
    if len(points) < 2:
        return none, none
    points = frame(points)
    near = cKDTree(points).query_pairs(TOUCH * LOOSE, output_type="ndarray")
    near = near[owner[near[:, 0]] != owner[near[:, 1]]]
    strict = np.square(points[near[:, 0]] - points[near[:, 1]]).sum(axis=1) <= TOUCH**2
    strict &= (seen[owner[near]] > SHORT).all(axis=1)
    touching = _unique(owner[near[strict]])
    if len(touching) > MANY_TOUCHES:
        touching = touching[np.linspace(0, len(touching) - 1, MANY_TOUCHES).astype(np.intp)]
    return touching, _unique(owner[near])


def _unique(pairs: Pairs) -> Pairs:
    if not len(pairs):
        return pairs
    pairs = np.sort(pairs, axis=1)
    most = int(pairs.max()) + 1
    keys = np.unique(pairs[:, 0] * most + pairs[:, 1])
    return np.column_stack([keys // most, keys % most])


def _end_points(scene: Scene) -> tuple[Array, NDArray[np.intp]]:
    """Return the ends of the strokes and to which stroke each belongs."""
    samples = scene.samples
    first = np.flatnonzero(np.diff(samples.stroke, prepend=-1))
    last = np.append(first[1:] - 1, len(samples.stroke) - 1)
    reach = samples.tangents * samples.length[:, None] / 2
    ends = np.concatenate([samples.points[first] - reach[first], samples.points[last] + reach[last]])
    return ends, np.concatenate([samples.stroke[first], samples.stroke[last]])


def _held(pairs: Pairs, partner: NDArray[np.intp], others: Pairs) -> list[bool]:
    """Say for each pair whether the partners of the two touch, or are one."""
    mapped = np.sort(partner[pairs], axis=1)
    most = 1 + max(int(mapped.max(initial=0)), int(others.max(initial=0)))
    known = np.isin(mapped[:, 0] * most + mapped[:, 1], others[:, 0] * most + others[:, 1])
    found = (mapped[:, 0] >= 0) & ((mapped[:, 0] == mapped[:, 1]) | known)
    return found.tolist()  # type: ignore[no-any-return]


def _named(scene: Scene, frame: Frame, seen: Array) -> tuple[list[tuple[str, set[int]]], list[tuple[str, set[int]]]]:
    """Return for each label the strokes that it names, strictly and loosely."""
    strict: list[tuple[str, set[int]]] = []
    loose: list[tuple[str, set[int]]] = []
    if not scene.labels or not len(scene.samples):
        return strict, loose
    length = np.bincount(scene.samples.stroke, scene.samples.length) * frame.scale
    plain = (seen > PLAIN * length)[scene.samples.stroke]
    if not plain.any():
        return strict, loose
    points, stroke = frame(scene.samples.points[plain]), scene.samples.stroke[plain]
    for label in scene.labels:
        box = frame(label.writing.box)
        low, high = box.min(0), box.max(0)
        gap = np.hypot(*np.maximum(0, np.maximum(low - points, points - high)).T)
        apart = np.full(scene.strokes, np.inf)
        np.minimum.at(apart, stroke, gap)
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
