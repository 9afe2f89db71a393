"""Small places that look different in two figures whose lines agree: an emptied colour bar, one bar in another colour.

Broad areas are compared as fillings and lines as strokes. What is left is smaller than a filling and no line, and only
where most of a figure lies where it should can pixels tell that it is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import find_objects, label

from stem2code_eval.figure.elements.dashes import SOLID
from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.figure.ink import dilated
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.fillings import ALIKE, REACH
from stem2code_eval.metrics.structure.kernel import EXACT, Array
from stem2code_eval.metrics.structure.style import same_colour

COARSE = 64
"""Cells a side at least."""
FINE = 320
"""Cells a side, over the reference and a twentieth around it: 0.34 % of the side each."""
PIXELS = 2.0
"""Pixels of the redrawn pictures that a cell has at least; there are fewer cells of a small picture."""
LEAST = 6
"""Cells of a place that is looked at."""
MOST = 200
"""Places of one kind that are looked at."""
CHANGED = 0.75
"""Share of what is different in a place by which it and its rim must differ on the whole."""

Cells = NDArray[np.bool_]
"""`(n, n)`, `FINE` cells a side or fewer."""
Planes = list[NDArray[np.uint8]]
"""Red, green and blue, `(n, n)` each."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Places of one kind, `(n,)` each."""

    weight: Array
    """Square root of the size, as a share of the side."""
    alike: Array
    """How alike the middle colours of both figures are, 0 to 1."""
    box: Array
    """`(n, 2, 2)`: upper left and lower right corner, in the common frame."""

    def outside(self, boxes: Sequence[tuple[Array, Array]]) -> "Places":
        """Return the places whose middles are in none of some boxes, given as their corners."""
        middle = self.box.mean(axis=1)
        left = np.ones(len(middle), np.bool_)
        for low, high in boxes:
            left &= ~((middle > low) & (middle < high)).all(axis=1)
        return Places(self.weight[left], self.alike[left], self.box[left])


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """Where two figures look different."""

    lost: Places
    """What the reference is filled with, and the candidate shows its paper there."""
    extra: Places
    """The reverse."""
    recoloured: Places
    """What is filled in both, with different colours."""


def find_spots(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame, rough: float, known: Cells) -> Spots:
    """Return the places that look different, none where most of the figure is off by more than `EXACT`.

    All counts where most is off by half of this at most. Left out are dashed lines, as where a dash begins is no
    matter, and what is off the reference's canvas: how far a line goes on there cannot be known.

    Args:
        reference: one figure.
        candidate: the other.
        fixed: the reference's frame.
        moved: the candidate's frame.
        rough: how far most of the figure is off, as a share of the side.
        known: cells of what is told of as a filling already, on any grid of the same extent.
    """
    heavy = float(np.clip(2 - 2 * rough / EXACT, 0, 1))
    if not heavy:
        return _told(np.zeros((FINE, FINE), np.bool_), (), (), 0.0)
    pixels = min(scene.redrawn.factor / frame.scale for scene, frame in ((reference, fixed), (candidate, moved)))
    count = int(np.clip(2 * REACH * pixels / PIXELS, COARSE, FINE))
    mine, theirs = _planes(reference, fixed, count), _planes(candidate, moved, count)
    suspect = _opened(_apart(mine, theirs))
    differs = _opened(_out_of_range(mine, theirs, suspect) | _out_of_range(theirs, mine, suspect))
    if differs.any():
        differs &= _canvas(reference, fixed, count)
        differs &= ~(_as_fine(known, count) | _dashed(reference, fixed, count) | _dashed(candidate, moved, count))
    return _told(differs, (mine, theirs), (reference.paper, candidate.paper), heavy)


def _canvas(scene: Scene, frame: Frame, count: int) -> Cells:
    """Return the cells that lie on a figure's canvas."""
    middle = (np.arange(count) + 0.5) / count * 2 * REACH - REACH
    column, row = frame.back(np.column_stack([middle, middle])).T
    return np.asarray(((row > 0) & (row < scene.height))[:, None] & ((column > 0) & (column < scene.width)))


