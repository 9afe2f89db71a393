"""Draw an element list again, without running anything of the program's: what of it can be seen, and is it the picture?

Matplotlib's Agg rasteriser draws the marks in their order, at a reduced size. Colours under, just after and at the end of
each mark tell what of it shows: white on white, hidden below a later shape and outside the canvas do not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, TransformedPath
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation

from stem2code_eval.figure.decode import Rgb
from stem2code_eval.figure.elements.marks import Area, Mark, Outline, Writing
from stem2code_eval.figure.elements.schema import Clip, ElementList
from stem2code_eval.sandbox.runner.elements import SCALE

SIDE = 640
"""Pixels; the longer side of the picture that is drawn again, unless the original is smaller."""
SEEN = 12
"""Levels of 255 by which the strongest channel must differ for something to be seen."""
TOLERANCE = 2
"""Pixels by which ink may be beside ink."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of drawing a list again."""

    sample_visible: list[NDArray[np.bool_]]
    """For each mark, which of the points that were asked for can be seen; empty where none were."""
    fill_masks: list[tuple[int, int, NDArray[np.bool_]] | None]
    """For each mark, the left and top corner of its visible filled area and the area, at `factor` of the picture."""
    picture: Pixels
    """The list drawn again, `(height, width, 3)`."""
    factor: float
    agreement: float
    """Ink F1 of what was drawn again and the picture, outside texts and images; 0 to 1."""
    ink: float
    """Pixels of ink in the picture, at `factor`."""


