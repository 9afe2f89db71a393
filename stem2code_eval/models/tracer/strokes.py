"""Thin ink: which of it is drawn along its centre line, with which pen, and which is a glyph kept as an outline."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from stem2code_eval.models.tracer.blobs import blobs
from stem2code_eval.models.tracer.components import Box, boxes_of, components, grown
from stem2code_eval.models.tracer.fitting import fit_path, tolerance_of
from stem2code_eval.models.tracer.layers import Layers
from stem2code_eval.models.tracer.outlines import outlines, simplify
from stem2code_eval.models.tracer.pens import ink_colours, path_widths
from stem2code_eval.models.tracer.regions import disc_of
from stem2code_eval.models.tracer.shapes import Area, Curve, Fill, Pen, Points, Ring, Segment, Stroke, ink_length
from stem2code_eval.models.tracer.skeleton import Path, trace_skeleton

GLYPH_SIZE = 0.085
"""Connected ink smaller than this part of the long side, and neither straight nor round, is a glyph."""

LARGEST_GLYPH = 0.25
"""Larger connected ink than this part of the long side is never a glyph."""

MOST_PATHS = 4000
"""Only this many centre-line paths are fitted, the longest first."""

MOST_GLYPHS = 2500
"""Only this many glyphs are outlined, the largest first."""

GLYPH_TOLERANCE = 0.45
"""Largest distance in pixels between a glyph's outline and its polygon."""


def trace_strokes(layers: Layers) -> tuple[list[Stroke], list[Fill]]:
    """Return the strokes and the glyphs of a drawing."""
    mask = layers.strokes
    if not mask.any():
        return [], []
    parts, _ = components(mask)
    radius = ndimage.distance_transform_edt(mask).astype(np.float32)
    paths = sorted(trace_skeleton(mask, radius, layers.colours.min(axis=2)), key=lambda p: -len(p.pixels))[:MOST_PATHS]
    inks = ink_colours(layers, [p.pixels for p in paths])
    widths = path_widths(layers, [p.pixels for p in paths])

    by_part: dict[int, list[Stroke]] = {}
    reaches: dict[int, list[NDArray[np.float32]]] = {}
    for path, ink, width in zip(paths, inks, widths, strict=True):
        at_crossing = (path.nodes[0] > 0, path.nodes[1] > 0)
        pen = Pen(ink, width)
        # What is small in a large picture, such as a letter, must not be straightened.
        slack = min(tolerance_of(pen, max(mask.shape)), max(1.0, 0.03 * len(path.points)))
        fitted = fit_path(path.points, path.closed, pen, slack, at_crossing)
        part = _part(parts, path)
        by_part.setdefault(part, []).extend(fitted)
        reaches.setdefault(part, []).append(radius[path.pixels[:, 0], path.pixels[:, 1]])

    sizes = _part_sizes(parts)
    inked = np.bincount(parts.ravel())
    drawn = set()
    for part, fitted in by_part.items():
        shape = _PartShape(sizes[part], int(inked[part]), np.concatenate(reaches[part]))
        if not _is_glyph(fitted, shape, max(mask.shape)):
            drawn.add(part)
    strokes = [stroke for part, fitted in by_part.items() if part in drawn for stroke in fitted]
    usual = {part: float(np.median(np.concatenate(reaches[part]))) for part in drawn}
    knots, _ = components(blobs(parts, radius, usual))
    return strokes, _glyphs(layers, knots, set()) + _glyphs(layers, parts, drawn)


@dataclass(frozen=True, slots=True)
class _PartShape:
    """Connected ink in numbers."""

    size: int
    """Longer side of its box in pixels."""
    area: int
    """Pixels."""
    reach: NDArray[np.float32]
    """Half the ink's width along its centre lines, in pixels."""


def _is_glyph(fitted: list[Stroke], part: _PartShape, long_side: int) -> bool:
    """Tell connected ink that lines, arcs and circles of one width do not describe well."""
    if part.size > LARGEST_GLYPH * long_side:
        return False
    thin, thick = np.percentile(part.reach, [10, 90])
    if thick - thin > 0.8 + 0.35 * part.reach.mean():
        return True
    if part.size <= max(10.0, GLYPH_SIZE * long_side):
        return len(fitted) > 1 or isinstance(fitted[0], Curve) or _is_oval(fitted[0]) or _is_blob(fitted[0])
    lengths = [ink_length(s) for s in fitted]
    redrawn = sum(length * s.pen.width for length, s in zip(lengths, fitted, strict=True))
    if abs(redrawn - part.area) > 0.35 * part.area + 10:
        return True
    curved = sum(length for length, s in zip(lengths, fitted, strict=True) if isinstance(s, Curve))
    return curved > 0.3 * sum(lengths)


def _is_oval(stroke: Stroke) -> bool:
    """Tell a ring that is no circle: rather a letter O or a zero."""
    return isinstance(stroke, Ring) and stroke.half_axes[0] != stroke.half_axes[1]


def _part(parts: NDArray[np.int32], path: Path) -> int:
    return int(parts[path.pixels[0, 0], path.pixels[0, 1]])


def _is_blob(stroke: Stroke) -> bool:
    """Tell ink that is hardly longer than wide: a dot rather than a line."""
    return isinstance(stroke, Segment) and stroke.length < 1.5 * stroke.pen.width


def _part_sizes(parts: NDArray[np.int32]) -> list[int]:
    return [0, *(max(b[0].stop - b[0].start, b[1].stop - b[1].start) for b in boxes_of(parts))]


def _glyphs(layers: Layers, parts: NDArray[np.int32], drawn: set[int]) -> list[Fill]:
    boxes = boxes_of(parts)
    sizes = np.bincount(parts.ravel(), minlength=len(boxes) + 1)
    waiting = [int(i) for i in np.argsort(-sizes, kind="stable") if i and i not in drawn and sizes[i] >= 2]
    chosen = sorted(waiting[:MOST_GLYPHS])
    pixels = [_pixels(parts, i, boxes[i - 1]) for i in chosen]
    inks = ink_colours(layers, pixels)
    rings = [_glyph_rings(layers, parts, i, boxes[i - 1]) for i in chosen]
    return [_glyph(ring, ink) for ring, ink in zip(rings, inks, strict=True) if ring]


def _glyph(rings: tuple[Points, ...], colour: str) -> Fill:
    """Return a dot as a disc and everything else as an outline."""
    dot = disc_of(rings[0], colour) if len(rings) == 1 else None
    return dot or Area(tuple(r for r in (simplify(ring, GLYPH_TOLERANCE) for ring in rings) if len(r) >= 3), colour)


def _pixels(parts: NDArray[np.int32], index: int, box: Box) -> NDArray[np.intp]:
    return np.asarray(np.argwhere(parts[box] == index) + np.array([box[0].start, box[1].start]), dtype=np.intp)


def _glyph_rings(layers: Layers, parts: NDArray[np.int32], index: int, box: Box) -> tuple[Points, ...]:
    top, left = max(0, box[0].start - 2), max(0, box[1].start - 2)
    window = (slice(top, box[0].stop + 2), slice(left, box[1].stop + 2))
    own = parts[window] == index
    near = grown(own) & ((parts[window] == 0) | own)
    field = np.pad(np.where(near, layers.coverage[window], 0), 1).astype(np.float32)
    return tuple(outlines(field, 0.5, (left - 1, top - 1)))
