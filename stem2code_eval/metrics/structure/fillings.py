"""Filled areas, compared cell by cell: however many patches they were made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_opening, find_objects, label

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.figure.ink import dilated
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.kernel import Array
from stem2code_eval.metrics.structure.style import same_colour

GRID = 128
"""Cells a side, over the reference and a twentieth around it."""
REACH = 0.55
"""Share of the side from its middle to the edge of the cells."""
_NINE = np.indices((3, 3)).reshape(2, 9)
"""Rows and columns around a cell, where there is a cell more at each edge."""
BROAD = 5
"""Cells; narrower areas are told by their borders."""
NARROW = 3
"""Cells of breadth from which a part that is filled with another colour is looked at."""
ALIKE = 40
"""Levels of 255 by which a channel may differ in one colour."""
LEAST = 12
"""Cells of an area that is looked at."""
MOST = 200
"""Areas of one colour that are looked at."""
FILLED = 14
"""Levels of 255 by which a cell must differ from the paper."""
MOSTLY = 0.9
"""Share of an area from which on it counts as met, whatever is wrong with a small part of it."""
RIM = 2
"""Cells around an area that may be left of it where it is cut to squares."""


@dataclass(frozen=True, slots=True, eq=False)
class Fillings:
    """Connected areas of one colour of one figure."""

    met: Array
    """Share of each area where the other figure is filled too."""
    weight: Array
    box: Array
    """`(n, 2, 2)`: upper left and lower right corner, in the common frame."""
    size: Array
    """Cells."""
    alike: Array
    """How alike the middle colours of both figures are in each area, 0 to 1."""
    unlike: NDArray[np.bool_]
    """`(GRID, GRID)`: cells of the areas that are not quite alike."""
    lost: NDArray[np.bool_]
    """`(GRID, GRID)`: cells of the areas that are less than `MOSTLY` met."""


@dataclass(frozen=True, slots=True, eq=False)
class FillingMatch:
    """Fillings of both figures."""

    reference: Fillings
    candidate: Fillings
    recoloured: tuple[Array, Array]
    """Of areas that are filled in both, but in part with another colour: how alike these are, and their weights."""
    differs: NDArray[np.bool_]
    """`(GRID, GRID)`: cells of these areas."""

    @property
    def known(self) -> NDArray[np.bool_]:
        """Cells of what is wrong with the fillings of either figure, and what is around it; `(GRID, GRID)`."""
        wrong = [each for side in (self.reference, self.candidate) for each in (side.unlike, side.lost)]
        return dilated(np.logical_or.reduce([self.differs, *wrong]), RIM)


def match_fillings(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> FillingMatch:
    """Compare what is filled; a border may be a cell off."""
    mine, theirs = _colours(reference, fixed), _colours(candidate, moved)
    one, other = _filled(mine, reference), _filled(theirs, candidate)
    ours, others = _areas(mine, _broad(one), theirs, other), _areas(theirs, _broad(other), mine, one)
    recoloured, differs = _recoloured(mine, theirs, one & other & ~ours.unlike)
    return FillingMatch(ours, others, recoloured, differs)


def _recoloured(
    mine: NDArray[np.uint8], theirs: NDArray[np.uint8], both: NDArray[np.bool_]
) -> tuple[tuple[Array, Array], NDArray[np.bool_]]:
    """Return how alike the colours are of parts that are filled in both figures with different ones, weights, cells.

    Looked for in `both`: what is filled in both figures and in no area that is another colour as a whole.

    A cell whose colour occurs beside its place in the other figure is the same: borders may be a cell off.
    """
    apart = np.abs(mine.astype(np.int16) - theirs) > ALIKE
    differs = both & (apart[..., 0] | apart[..., 1] | apart[..., 2])
    row, column = np.nonzero(differs)
    unlike = np.zeros(len(row), np.bool_)
    for near, far in ((mine, theirs), (theirs, mine)) if len(row) else ():
        beside = np.pad(far.astype(np.int16), ((1, 1), (1, 1), (0, 0)), "edge")
        around = beside[row[:, None] + _NINE[0], column[:, None] + _NINE[1]]
        own = near[row, column]
        unlike |= ((own < around.min(axis=1) - ALIKE) | (own > around.max(axis=1) + ALIKE)).any(axis=1)
    differs[row, column] = unlike
    regions, count = label(binary_opening(differs, np.ones((NARROW, NARROW), np.bool_)))
    places = [regions == number for number in range(1, min(count, MOST) + 1)]
    colours = [[np.median(side[place], axis=0) for place in places] for side in (mine, theirs)]
    one, other = (np.reshape(side, (-1, 3)).astype(float) for side in colours)
    heavy = np.array([np.sqrt(np.sqrt(place.sum()) / GRID) for place in places])
    return (same_colour(one, other), heavy), np.asarray(regions > 0)


def _colours(scene: Scene, frame: Frame) -> NDArray[np.uint8]:
    height, width = scene.redrawn.pixels.shape[:2]
    line = (np.arange(GRID) + 0.5) / GRID * 2 * REACH - REACH
    column, row = np.floor(frame.back(np.column_stack([line, line])) * scene.redrawn.factor).astype(np.intp).T
    rows, columns = (slice(*np.searchsorted(cells, (0, size))) for cells, size in ((row, height), (column, width)))
    found = np.empty((GRID, GRID, 3), np.uint8)
    found[:] = np.rint(scene.paper)
    found[rows, columns] = scene.redrawn.pixels[np.ix_(row[rows], column[columns])]
    return found


def _filled(colours: NDArray[np.uint8], scene: Scene) -> NDArray[np.bool_]:
    found = np.zeros(colours.shape[:2], np.bool_)
    for channel, level in enumerate(scene.paper):
        found |= np.abs(colours[..., channel] - level) > FILLED
    return found


def _broad(filled: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells of areas, not of lines or writing: those that a square of `BROAD` cells fits into."""
    places = GRID - BROAD + 1
    beside = [slice(step, step + places) for step in range(BROAD)]
    fits = np.logical_and.reduce([filled[rows] for rows in beside])
    fits = np.logical_and.reduce([fits[:, columns] for columns in beside])
    tall, found = np.zeros((GRID, places), np.bool_), np.zeros((GRID, GRID), np.bool_)
    for part in beside:
        tall[part] |= fits
    for part in beside:
        found[:, part] |= tall
    return found