class Redrawing:
    """Draws marks one after the other.

    Args:
        listed: the element list.
        picture: its picture, `(height, width, 3)`.
    """

    def __init__(self, listed: ElementList, picture: Rgb) -> None:
        self.factor = min(1.0, SIDE / max(listed.width, listed.height))
        size = (max(1, round(listed.width * self.factor)), max(1, round(listed.height * self.factor)))
        self.given = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX, reducing_gap=2.0))
        self._dpi = listed.dpi * self.factor
        self._renderer = RendererAgg(*size, self._dpi)
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

    def places(self, points: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.bool_]]:
        """Return the rows and columns of points in pixels of the picture, and which of them are on the canvas."""
        cells = np.floor(points * self.factor).astype(np.intp)
        inside = ((cells >= 0) & (cells < (self._width, self._height))).all(axis=1)
        cells[~inside] = 0
        return cells[:, 1], cells[:, 0], inside

    def draw(self, mark: Mark) -> None:
        """Draw one mark; texts and images are taken over from the picture."""
        match mark:
            case Outline():
                self._draw_outline(mark)
            case Writing():
                self._take(_box_of(mark.box))
            case Area():
                self._take(mark.box)

    def _draw_outline(self, mark: Outline) -> None:
        context: Any = self._renderer.new_gc()
        points = 72 / self._dpi * self.factor
        context.set_linewidth(mark.width * points if mark.edge is not None else 0.0)
        context.set_foreground(mark.edge or (0.0, 0.0, 0.0, 0.0), isRGBA=True)
        context.set_snap(False)
        if mark.dash is not None and sum(mark.dash) > 0:
            context.set_dashes(0, [part * points for part in mark.dash])
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

    def _take(self, box: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = (value * self.factor for value in box)
        rows = slice(max(0, int(top) - 1), max(0, int(bottom) + 2))
        columns = slice(max(0, int(left) - 1), max(0, int(right) + 2))
        self.pixels[rows, columns, :3] = self.given[rows, columns]
        self._taken[rows, columns] = True

    def region(self, mark: Outline) -> tuple[slice, slice]:
        """Return the rows and columns that a mark can reach."""
        points = np.concatenate(mark.pieces) * self.factor
        margin = mark.width * self.factor / 2 + 1
        (left, top), (right, bottom) = points.min(0) - margin, points.max(0) + margin
        return (
            slice(int(max(0, top)), int(max(0, min(self._height, bottom + 1)))),
            slice(int(max(0, left)), int(max(0, min(self._width, right + 1)))),
        )

    def agreement(self, paper: tuple[float, ...]) -> tuple[float, float]:
        """Return the ink F1 of the drawing and the picture outside what was taken over, and the pixels of ink."""
        background = np.rint(np.array(paper[:3]) * 255).astype(np.int16)
        drawn, given = (np.abs(each.astype(np.int16) - background).max(2) > 40 for each in (self.pixels[..., :3], self.given))
        ink = float(given.sum())
        drawn, given = drawn & ~self._taken, given & ~self._taken
        if not drawn.any() and not given.any():
            return 1.0, ink
        near = np.ones((2 * TOLERANCE + 1, 2 * TOLERANCE + 1), np.bool_)
        free = ~self._taken
        met = float((drawn & binary_dilation(given | self._taken, near)).sum()) / max(1, drawn.sum())
        found = float((given & binary_dilation(drawn | self._taken, near)).sum()) / max(1, given.sum())
        del free
        return (2 * met * found / (met + found) if met + found else 0.0), ink


def redraw(listed: ElementList, drawn: Sequence[Mark], samples: Sequence[NDArray[np.float64] | None], picture: Rgb) -> Seen:
    """Draw marks again and see what of them shows.

    Args:
        listed: where the marks come from.
        drawn: the marks, in order.
        samples: for each mark, points `(n, 2)` on its line, in pixels of the picture; None where there is no line.
        picture: `(height, width, 3)`.
    """
    canvas = Redrawing(listed, picture)
    points = np.concatenate([each for each in samples if each is not None] or [np.zeros((0, 2))])
    rows, columns, inside = canvas.places(points)
    under = np.zeros((len(points), 3), np.int16)
    after = np.zeros((len(points), 3), np.int16)
    fills: list[tuple[slice, slice, NDArray[np.bool_], NDArray[np.uint8]] | None] = []
    start = 0
    for mark, own in zip(drawn, samples, strict=True):
        count = 0 if own is None else len(own)
        span = slice(start, start + count)
        start += count
        place = rows[span], columns[span]
        if count:
            under[span] = canvas.pixels[place][:, :3]
        fill = None
        if isinstance(mark, Outline) and mark.face is not None:
            region = canvas.region(mark)
            before = canvas.pixels[region].copy()
            canvas.draw(mark)
            now = canvas.pixels[region]
            changed = _differ(now[..., :3], before[..., :3])
            if changed.any():
                fill = (*region, changed, now.copy())
        else:
            canvas.draw(mark)
        if count:
            after[span] = canvas.pixels[place][:, :3]
        fills.append(fill)
    end = canvas.pixels[rows, columns][:, :3].astype(np.int16)
    visible = inside & _differ(after, under) & ~_differ(after, end)
    masks = [None if fill is None else _surviving(canvas, *fill) for fill in fills]
    paper = tuple(value / 255 for value in bytes.fromhex(listed.paper)) if listed.paper else (1.0, 1.0, 1.0, 1.0)
    shown = tuple(value * paper[3] + 1 - paper[3] for value in paper[:3])
    agreement, ink = canvas.agreement(shown)
    ends = np.cumsum([0 if own is None else len(own) for own in samples])[:-1]
    return Seen(np.split(visible, ends), masks, canvas.pixels[..., :3].copy(), canvas.factor, agreement, ink)


def compound(pieces: Sequence[NDArray[np.float64]], closed: Sequence[bool]) -> Path:
    """Return pieces as one path."""
    vertices, codes = [], []
    for points, ends in zip(pieces, closed, strict=True):
        if not len(points):
            continue
        own = np.full(len(points) + ends, Path.LINETO, np.uint8)
        own[0] = Path.MOVETO
        if ends:
            own[-1] = Path.CLOSEPOLY
            points = np.concatenate([points, points[:1]])
        vertices.append(points)
        codes.append(own)
    return Path(np.concatenate(vertices), np.concatenate(codes))


def _differ(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    return np.abs(one.astype(np.int16) - other).max(axis=-1) > SEEN  # type: ignore[no-any-return]


def _surviving(
    canvas: Redrawing, rows: slice, columns: slice, changed: NDArray[np.bool_], now: Pixels
) -> tuple[int, int, NDArray[np.bool_]]:
    return columns.start, rows.start, changed & ~_differ(canvas.pixels[rows, columns, :3], now[..., :3])


def _box_of(points: NDArray[np.float64]) -> tuple[float, float, float, float]:
    (left, top), (right, bottom) = points.min(0), points.max(0)
    return left, top, right, bottom
