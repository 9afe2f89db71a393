"""Is an element list what was drawn, and is what was drawn a drawing? The rules against pasted pixels and forged lists.

A list whose redrawing is not the picture is `tampered`. A candidate whose ink comes from pixels (an image, a fine
mesh, hundreds of specks, hundreds of packed bars) where the reference was drawn is `raster`: its pixels are then no
structure.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation

from stem2code_eval.figure.decode import Rgb
from stem2code_eval.figure.elements.marks import Mark, Outline
from stem2code_eval.figure.elements.scene import Scene

TAMPERED = "tampered"
"""Flag, and outcome, of a candidate whose element list is not what its picture shows."""
RASTER = "raster"
"""Flag of a candidate that shows pixels where the reference has lines and shapes."""
UNTRACED = "untraced"
"""Flag of a candidate that has a picture but no element list."""

LEAST_AGREEMENT = 0.9
"""Ink F1 of a list drawn again with its picture, from which the list is believed."""
SPECK = 0.025
"""Share of the longer side below which a piece is a speck (in both directions) or thin (in one)."""
MANY = 150
"""Specks, or packed bars, from which they are taken for pixels."""
MANY_IN_REFERENCE = 50
"""The same where the reference's own are looked at: a scatter of 140 points may come back as one of 160."""
RASTER_SHARE = 0.20
"""Share of the candidate's ink that has to come from pixels for the flag ..."""
DRAWN_SHARE = 0.05
"""... where less than this of the reference's does."""
PACKED = 1.4
"""Bars whose middles are no farther apart than this many thicknesses lie side by side, as the rows of an image do."""
INKED = 40
"""Levels of 255 by which ink differs from the paper."""
_TOLERANCE = 2
"""Pixels."""

PARAMETERS: dict[str, Any] = {
    "least_agreement": LEAST_AGREEMENT,
    "speck": SPECK,
    "many": MANY,
    "many_in_reference": MANY_IN_REFERENCE,
    "raster_share": RASTER_SHARE,
    "drawn_share": DRAWN_SHARE,
    "packed": PACKED,
    "inked": INKED,
}

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


def agreement(scene: Scene, picture: Rgb) -> float:
    """Return how far a scene, drawn again, is its picture, 0 to 1.

    Of a list that was cut, only what is in it can be asked for: the share of its ink that the picture has.

    Args:
        scene: what the list says.
        picture: `(height, width, 3)`.
    """
    if not scene.cut:
        return scene.redrawn.agreement
    height, width = scene.redrawn.pixels.shape[:2]
    small = np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))
    drawn = _ink(scene, scene.redrawn.pixels)
    near = np.ones((2 * _TOLERANCE + 1, 2 * _TOLERANCE + 1), np.bool_)
    given = binary_dilation(_ink(scene, small), near)
    return float((drawn & given).sum() / max(1, drawn.sum()))


def raster_flag(reference: Scene, candidate: Scene) -> bool:
    """Say whether the candidate shows pixels where the reference has lines and shapes."""
    return raster_share(candidate) > RASTER_SHARE and raster_share(reference, MANY_IN_REFERENCE) < DRAWN_SHARE


def raster_share(scene: Scene, many: int = MANY) -> float:
    """Return the share of a figure's ink that lies in images, fine meshes, specks and packed bars, 0 to 1.

    Args:
        scene: the figure.
        many: how many specks, or packed bars, count.
    """
    covered = _covered(scene, many)
    return float((covered & _ink(scene, scene.redrawn.pixels)).sum() / max(1.0, scene.redrawn.ink))


def without_pixels(scene: Scene, many: int = MANY) -> Scene:
    """Return a scene without the lines and fillings of its images, meshes, specks and packed bars.

    The images stay as such, and are compared as images.
    """
    pieces = _pieces(scene.marks)
    pixel = _is_pixel(scene, pieces, many)
    dropped = np.zeros(len(scene.marks), np.bool_)
    if pixel.any():
        count = np.bincount(pieces.mark, minlength=len(scene.marks))
        found = np.bincount(pieces.mark[pixel], minlength=len(scene.marks))
        dropped = (found >= many) | (2 * found > count)
    pixels = scene.redrawn.pixels.copy()
    pixels[_covered(scene, many)] = np.rint(scene.paper).astype(np.uint8)
    return replace(
        scene, samples=scene.samples.kept(~dropped[scene.samples.mark]), redrawn=replace(scene.redrawn, pixels=pixels)
    )


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The boxes of all pieces of all outlines, with their lines' widths."""

    mark: NDArray[np.intp]
    low: Array
    """`(n, 2)`, pixels."""
    high: Array

    @property
    def size(self) -> Array:
        return self.high - self.low


