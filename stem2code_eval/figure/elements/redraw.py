"""Draw an element list again, without running anything of the program's: what of it shows, and is it the picture?

Matplotlib's Agg rasteriser draws the marks in their order, at a reduced size. The colours that are there in the end
tell what of each mark shows: white on white, hidden below a later shape and outside the canvas do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, TransformedPath
from numpy.typing import NDArray
from PIL import Image

from stem2code_eval.figure.decode import Plane, Rgb, decode, planes_of
from stem2code_eval.figure.elements.marks import Area, Mark, Outline, Writing, marks
from stem2code_eval.figure.elements.schema import Clip, ElementList, read_elements
from stem2code_eval.figure.ink import dilated
from stem2code_eval.sandbox.runner.elements import SCALE

SIDE = 640
"""Pixels; the longer side of the ink in what is drawn again, unless the original is smaller."""
MOST_SIDE = 1280
"""Pixels; the longer side of the canvas that is drawn again is no longer than this."""
TOLERANCE = 2
"""Pixels by which ink may be beside ink."""

FINEST = 0.5
"""Pixels; a pattern of dashes that is finer is drawn as a line."""
GLOW = 0.15
"""Of its size, what a text's effects may draw around it."""
INKED = 40
"""Levels of 255 by which a channel must differ from the paper."""

Pixels = NDArray[np.uint8]
Levels = NDArray[np.uint8]
_ANY = np.array([0, 255], np.uint8)
"""As of `_like`, of a channel that does not count."""


@dataclass(frozen=True, slots=True, eq=False)
class Redrawn:
    """An element list drawn again, without its texts."""

    pixels: Pixels
    """`(height, width, 3)`."""
    grey: bool
    """All three channels are known to be the same."""
    factor: float
    """Size as a share of the picture's."""
    agreement: float
    """Ink F1 with the picture, outside texts and images; 0 to 1."""
    ink: float
    """Pixels of ink in the picture, at `factor`."""


_Agg: Any = RendererAgg


class Redrawing:
    """Draws marks one after the other.

    Args:
        listed: the element list.
        picture: its picture, `(height, width, 3)`.
    """

    def __init__(self, listed: ElementList, picture: Rgb) -> None:
        self.factor = _factor(listed, picture)
        size = (max(1, round(listed.width * self.factor)), max(1, round(listed.height * self.factor)))
        self.given = [_reduced(plane, size) for plane in planes_of(picture)]
        """The channels of the picture, a single one where it is grey."""
        self._dpi = listed.dpi * self.factor
        self._renderer: Any = _Agg(*size, self._dpi)
        self._width, self._height = size
        self._flip = Affine2D().scale(self.factor, -self.factor).translate(0, self._height)
        self._clips = [self._clip(clip) for clip in listed.clips]
        self.pixels: Pixels = np.asarray(self._renderer.buffer_rgba())
        self.pixels[:] = 255
        self._taken = np.zeros((self._height, self._width), np.bool_)

    def _clip(self, clip: Clip) -> tuple[Bbox | None, TransformedPath | None]:
        box = None
        if clip.box is not None:
            corners = self._flip.transform(np.reshape(clip.box, (2, 2)) / SCALE)
            box = Bbox([corners.min(0), corners.max(0)])
        path = None
        if clip.points and clip.pieces:
            vertices = np.reshape(clip.points, (-1, 2)) / SCALE
            pieces = np.split(vertices, np.cumsum(np.abs(clip.pieces))[:-1])
            path = TransformedPath(compound(pieces, [True] * len(pieces)), self._flip)
        return box, path

    def draw(self, mark: Mark) -> None:
        """Draw one mark; images are taken over from the picture, and texts are left out."""
        match mark:
            case Outline():
                self._draw_outline(mark)
            case Writing():
                around = GLOW * mark.size
                self._taken[self._within((*(mark.box.min(0) - around), *(mark.box.max(0) + around)))] = True
            case Area():
                place = self._within(mark.box)
                for channel in range(3):
                    self.pixels[*place, channel] = self.given[channel % len(self.given)][place]
                self._taken[place] = True

    def _draw_outline(self, mark: Outline) -> None:
        context: Any = self._renderer.new_gc()
        points = 72 / self._dpi * self.factor
        context.set_linewidth(mark.width * points if mark.edge is not None else 0.0)
        context.set_foreground(mark.edge or (0.0, 0.0, 0.0, 0.0), isRGBA=True)
        context.set_snap(False)
        if mark.dash is not None and sum(mark.dash) * self.factor > FINEST:
            context.set_dashes(mark.dash_start * points, [part * points for part in mark.dash])
        if mark.hatch:
            context.set_hatch(mark.hatch)
            context.set_hatch_color(mark.edge or (0.0, 0.0, 0.0, 1.0))
        if mark.clip is not None:
            box, path = self._clips[mark.clip]
            if box is not None:
                context.set_clip_rectangle(box)
            if path is not None:
                context.set_clip_path(path)
        self._renderer.draw_path(context, compound(mark.pieces, mark.closed), self._flip, mark.face)

    def _within(self, box: Sequence[float]) -> tuple[slice, slice]:
        left, top, right, bottom = (value * self.factor for value in box)
        rows, columns = ((max(0, int(low) - 1), max(0, int(high) + 2)) for low, high in ((top, bottom), (left, right)))
        return slice(*rows), slice(*columns)

    def agreement(self, paper: tuple[float, ...]) -> tuple[float, float]:
        """Return the ink F1 of the drawing and the picture outside what was taken over, and the pixels of ink."""
        drawn, given = _inked_rgba(self.pixels, paper), inked(self.given, paper)
        ink = float(np.count_nonzero(given))
        left = ~self._taken
        drawn, given = drawn & left, given & left
        if not drawn.any() and not given.any():
            return 1.0, ink
        met = _share(drawn, dilated(given | self._taken, TOLERANCE))
        found = _share(given, dilated(drawn | self._taken, TOLERANCE))
        return (2 * met * found / (met + found) if met + found else 0.0), ink


