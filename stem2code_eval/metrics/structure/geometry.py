"""`geometry`: is every stroke, shape and image where the reference has one, and nothing else?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.scene import Scene, Shape
from stem2code_eval.metrics.structure.align import Frame, features
from stem2code_eval.metrics.structure.kernel import Array, closeness

GRID = 96
"""Cells a side on which shapes are laid over each other."""
SMALL = 0.05
"""Shapes smaller than this share of the side are compared by place and size, larger ones by overlap."""
FAINT = 60.0
"""Levels of 255: a colour that differs by less from white weighs less."""


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Things that were compared, one row each; strokes first, then shapes, then images."""

    met: Array
    """How well each is met on the other side, 0 to 1."""
    weight: Array
    partner: NDArray[np.intp]
    """Number of the thing on the other side, or -1."""


@dataclass(frozen=True, slots=True, eq=False)
class GeometryMatch:
    """What meets what."""

    reference: Units
    candidate: Units
    sample_score: Array
    """For each of the reference's samples."""
    sample_partner: NDArray[np.intp]
    """The candidate's sample nearest to each of the reference's."""
    candidate_sample_score: Array
    shape_pairs: list[tuple[int, int, float]]


def match_geometry(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> GeometryMatch:
    """Compare all strokes, shapes and images of two scenes in a common frame."""
    there, partner = _nearest(reference, candidate, fixed, moved)
    back, origin = _nearest(candidate, reference, moved, fixed)
    shapes, shape_pairs = _shape_scores(reference, candidate, fixed, moved)
    areas, area_pairs = _area_scores(reference, candidate, fixed, moved)
    strokes = _by_stroke(reference, there, candidate, partner)
    strokes_back = _by_stroke(candidate, back, reference, origin)
    parts = [strokes, _units(reference, fixed, shapes.max(1, initial=0), areas.max(1, initial=0))]
    parts_back = [strokes_back, _units(candidate, moved, shapes.max(0, initial=0), areas.max(0, initial=0))]
    sides = []
    for units, pairs_of in ((parts, 0), (parts_back, 1)):
        met = np.concatenate([part.met for part in units])
        weight = np.concatenate([part.weight for part in units])
        links = np.concatenate([part.partner for part in units])
        own, other = (reference, candidate) if pairs_of == 0 else (candidate, reference)
        base, base_other = len(units[0].met), len((parts_back, parts)[pairs_of][0].met)
        for pair in shape_pairs:
            links[base + pair[pairs_of]] = base_other + pair[1 - pairs_of]
        for pair in area_pairs:
            links[base + len(own.shapes) + pair[pairs_of]] = base_other + len(other.shapes) + pair[1 - pairs_of]
        sides.append(Units(met, weight, links))
    return GeometryMatch(sides[0], sides[1], there, partner, back, shape_pairs)


def _nearest(own: Scene, other: Scene, frame: Frame, other_frame: Frame) -> tuple[Array, NDArray[np.intp]]:
    """Return for each sample how near a parallel line of the other is, and its nearest sample there."""
    if not len(own.samples.points) or not len(other.samples.points):
        return np.zeros(len(own.samples.points)), np.full(len(own.samples.points), -1)
    tree = cKDTree(features(other_frame(other.samples.points), other.samples.tangents))
    distance, nearest = tree.query(features(frame(own.samples.points), own.samples.tangents))
    return closeness(distance), nearest


def _by_stroke(own: Scene, score: Array, other: Scene, nearest: NDArray[np.intp]) -> Units:
    stroke = own.samples.stroke
    if not len(stroke):
        return Units(np.zeros(0), np.zeros(0), np.zeros(0, np.intp))
    count = np.bincount(stroke)
    length = np.bincount(stroke, own.samples.length) / own.side
    contrast = np.bincount(stroke, stroke_contrast(own)) / count
    partner = np.full(len(count), -1)
    if len(other.samples.stroke):
        links = other.samples.stroke[nearest]
        for number in range(len(count)):
            good = links[(stroke == number) & (score > 0.3)]
            if len(good) * 2 > count[number]:
                partner[number] = np.bincount(good).argmax()
    return Units(np.bincount(stroke, score) / count, np.sqrt(length) * contrast, partner)


def stroke_contrast(scene: Scene) -> Array:
    """Return for each sample how much its colour stands out from white paper, 0.2 to 1."""
    return np.clip((255 - scene.line_colours.min(axis=1)) / FAINT, 0.2, 1.0)  # type: ignore[no-any-return]


def _units(scene: Scene, frame: Frame, shapes: Array, areas: Array) -> Units:
    size = [np.sqrt(shape.area) * frame.scale * _contrast(shape) for shape in scene.shapes]
    size += [float(np.sqrt(np.prod(area.box[1] - area.box[0]))) * frame.scale for area in scene.areas]
    met = np.concatenate([shapes, areas])
    return Units(met, np.sqrt(np.array(size, float)), np.full(len(met), -1))


def _contrast(shape: Shape) -> float:
    return float(np.clip((255 - shape.colour.min()) / FAINT, 0.2, 1.0))


def _shape_scores(
    reference: Scene, candidate: Scene, fixed: Frame, moved: Frame
) -> tuple[Array, list[tuple[int, int, float]]]:
    rows, columns = reference.shapes, candidate.shapes
    if not rows or not columns:
        return np.zeros((len(rows), len(columns))), []
    size = np.sqrt([shape.area for shape in rows]) * fixed.scale
    other = np.sqrt([shape.area for shape in columns]) * moved.scale
    place = fixed(np.array([shape.centre for shape in rows]))
    there = moved(np.array([shape.centre for shape in columns]))
    apart = np.hypot(*(place[:, None] - there[None]).transpose(2, 0, 1))
    ratio = np.minimum(size[:, None], other[None]) / np.maximum(size[:, None], other[None])
    spot = closeness(apart) * np.clip(ratio / 0.8, 0, 1)
    overlap = _overlaps(reference, candidate, fixed, moved, size > SMALL / 2, other > SMALL / 2)
    score = np.where(np.minimum(size[:, None], other[None]) > SMALL, overlap, np.maximum(spot, overlap))
    return _assigned(score)


def _overlaps(
    reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, wide: NDArray[np.bool_], other: NDArray[np.bool_]
) -> Array:
    """Return how well the larger shapes cover each other: 1 from an intersection over union of .92, 0 at .4."""
    found = np.zeros((len(wide), len(other)))
    if not wide.any() or not other.any():
        return found
    line = (np.arange(GRID) + 0.5) / GRID * 1.1 - 0.55
    cells = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    mine = _on_grid(reference, fixed, cells, wide)
    theirs = _on_grid(candidate, moved, cells, other)
    both = mine @ theirs.T
    union = mine.sum(1)[:, None] + theirs.sum(1)[None] - both
    found[np.ix_(wide, other)] = np.clip((both / np.maximum(union, 1) - 0.4) / 0.52, 0, 1)
    return found


def _on_grid(scene: Scene, frame: Frame, cells: Array, which: NDArray[np.bool_]) -> NDArray[np.float32]:
    pixels = np.floor(frame.back(cells) * scene.seen.factor).astype(int)
    found = np.zeros((int(which.sum()), len(cells)), np.float32)
    for row, number in enumerate(np.flatnonzero(which)):
        shape = scene.shapes[number]
        column, line = pixels[:, 0] - shape.left, pixels[:, 1] - shape.top
        height, width = shape.mask.shape
        inside = (column >= 0) & (column < width) & (line >= 0) & (line < height)
        found[row, inside] = shape.mask[line[inside], column[inside]]
    return found


def _area_scores(
    reference: Scene, candidate: Scene, fixed: Frame, moved: Frame
) -> tuple[Array, list[tuple[int, int, float]]]:
    score = np.zeros((len(reference.areas), len(candidate.areas)))
    for row, mine in enumerate(reference.areas):
        for column, theirs in enumerate(candidate.areas):
            corners = fixed(mine.box), moved(theirs.box)
            low, high = np.maximum(corners[0][0], corners[1][0]), np.minimum(corners[0][1], corners[1][1])
            both = float(np.prod(np.maximum(high - low, 0)))
            union = sum(float(np.prod(box[1] - box[0])) for box in corners) - both
            alike = np.exp(-np.square(np.abs(mine.thumbnail - theirs.thumbnail).mean() / 30))
            score[row, column] = np.clip((both / max(union, 1e-9) - 0.4) / 0.52, 0, 1) * alike
    return _assigned(score)


def _assigned(score: Array) -> tuple[Array, list[tuple[int, int, float]]]:
    """Keep of a table of scores those of the best one-to-one assignment."""
    kept = np.zeros_like(score)
    rows, columns = linear_sum_assignment(-score)
    kept[rows, columns] = score[rows, columns]
    return kept, [(int(r), int(c), float(score[r, c])) for r, c in zip(rows, columns, strict=True) if score[r, c] > 0.3]
