"""A figure as a person sees it: strokes, shapes, texts and areas of pixels, without what cannot be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stem2code_eval.figure.decode import Rgb
from stem2code_eval.figure.elements.marks import Area, Mark, Outline, Writing, marks
from stem2code_eval.figure.elements.redraw import Seen, redraw
from stem2code_eval.figure.elements.schema import read_elements
from stem2code_eval.figure.elements.strokes import Samples, sample_strokes

THIN = 0.012
"""A filled shape whose mean thickness is below this share of the drawing is a line, wherever it was drawn from."""
SHOWN = 0.3
"""A text shows when this share of its box's ink is not covered; see `_text_shows`."""
THUMBNAIL = 12
"""Pixels a side of what is kept of an area of pixels."""
_SAME = 40
"""Levels of 255."""

Colour = NDArray[np.float64]
"""`(3,)`, 0 to 255, composited on white."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A filled area, as far as it shows."""

    mark: int
    centre: NDArray[np.float64]
    """`(2,)`, in pixels of the picture."""
    area: float
    """Square pixels of the picture."""
    left: int
    """Column of the mask's first column, in pixels of the redrawing; `top` is its first row."""
    top: int
    mask: NDArray[np.bool_]
    colour: Colour
    hatch: str


@dataclass(frozen=True, slots=True, eq=False)
class PixelArea:
    """An image, or a mesh as fine as one."""

    mark: int
    box: NDArray[np.float64]
    """`(2, 2)`: upper left and lower right corner."""
    thumbnail: NDArray[np.float64]
    """`(THUMBNAIL, THUMBNAIL, 3)`, 0 to 255."""


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A text that shows."""

    mark: int
    writing: Writing
    centre: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scene:
    """What is to be seen of one element list."""

    marks: list[Mark]
    samples: Samples
    """Of the strokes that show."""
    shapes: list[Shape]
    labels: list[Label]
    areas: list[PixelArea]
    seen: Seen
    cut: int
    """Marks that were left out of the list."""
    width: int
    height: int

    @cached_property
    def box(self) -> NDArray[np.float64]:
        """Upper left and lower right corner of what is drawn, without texts where there is more than texts; `(2, 2)`."""
        points = self._extent()
        if not points:
            points = [label.writing.box for label in self.labels] or [np.array([[0.0, 0.0], [self.width, self.height]])]
        every = np.concatenate(points)
        return np.array([every.min(0), every.max(0)])

    @cached_property
    def box_with_texts(self) -> NDArray[np.float64]:
        """The same with texts."""
        every = np.concatenate([*self._extent(), *(label.writing.box for label in self.labels), self.box])
        return np.array([every.min(0), every.max(0)])

    @cached_property
    def line_colours(self) -> NDArray[np.float64]:
        """Colour of each sample, `(n, 3)`, 0 to 255."""
        return self._per_sample([_line_colour(mark) for mark in self.marks], 3)

    @cached_property
    def line_widths(self) -> NDArray[np.float64]:
        """Width of the line at each sample, in pixels, `(n,)`."""
        return self._per_sample([[mark.width if isinstance(mark, Outline) else 0.0] for mark in self.marks], 1)[:, 0]

    @cached_property
    def line_dashes(self) -> NDArray[np.intp]:
        """Kind of the line at each sample, `(n,)`: 0 solid, 1 dashed, 2 dotted, 3 dash-dotted."""
        kinds = [[_dash_kind(mark) if isinstance(mark, Outline) else 0] for mark in self.marks]
        return self._per_sample(kinds, 1)[:, 0].astype(np.intp)

    def _per_sample(self, values: Sequence[Sequence[float] | NDArray[np.float64]], width: int) -> NDArray[np.float64]:
        table = np.array(values, float).reshape(len(self.marks), width)
        return table[self.samples.mark]

    @property
    def side(self) -> float:
        """Longer side of the box, in pixels."""
        return float(max(*(self.box[1] - self.box[0]), 1.0))

    def _extent(self) -> list[NDArray[np.float64]]:
        found = [self.samples.points] if len(self.samples.points) else []
        for shape in self.shapes:
            low = np.array([shape.left, shape.top]) / self.seen.factor
            found.append(np.array([low, low + np.array(shape.mask.shape[::-1]) / self.seen.factor]))
        return [*found, *(area.box for area in self.areas)]


def read_scene(elements: bytes, picture: Rgb) -> Scene:
    """Return what shows of an element list.

    Args:
        elements: JSON bytes.
        picture: the picture that was drawn together with the list, `(height, width, 3)`.

    Raises:
        BadElements: the bytes are not an element list.
    """
    listed = read_elements(elements)
    drawn, cut = marks(listed)
    side = float(max(listed.width, listed.height))
    lined = [number for number, mark in enumerate(drawn) if isinstance(mark, Outline) and _has_line(mark, side)]
    samples = sample_strokes(drawn, lined, side)
    order = np.argsort(samples.mark, kind="stable")
    own: list[NDArray[np.float64] | None] = [None] * len(drawn)
    numbers, starts = np.unique(samples.mark[order], return_index=True)
    for number, places in zip(numbers, np.split(order, starts[1:]), strict=False):
        own[number] = samples.points[places]
    seen = redraw(listed, drawn, own, picture)
    visible = np.zeros(len(samples.mark), np.bool_)
    visible[order] = np.concatenate([seen.sample_visible[number] for number in numbers] or [np.zeros(0, np.bool_)])
    return Scene(
        drawn,
        _kept(samples, visible),
        _shapes(drawn, seen, side),
        _labels(drawn, picture),
        _areas(drawn, picture),
        seen,
        cut,
        listed.width,
        listed.height,
    )


def over_white(colour: tuple[float, float, float, float]) -> Colour:
    """Return a colour as it looks on white paper."""
    alpha = colour[3]
    return np.array([255 * (value * alpha + 1 - alpha) for value in colour[:3]])


def _line_colour(mark: Mark) -> Colour:
    if isinstance(mark, Outline) and (mark.edge or mark.face):
        colour = mark.edge or mark.face
        assert colour is not None
        return over_white(colour)
    return np.zeros(3)


def _dash_kind(mark: Outline) -> int:
    if mark.dash is None or len(mark.dash) < 2 or sum(mark.dash[1::2]) <= 0.3 * max(mark.width, 0.1):
        return 0
    if len(mark.dash) >= 4:
        return 3
    return 2 if mark.dash[0] <= 1.6 * max(mark.width, 0.1) else 1


def _has_line(mark: Outline, side: float) -> bool:
    """Say whether a mark is drawn as a line: it has an edge that differs from its face, or is thin."""
    if mark.face is None:
        return mark.edge is not None
    return _is_thin(mark, side) or (mark.edge is not None and _edge_differs(mark))


def _edge_differs(mark: Outline) -> bool:
    if mark.edge is None or mark.face is None:
        return mark.edge is not None
    return bool(np.abs(over_white(mark.edge) - over_white(mark.face)).max() > _SAME)


def _is_thin(mark: Outline, side: float) -> bool:
    """Say whether a filled shape is about as thin as a line: twice its area over its perimeter."""
    area = perimeter = 0.0
    for points in mark.pieces:
        if len(points) < 3:
            continue
        after = np.roll(points, -1, axis=0)
        area += abs(float(np.sum(points[:, 0] * after[:, 1] - after[:, 0] * points[:, 1]))) / 2
        perimeter += float(np.hypot(*(after - points).T).sum())
    return perimeter > 6 * THIN * side and 2 * area / perimeter < THIN * side


def _kept(samples: Samples, visible: NDArray[np.bool_]) -> Samples:
    """Leave out what does not show, and strokes of which hardly anything does."""
    if not len(visible):
        return samples
    total = np.bincount(samples.stroke)
    share = np.bincount(samples.stroke, visible) / np.maximum(total, 1)
    kept = visible & (share[samples.stroke] >= SHOWN)
    _, stroke = np.unique(samples.stroke[kept], return_inverse=True)
    return Samples(samples.points[kept], samples.tangents[kept], stroke, samples.mark[kept], samples.length[kept])


def _shapes(drawn: list[Mark], seen: Seen, side: float) -> list[Shape]:
    found = []
    for number, (mark, fill) in enumerate(zip(drawn, seen.fill_masks, strict=True)):
        if fill is None or not isinstance(mark, Outline) or mark.face is None or _is_thin(mark, side):
            continue
        left, top, mask = fill
        pixels = int(mask.sum())
        if not pixels or pixels > 0.97 * seen.picture.shape[0] * seen.picture.shape[1]:
            continue
        rows, columns = np.nonzero(mask)
        centre = (np.array([columns.mean() + left, rows.mean() + top]) + 0.5) / seen.factor
        tight = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        place = left + int(columns.min()), top + int(rows.min())
        colour = over_white(mark.face)
        found.append(Shape(number, centre, pixels / seen.factor**2, *place, tight, colour, mark.hatch or ""))
    return found


def _labels(drawn: list[Mark], picture: Rgb) -> list[Label]:
    writings = [(number, mark) for number, mark in enumerate(drawn) if isinstance(mark, Writing)]
    return [Label(number, mark, mark.centre) for number, mark in writings if _text_shows(mark, picture)]


def _text_shows(writing: Writing, picture: Rgb) -> bool:
    """Say whether a text's box holds pixels of its colour and others."""
    crop = _crop(picture, np.array([writing.box.min(0), writing.box.max(0)]))
    if crop.size == 0:
        return False
    pixels = crop.reshape(-1, 3).astype(np.float64)
    away = np.abs(pixels - over_white(writing.ink)).max(axis=1)
    return bool((away < 100).mean() > 0.01 and (away > _SAME).mean() > 0.05)


def _areas(drawn: list[Mark], picture: Rgb) -> list[PixelArea]:
    found = []
    for number, mark in enumerate(drawn):
        if isinstance(mark, Area):
            box = np.reshape(mark.box, (2, 2))
            crop = _crop(picture, box)
            if min(crop.shape[:2]) > 0:
                small = Image.fromarray(crop).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
                found.append(PixelArea(number, box, np.asarray(small, np.float64)))
    return found


def _crop(picture: Rgb, box: NDArray[np.float64]) -> Rgb:
    height, width = picture.shape[:2]
    (left, top), (right, bottom) = np.clip(np.rint(box), 0, (width, height)).astype(int)
    return np.ascontiguousarray(picture[top:bottom, left:right])