def _dashed(scene: Scene, frame: Frame, count: int) -> Cells:
    """Return the cells that dashed lines run through, and those beside them."""
    found = np.zeros((count, count), np.bool_)
    which = np.flatnonzero(scene.line_dashes > SOLID)
    half = np.maximum(scene.line_widths[which], scene.samples.length[which]) * frame.scale / 2
    reach = np.ceil(half / (2 * REACH) * count).astype(np.intp) + 1
    cells = ((frame(scene.samples.points[which]) + REACH) / (2 * REACH) * count).astype(np.intp)
    for far in np.unique(reach):
        column, row = cells[reach == far].clip(0, count - 1).T
        lines = np.zeros_like(found)
        lines[row, column] = True
        found |= dilated(lines, int(far))
    return found


def _planes(scene: Scene, frame: Frame, count: int) -> Planes:
    """Return the mean colours of cells in the common frame, by channel; paper outside the canvas."""
    pixels, factor = scene.redrawn.pixels, scene.redrawn.factor
    height, width = pixels.shape[:2]
    line = np.arange(count + 1) / count * 2 * REACH - REACH
    column, row = (frame.back(np.column_stack([line, line])) * factor).T
    found = [np.full((count, count), round(level), np.uint8) for level in scene.paper]
    (left, right), (top, bottom) = _inside(column, width), _inside(row, height)
    if left < right and top < bottom:
        box = (float(column[left]), float(row[top]), float(column[right]), float(row[bottom]))
        image = Image.fromarray(pixels[..., 0].copy()) if scene.redrawn.grey else _image(pixels)
        cells = np.asarray(image.resize((right - left, bottom - top), Image.Resampling.BOX, box=box))
        for channel, plane in enumerate(found):
            plane[top:bottom, left:right] = cells if scene.redrawn.grey else cells[..., channel]
    return found


def _image(pixels: NDArray[np.uint8]) -> Image.Image:
    """Return pixels, `(height, width, 3)`, as an image; at once where they are part of pixels with a fourth channel."""
    height, width = pixels.shape[:2]
    whole = pixels.base
    if isinstance(whole, np.ndarray) and whole.shape == (height, width, 4) and whole.flags.c_contiguous:
        return Image.frombuffer("RGB", (width, height), whole, "raw", "RGBX", 0, 1)
    return Image.fromarray(np.ascontiguousarray(pixels))


def _inside(edges: Array, size: int) -> tuple[int, int]:
    """Return the first and the last of rising edges of cells that are between 0 and a size."""
    return int(np.searchsorted(edges, 0)), int(np.searchsorted(edges, size, side="right")) - 1


def _far(one: NDArray[np.uint8], other: NDArray[np.uint8] | np.uint8) -> NDArray[np.uint8]:
    return np.asarray(np.maximum(one, other) - np.minimum(one, other))


def _apart(mine: Planes, theirs: Planes) -> Cells:
    far = [_far(one, other) > ALIKE for one, other in zip(mine, theirs, strict=True)]
    return np.asarray(far[0] | far[1] | far[2])


def _opened(cells: Cells) -> Cells:
    """Return the cells that a square of two by two different ones covers; what is thinner is a line or an edge."""
    rows = cells[:-1] & cells[1:]
    squares = rows[:, :-1] & rows[:, 1:]
    found = np.zeros_like(cells)
    for down in (slice(None, -1), slice(1, None)):
        found[down, :-1] |= squares
        found[down, 1:] |= squares
    return found