def _factor(listed: ElementList, picture: Rgb) -> float:
    """Return the size of the redrawing: what is drawn is as large on whatever canvas, so that as much of it is seen."""
    longer = max(listed.width, listed.height)
    ink = inked(planes_of(picture), paper_colour(listed))
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    drawn = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 if len(rows) else longer
    return float(min(1.0, SIDE / drawn, MOST_SIDE / longer))


def redraw(listed: ElementList, drawn: Sequence[Mark], picture: Rgb) -> Redrawn:
    """Draw marks again and compare with the picture.

    Args:
        listed: where the marks come from.
        drawn: the marks, in order.
        picture: `(height, width, 3)`.
    """
    canvas = Redrawing(listed, picture)
    for mark in drawn:
        canvas.draw(mark)
    agreement, ink = canvas.agreement(paper_colour(listed))
    grey = len(canvas.given) == 1 and all(map(_is_grey, drawn))
    return Redrawn(canvas.pixels[..., :3], grey, canvas.factor, agreement, ink)


def _is_grey(mark: Mark) -> bool:
    """Say whether a mark is drawn without colours, where the picture has none."""
    colours = (mark.edge, mark.face) if isinstance(mark, Outline) else ()
    return all(colour is None or colour[0] == colour[1] == colour[2] for colour in colours)


def redraw_agreement(elements: bytes, picture: bytes) -> float:
    """Return the ink F1 of an element list drawn again and its picture, 0 to 1.

    Raises:
        BadElements: the bytes are not an element list.
        PictureError: the bytes are no picture.
    """
    listed = read_elements(elements)
    return redraw(listed, marks(listed)[0], decode(picture, "picture")).agreement


def paper_colour(listed: ElementList) -> tuple[float, float, float]:
    """Return the colour of the canvas, 0 to 255, as it looks on white."""
    red, green, blue, alpha = bytes.fromhex(listed.paper or "ffffff00")
    return tuple(value * alpha / 255 + 255 - alpha for value in (red, green, blue))  # type: ignore[return-value]


def inked(planes: Sequence[Plane], paper: Sequence[float]) -> NDArray[np.bool_]:
    """Return which pixels differ from a colour of 0 to 255 by more than `INKED` in a channel, `(height, width)`.

    Args:
        planes: the channels of a picture, a single one where it is grey.
        paper: the colour.
    """
    low, reach = _like(paper)
    pairs = {(channel % len(planes), low[channel], reach[channel]) for channel in range(len(paper))}
    return np.asarray(reduce(np.logical_or, (planes[channel] - least > most for channel, least, most in pairs)))


def _inked_rgba(pixels: Pixels, paper: Sequence[float]) -> NDArray[np.bool_]:
    """Return the same of a picture `(height, width, 4)`, whole rows at once; of the fourth channel all is paper."""
    height, width = pixels.shape[:2]
    low, reach = (np.resize(np.append(levels, end), 4 * width) for levels, end in zip(_like(paper), _ANY, strict=True))
    differs = pixels.reshape(height, -1) - low > reach
    return np.asarray(differs.view(np.uint32) != 0)


def _like(paper: Sequence[float]) -> tuple[Levels, Levels]:
    """Return the lowest level of each channel that is paper, and how many more there are, `(3,)` each."""
    low, high = np.clip(np.rint(paper) + np.array([[-INKED], [INKED]]), 0, 255).astype(np.uint8)
    return low, high - low


def _reduced(plane: Plane, size: tuple[int, int]) -> Plane:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BOX, reducing_gap=2.0))


def _share(mask: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Return how much of a mask is in another, 0 to 1; 0 of nothing."""
    return float(np.count_nonzero(mask & other) / max(1, int(np.count_nonzero(mask))))


def compound(pieces: Sequence[NDArray[np.float64]], closed: Sequence[bool]) -> Path:
    """Return pieces as one path."""
    parts: list[NDArray[np.float64]] = []
    starts, ends, at = [], [], 0
    for points, ring in zip(pieces, closed, strict=True):
        if not len(points):
            continue
        starts.append(at)
        at += len(points) + ring
        parts.append(points)
        if ring:
            parts.append(points[:1])
            ends.append(at - 1)
    vertices = np.concatenate(parts)
    codes = np.full(at, Path.LINETO, np.uint8)
    codes[ends] = Path.CLOSEPOLY
    codes[starts] = Path.MOVETO
    return Path(vertices, codes)