def _pieces(marks: Sequence[Mark]) -> _Pieces:
    points: list[Array] = []
    owner: list[int] = []
    grown: list[float] = []
    for number, mark in enumerate(marks):
        if isinstance(mark, Outline):
            kept = [piece for piece in mark.pieces if len(piece)]
            points += kept
            owner += [number] * len(kept)
            grown += [mark.width / 2 if mark.edge is not None else 0.0] * len(kept)
    if not points:
        return _Pieces(np.zeros(0, np.intp), np.zeros((0, 2)), np.zeros((0, 2)))
    start = np.cumsum([0, *(len(piece) for piece in points[:-1])])
    every, half = np.concatenate(points), np.array(grown)[:, None]
    return _Pieces(np.array(owner), np.minimum.reduceat(every, start) - half, np.maximum.reduceat(every, start) + half)


def _is_pixel(scene: Scene, pieces: _Pieces, many: int) -> Mask:
    """Say of each piece whether it is one of many specks or packed bars."""
    small = pieces.size < SPECK * max(scene.width, scene.height)
    specks: Mask = np.asarray(small.all(axis=1))
    found = specks.copy() if specks.sum() > many else np.zeros_like(specks)
    for across in (0, 1):
        bars = np.flatnonzero(small[:, across])
        if len(bars) > many:
            packed = bars[_packed(pieces.low[bars], pieces.high[bars], across)]
            if len(packed) > many:
                found[packed] = True
    return found


def _packed(low: Array, high: Array, across: int) -> Mask:
    """Say of each bar whether another lies beside it without a gap, like the next row of an image.

    Args:
        low: corners, `(n, 2)`.
        high: opposite corners.
        across: the axis along which the bars are thin.
    """
    middle = (low[:, across] + high[:, across]) / 2
    order = np.argsort(middle, kind="stable")
    middle, low, high = middle[order], low[order], high[order]
    thick = high[:, across] - low[:, across]
    first, last = low[:, 1 - across], high[:, 1 - across]
    begin = np.searchsorted(middle, middle + 0.3 * thick, "right")
    end = np.searchsorted(middle, middle + PACKED * thick + 0.5, "right")
    found = np.zeros(len(order), np.bool_)
    for number in np.flatnonzero(end > begin):
        beside = slice(begin[number], end[number])
        touching = (first[beside] <= last[number] + 1) & (last[beside] >= first[number] - 1)
        alike = thick[beside] < 2 * thick[number] + 1
        if (touching & alike).any():
            found[number] = True
            found[beside] |= touching & alike
    back = np.zeros(len(order), np.bool_)
    back[order] = found
    return back


def _covered(scene: Scene, many: int) -> Mask:
    """Return where the redrawn picture holds images, meshes, specks or packed bars."""
    pieces = _pieces(scene.marks)
    pixel = _is_pixel(scene, pieces, many)
    low = [pieces.low[pixel], *(area.box[:1] for area in scene.areas)]
    high = [pieces.high[pixel], *(area.box[1:] for area in scene.areas)]
    covered = np.zeros(scene.redrawn.pixels.shape[:2], np.bool_)
    size = np.array(covered.shape[::-1])
    factor = scene.redrawn.factor
    start = np.clip(np.floor(np.concatenate(low) * factor) - 1, 0, size).astype(np.intp)
    end = np.clip(np.ceil(np.concatenate(high) * factor) + 1, 0, size).astype(np.intp)
    for (left, top), (right, bottom) in zip(start, end, strict=True):
        covered[top:bottom, left:right] = True
    return covered


def _ink(scene: Scene, pixels: NDArray[np.uint8]) -> Mask:
    paper = np.rint(scene.paper).astype(np.int16)
    return np.asarray(np.abs(pixels.astype(np.int16) - paper).max(axis=2) > INKED)
