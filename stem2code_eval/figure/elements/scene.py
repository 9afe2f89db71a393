"""A figure as a person sees it: lines and borders, fillings, texts and images, without what cannot be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stem2code_eval.figure.decode import Plane, Rgb, planes_of
from stem2code_eval.figure.elements.contours import visible_contours
from stem2code_eval.figure.elements.dashes import HAIR, SOLID, dash_kind
from stem2code_eval.figure.elements.marks import Area, Mark, Outline, Writing, marks
from stem2code_eval.figure.elements.redraw import Redrawn, paper_colour, redraw
from stem2code_eval.figure.elements.schema import read_elements
from stem2code_eval.figure.elements.strokes import Samples

THUMBNAIL = 12
"""Pixels a side of what is kept of an image."""
THIN = 0.045
"""Of the side; an area that is no broader is told by its border."""
_BESIDE = 2.0
"""Pixels of the redrawn picture beside a border at which paper is looked for."""
_FAINT = 20
"""Levels of 255 by which a text's colour must differ from what is around it."""
_BESIDES = 0.2
"""Share of a text's box that must be of another colour where most of it is of the text's own."""

Colour = NDArray[np.float64]
"""`(3,)`, 0 to 255, composited on white."""


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
    """Of the lines and borders that show."""
    drawn: Samples
    """Of all lines and borders, whether they show or not."""
    labels: list[Label]
    areas: list[PixelArea]
    redrawn: Redrawn
    paper: tuple[float, float, float]
    cut: int
    """Marks that were left out of the list."""
    width: int
    height: int

    @cached_property
    def box(self) -> NDArray[np.float64]:
        """Upper left and lower right corner of what is drawn, without texts if there is more than texts; `(2, 2)`."""
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

    @property
    def strokes(self) -> int:
        """How many strokes show."""
        return int(self.samples.stroke.max()) + 1 if len(self.samples) else 0

    @cached_property
    def line_colours(self) -> NDArray[np.float64]:
        """Colour of each sample, `(n, 3)`, 0 to 255."""
        return self._mark_colours[self.samples.mark]

    @cached_property
    def line_widths(self) -> NDArray[np.float64]:
        """Width of the line at each sample, in pixels, `(n,)`; 0 at the border of an area without a line."""
        lines = [[mark.width if isinstance(mark, Outline) and mark.edge else 0.0] for mark in self.marks]
        return self._per_sample(lines, 1)[:, 0]

    @cached_property
    def thin_borders(self) -> NDArray[np.bool_]:
        """Say of each sample whether it is the border of a thin area without a line, on paper, `(n,)`.

        Where two areas meet, which of them the border belongs to cannot be seen; broad areas are compared as fillings.
        """
        found: NDArray[np.bool_] = self.line_widths == 0
        if not found.any():
            return found
        across = self.samples.tangents[found][:, ::-1] * (-1, 1)
        points, factor = self.samples.points[found], self.redrawn.factor
        own = self.line_colours[found]
        thin = np.zeros(len(points), np.bool_)
        for side in (across, -across):
            outside, beyond = (
                self._colours(points + side * _BESIDE / factor),
                self._colours(points - side * THIN * self.side),
            )
            on_paper = np.abs(outside - self.paper).max(axis=1) < _FAINT
            thin |= on_paper & (np.abs(beyond - own).max(axis=1) > _FAINT)
        found[found] = thin
        return found

    @cached_property
    def border_contrasts(self) -> NDArray[np.float64]:
        """By how much the colour changes across each sample that is a border, `(n,)`, 0 to 255; 0 for lines."""
        found = np.zeros(len(self.samples))
        borders = self.line_widths == 0
        if not borders.any():
            return found
        across = self.samples.tangents[borders][:, ::-1] * (-1, 1) * _BESIDE / self.redrawn.factor
        points = self.samples.points[borders]
        found[borders] = np.abs(self._colours(points + across) - self._colours(points - across)).max(axis=1)
        return found

    def _colours(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        pixels = self.redrawn.pixels
        cells = np.clip(
            np.floor(points * self.redrawn.factor).astype(np.intp), 0, (pixels.shape[1] - 1, pixels.shape[0] - 1)
        )
        return pixels[cells[:, 1], cells[:, 0]].astype(float)

    @cached_property
    def line_dashes(self) -> NDArray[np.float64]:
        """Kind of the line at each sample, `(n,)`: `SOLID`, `DASH_DOTTED`, or log2 of the length of a dash in widths.

        A dash counts as 1 to `dashes.LONG` widths long: 0 is a dot, and long dashes are long dashes.
        """
        hair = HAIR * self.side
        kinds = [[dash_kind(mark, hair) if isinstance(mark, Outline) else SOLID] for mark in self.marks]
        return self._per_sample(kinds, 1)[:, 0]

    @cached_property
    def drawn_colours(self) -> NDArray[np.float64]:
        """Colour of each sample of `drawn`, `(n, 3)`, 0 to 255."""
        return self._mark_colours[self.drawn.mark]

    @cached_property
    def _mark_colours(self) -> NDArray[np.float64]:
        return np.array([_line_colour(mark) for mark in self.marks]).reshape(len(self.marks), 3)

    def _per_sample(self, values: Sequence[Sequence[float] | NDArray[np.float64]], width: int) -> NDArray[np.float64]:
        table = np.array(values, float).reshape(len(self.marks), width)
        return table[self.samples.mark]

    @property
    def side(self) -> float:
        """Longer side of the box, in pixels."""
        return float(max(*(self.box[1] - self.box[0]), 1.0))

    def _extent(self) -> list[NDArray[np.float64]]:
        found = [self.samples.points] if len(self.samples) else []
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
    redrawn = redraw(listed, drawn, picture)
    return Scene(
        drawn,
        *visible_contours(drawn, redrawn, float(max(listed.width, listed.height)), listed.clips),
        _labels(drawn, picture),
        _areas(drawn, picture),
        redrawn,
        paper_colour(listed),
        cut,
        listed.width,
        listed.height,
    )


def over_white(colour: tuple[float, float, float, float]) -> Colour:
    """Return a colour as it looks on white paper."""
    alpha = colour[3]
    return np.array([255 * (value * alpha + 1 - alpha) for value in colour[:3]])


def _line_colour(mark: Mark) -> Colour:
    if isinstance(mark, Outline):
        colour = mark.edge or mark.face
        if colour is not None:
            return over_white(colour)
    return np.zeros(3)


def _labels(drawn: list[Mark], picture: Rgb) -> list[Label]:
    writings = [(number, mark) for number, mark in enumerate(drawn) if isinstance(mark, Writing)]
    return [Label(number, mark, mark.centre) for number, mark in writings if _text_shows(mark, picture)]


def _text_shows(writing: Writing, picture: Rgb) -> bool:
    """Say whether a text's box holds pixels that are nearer to its colour than to what is around it.

    What is around heavy letters is less than half of the box.
    """
    crop = _crop(picture, np.array([writing.box.min(0), writing.box.max(0)]))
    if crop.size == 0:
        return False
    planes = planes_of(crop)
    channels = [planes[channel % len(planes)] for channel in range(3)]
    ink, paper = over_white(writing.ink), [_median(plane) for plane in planes]
    contrast = max(abs(level - paper[channel % len(paper)]) for channel, level in enumerate(ink))
    if contrast <= _FAINT:
        return _other_share(planes, ink) > _BESIDES
    close = np.abs(np.arange(256) - ink[:, None]) < 0.8 * contrast
    near = np.logical_and.reduce([close[channel][plane] for channel, plane in enumerate(channels)])
    return float(near.mean()) > 0.01


def _other_share(planes: Sequence[Plane], ink: Colour) -> float:
    """Return the share of pixels that differ from a colour by more than `_FAINT`, 0 to 1."""
    apart = [np.abs(planes[channel % len(planes)] - level) > _FAINT for channel, level in enumerate(ink)]
    return float(np.logical_or.reduce(apart).mean())


def _median(levels: Plane) -> float:
    """Return what `numpy.median` returns of a few hundred levels, without all that it looks after."""
    half = (levels.size - 1) // 2, levels.size // 2
    low, high = np.partition(levels, half, axis=None)[list(half)].tolist()
    return float(low + high) / 2


def _areas(drawn: list[Mark], picture: Rgb) -> list[PixelArea]:
    found = []
    for number, mark in enumerate(drawn):
        if isinstance(mark, Area):
            box = np.reshape(mark.box, (2, 2))
            crop = _crop(picture, box)
            if min(crop.shape[:2]) > 0:
                small = Image.fromarray(np.ascontiguousarray(crop)).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX)
                found.append(PixelArea(number, box, np.asarray(small, np.float64)))
    return found


def _crop(picture: Rgb, box: NDArray[np.float64]) -> Rgb:
    height, width = picture.shape[:2]
    (left, top), (right, bottom) = np.clip(np.rint(box), 0, (width, height)).astype(int)
    return picture[top:bottom, left:right]