def _areas(
    colours: NDArray[np.uint8], own: NDArray[np.bool_], others: NDArray[np.uint8], other: NDArray[np.bool_]
) -> Fillings:
    near = dilated(other, 1)
    red, green, blue = (colours >> 6).transpose(2, 0, 1)
    kinds = red << 4 | green << 2 | blue
    met, size, boxes, middle, their_middle, cells_of = [], [], [], [], [], []
    for kind in np.unique(kinds[own]):
        regions, _ = label(_broad(own & (kinds == kind)))
        for number, box in enumerate(find_objects(regions)[:MOST], start=1):
            places = regions[box] == number
            if places.sum() < LEAST:
                continue
            met.append(float(near[box][places].mean()))
            cells_of.append((box, places))
            size.append(int(places.sum()))
            boxes.append([[box[1].start, box[0].start], [box[1].stop, box[0].stop]])
            middle.append(np.median(colours[box][places], axis=0))
            their_middle.append(np.median(others[box][places], axis=0))
    shades = np.reshape(middle, (-1, 3)).astype(float)
    contrast = np.clip((255 - shades.min(axis=1)) / 60, 0.2, 1.0) if len(shades) else np.zeros(0)
    cells = np.array(size, float)
    alike = same_colour(shades, np.reshape(their_middle, (-1, 3)).astype(float))
    weight = np.sqrt(np.sqrt(cells) / GRID) * contrast
    corners = np.reshape(boxes, (-1, 2, 2)) / GRID * 2 * REACH - REACH
    unlike, lost = np.zeros_like(own), np.zeros_like(own)
    for (box, places), same, share in zip(cells_of, alike, met, strict=True):
        unlike[box] |= places & (same < 1)
        lost[box] |= places & (share < MOSTLY)
    return Fillings(np.array(met, float), weight, corners, cells, alike, unlike, lost)
