"""Filled areas, compared cell by cell: however many patches they were made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_dilation, binary_opening, label

from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame
from stem2code_eval.metrics.structure.kernel import Array
from stem2code_eval.metrics.structure.style import same_colour

GRID = 128
"""Cells a side, over the reference and a twentieth around it."""
REACH = 0.55
BROAD = 5
"""Cells; narrower areas are told by their borders."""
FILLED = 14
"""Levels of 255 by which a cell must differ from the paper."""


@dataclass(frozen=True, slots=True, eq=False)
class Fillings:
    """Connected areas of one colour of one figure."""

    met: Array
    """Share of each area where the other figure is filled too."""
    weight: Array
    centre: Array
    """`(n, 2)`, in the common frame."""
    size: Array
    """Cells."""


@dataclass(frozen=True, slots=True, eq=False)
class FillingMatch:
    """Fillings of both figures."""

    reference: Fillings
    candidate: Fillings
    colour: float
    """Mean likeness of the colours where both are filled, 0 to 1; 1 where nothing is."""
    shared: int
    """Cells where both are filled."""


def match_fillings(reference: Scene, candidate: Scene, fixed: Frame, moved: Frame) -> FillingMatch:
    """Compare what is filled; a border may be a cell off."""
    line = (np.arange(GRID) + 0.5) / GRID * 2 * REACH - REACH
    cells = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    mine, theirs = _colours(reference, fixed, cells), _colours(candidate, moved, cells)
    one, other = _filled(mine, reference), _filled(theirs, candidate)
    both = (_broad(one) & other) | (one & _broad(other))
    colour = same_colour(mine[both], theirs[both])
    return FillingMatch(
        _areas(mine, _broad(one), other),
        _areas(theirs, _broad(other), one),
        float(colour.mean()) if len(colour) else 1.0,
        int(both.sum()),
    )


def _colours(scene: Scene, frame: Frame, cells: Array) -> NDArray[np.uint8]:
    height, width = scene.redrawn.pixels.shape[:2]
    pixels = np.floor(frame.back(cells) * scene.redrawn.factor).astype(np.intp)
    inside = ((pixels >= 0) & (pixels < (width, height))).all(axis=1)
    pixels[~inside] = 0
    found = scene.redrawn.pixels[pixels[:, 1], pixels[:, 0]]
    found[~inside] = np.rint(scene.paper)
    return found.reshape(GRID, GRID, 3)


def _filled(colours: NDArray[np.uint8], scene: Scene) -> NDArray[np.bool_]:
    return np.abs(colours.astype(float) - scene.paper).max(axis=2) > FILLED  # type: ignore[no-any-return]


def _broad(filled: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells that belong to an area and not to a line or to writing: what a square of `BROAD` cells fits into."""
    return binary_opening(filled, np.ones((BROAD, BROAD), np.bool_))  # type: ignore[no-any-return]


def _areas(colours: NDArray[np.uint8], own: NDArray[np.bool_], other: NDArray[np.bool_]) -> Fillings:
    near = binary_dilation(other, np.ones((3, 3), np.bool_))
    kinds = (colours >> 6).astype(np.int32) @ (16, 4, 1)
    kinds[~own] = -1
    met, size, centre, contrast = [], [], [], []
    for kind in np.unique(kinds[own]):
        regions, count = label(kinds == kind)
        for number in range(1, min(count, 200) + 1):
            places = regions == number
            cells = int(places.sum())
            if cells < 12:
                continue
            met.append(float(near[places].mean()))
            size.append(cells)
            rows, columns = np.nonzero(places)
            centre.append((np.array([columns.mean(), rows.mean()]) + 0.5) / GRID * 2 * REACH - REACH)
            contrast.append(np.clip((255 - float(colours[places].mean(0).min())) / 60, 0.2, 1.0))
    cells = np.array(size, float)
    weight = np.sqrt(np.sqrt(cells) / GRID) * np.array(contrast, float)
    return Fillings(np.array(met, float), weight, np.reshape(centre, (-1, 2)), cells)