def _out_of_range(near: Planes, far: Planes, which: Cells) -> Cells:
    """Say of some cells whether no mixture of the other figure's colours around their place is their colour.

    A mixture is between the others in every channel, and in the difference of any two.
    """
    rows, columns = np.nonzero(which)
    steps = [-1, 0, 1]
    down = (rows[:, None] + steps).clip(0, len(which) - 1)[:, :, None]
    across = (columns[:, None] + steps).clip(0, len(which) - 1)[:, None, :]
    own = [plane[rows, columns].astype(np.int16) for plane in near]
    around = [plane[down, across].reshape(len(rows), 9).astype(np.int16) for plane in far]
    out = np.zeros(len(rows), np.bool_)
    for first in range(3):
        after = (first + 1) % 3
        for here, there in ((own[first], around[first]), (own[first] - own[after], around[first] - around[after])):
            out |= (here < there.min(axis=1, initial=512) - ALIKE) | (here > there.max(axis=1, initial=-512) + ALIKE)
    found = np.zeros_like(which)
    found[rows[out], columns[out]] = True
    return found


def _as_fine(cells: Cells, count: int) -> Cells:
    """Return a coarser grid of the same extent on one of so many cells a side."""
    place = np.arange(count) * len(cells) // count
    return np.asarray(cells[place][:, place])


def _told(cells: Cells, colours: tuple[Planes, ...], papers: tuple[Sequence[float], ...], heavy: float) -> Spots:
    """Return the connected places among some cells.

    Nothing is in a place whose middle colour is nearer to the paper than to what the other figure has there.
    """
    kinds: dict[str, list[int]] = {"lost": [], "extra": [], "recoloured": []}
    boxes: list[list[list[int]]] = []
    sizes: list[int] = []
    middles: list[list[list[float]]] = []
    regions, _ = label(cells) if cells.any() else (cells.astype(np.int32), 0)
    for number, box in enumerate(find_objects(regions)[:MOST], start=1):
        where = regions[box] == number
        if where.sum() < LEAST or not _is_changed(colours, box, where):
            continue
        middle = [[float(np.median(plane[box][where])) for plane in side] for side in colours]
        apart = _most(middle[0], middle[1])
        blank, their_blank = (_most(*pair) < apart for pair in zip(middle, papers, strict=True))
        kinds["recoloured" if blank == their_blank else "extra" if blank else "lost"].append(len(boxes))
        sizes.append(int(where.sum()))
        boxes.append([[box[1].start, box[0].start], [box[1].stop, box[0].stop]])
        middles.append(middle)
    one, other = np.reshape(middles, (-1, 2, 3)).astype(float).transpose(1, 0, 2)
    weight = heavy * np.sqrt(np.sqrt(np.array(sizes, float)) / len(cells) * 2 * REACH)
    corners = np.reshape(boxes, (-1, 2, 2)) / len(cells) * 2 * REACH - REACH
    alike = same_colour(one, other)
    which = [np.array(found, np.intp) for found in kinds.values()]
    return Spots(*(Places(weight[found], alike[found], corners[found]) for found in which))


def _is_changed(colours: tuple[Planes, ...], box: tuple[slice, ...], where: Cells) -> bool:
    """Say whether a place and the cells around it differ on the whole.

    Where thin lines cross, they fall into one cell or halves of them into two: nothing is lost and nothing more.
    """
    rows, columns = (slice(max(0, side.start - 1), side.stop + 1) for side in box)
    around = np.pad(where, [(side.start - wide.start, 1) for side, wide in zip(box, (rows, columns), strict=True)])
    around = dilated(around, 1)[: colours[0][0][rows].shape[0], : colours[0][0][:, columns].shape[1]]
    gross, net = [], []
    for one, other in zip(*colours, strict=True):
        apart = one[rows, columns].astype(np.int32) - other[rows, columns]
        net.append(abs(int(apart[around].sum())))
        gross.append(int(np.abs(one[box].astype(np.int32) - other[box])[where].sum()))
    return max(net) >= CHANGED * max(gross)


def _most(one: Sequence[float], other: Sequence[float]) -> float:
    """Return by how much two colours differ in the strongest channel."""
    return float(np.abs(np.subtract(one, other)).max())
