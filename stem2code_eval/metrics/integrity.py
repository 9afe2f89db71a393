"""Is an element list what was drawn, and is what was drawn a drawing? The rules against pasted pixels and forged lists.

A list whose redrawing is not the picture is `tampered`. A candidate whose ink comes from pixels (an image, a fine
mesh, hundreds of specks, hundreds of packed bars) where the reference was drawn is `raster`: its pixels are then no
structure.
"""

from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stem2code_eval.figure.decode import Rgb, planes_of
from stem2code_eval.figure.elements.marks import Writing
from stem2code_eval.figure.elements.redraw import INKED, TOLERANCE, inked
from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.figure.ink import dilated
from stem2code_eval.metrics import specks
from stem2code_eval.metrics.specks import Mask, Pieces, pieces_of, pixels_among


@dataclass(frozen=True, slots=True)
class Rule:
    """When a figure is taken for pixels."""

    many: int
    """So many specks and bars have to be there for these to count; of the reference half of them."""
    share: float
    """More than this share of the candidate's ink lies in what counts ..."""
    reference: float
    """... and less than this of the reference's."""


TAMPERED = "tampered"
"""Flag, and outcome, of a candidate whose element list is not what its picture shows."""
RASTER = "raster"
"""Flag of a candidate that shows pixels where the reference has lines and shapes."""
UNTRACED = "untraced"
"""Flag of a candidate that has a picture but no element list."""

LEAST_AGREEMENT = 0.9
"""Ink F1 of a list drawn again with its picture, from which the list is believed."""
PARTLY = Rule(many=300, share=0.20, reference=0.05)
"""Part of the figure is pixels: images, fine meshes, and specks and bars that lie side by side."""
MOSTLY = Rule(many=40, share=0.75, reference=0.35)
"""Nearly all of it is; then specks that lie apart count as well."""
WRITTEN = 0.35
"""Share of the canvas that texts may cover; what is below more text than that cannot be told from letters."""

PARAMETERS: dict[str, Any] = {
    "least_agreement": LEAST_AGREEMENT,
    "specks": specks.PARAMETERS,
    "partly": asdict(PARTLY),
    "mostly": asdict(MOSTLY),
    "written": WRITTEN,
    "inked": INKED,
}


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
    given = dilated(_ink(scene, small), TOLERANCE)
    return float((drawn & given).sum() / drawn.sum()) if drawn.any() else 1.0


def raster_flag(reference: Scene, candidate: Scene) -> bool:
    """Say whether the candidate shows pixels where the reference has lines and shapes."""
    mine, own = _Suspects(reference), _Suspects(candidate)
    return any(
        own.share(rule.many, rule is MOSTLY) > rule.share
        and mine.share(rule.many // 2, rule is MOSTLY) < rule.reference
        for rule in (PARTLY, MOSTLY)
    )


class _Suspects:
    """What of a figure may be pixels."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    @cached_property
    def _pieces(self) -> Pieces:
        return pieces_of(self._scene.marks)

    @cached_property
    def _written(self) -> Mask | None:
        """Where letters may hide what is below, if these places are most of the canvas."""
        written = _written(self._scene)
        return written if np.count_nonzero(written) / written.size > WRITTEN else None

    def share(self, many: int, loose: bool) -> float:
        """Return the share of the figure's ink that lies in images, fine meshes, specks and packed bars, 0 to 1.

        Ink that a list does not account for, since it was cut or since texts cover most of the canvas, counts as well.

        Args:
            many: how many specks and bars have to be there to count.
            loose: count specks that lie apart too.
        """
        scene, written = self._scene, self._written
        pixel = pixels_among(self._pieces, _side(scene), many, loose)
        if not scene.areas and not pixel.any() and written is None and not scene.cut:
            return 0.0
        drawn, total = _ink(scene, scene.redrawn.pixels), max(1.0, scene.redrawn.ink)
        covered = _covered(scene, self._pieces, pixel)
        if written is not None:
            covered |= written
        if written is not None or scene.cut:
            return float(1 - min(1.0, (drawn & ~covered).sum() / total))
        return float((drawn & covered).sum() / total)


def without_pixels(scene: Scene) -> Scene:
    """Return a scene without the lines and fillings of its images, meshes, specks and packed bars.

    The images stay as such, and are compared as images.
    """
    pieces = pieces_of(scene.marks)
    pixel = pixels_among(pieces, _side(scene), MOSTLY.many, loose=True)
    count = np.bincount(pieces.mark, minlength=len(scene.marks))
    found = np.bincount(pieces.mark[pixel], minlength=len(scene.marks))
    dropped = (found >= MOSTLY.many) | (2 * found > count)
    pixels = scene.redrawn.pixels.copy()
    pixels[_covered(scene, pieces, pixel)] = np.rint(scene.paper).astype(np.uint8)
    return replace(
        scene,
        samples=scene.samples.kept(~dropped[scene.samples.mark]),
        redrawn=replace(scene.redrawn, pixels=pixels, grey=False),
    )


def _covered(scene: Scene, pieces: Pieces, pixel: Mask) -> Mask:
    """Return where the redrawn picture holds images, meshes, specks or packed bars."""
    low = [pieces.low[pixel], *(area.box[:1] for area in scene.areas)]
    high = [pieces.high[pixel], *(area.box[1:] for area in scene.areas)]
    return _painted(scene, np.concatenate(low), np.concatenate(high))


def _written(scene: Scene) -> Mask:
    """Return where the redrawn picture may hold letters, which are not drawn again."""
    boxes = [mark.box for mark in scene.marks if isinstance(mark, Writing)]
    if not boxes:
        return np.zeros(scene.redrawn.pixels.shape[:2], np.bool_)
    return _painted(scene, np.array([box.min(axis=0) for box in boxes]), np.array([box.max(axis=0) for box in boxes]))


def _painted(scene: Scene, low: NDArray[np.float64], high: NDArray[np.float64]) -> Mask:
    """Return the cells of the redrawn picture within boxes, `(n, 2)` each, in pixels of the picture."""
    found = np.zeros(scene.redrawn.pixels.shape[:2], np.bool_)
    size = np.array(found.shape[::-1])
    start = np.clip(np.floor(low * scene.redrawn.factor) - 1, 0, size).astype(np.intp)
    end = np.clip(np.ceil(high * scene.redrawn.factor) + 1, 0, size).astype(np.intp)
    for (left, top), (right, bottom) in zip(start, end, strict=True):
        found[top:bottom, left:right] = True
    return found


def _side(scene: Scene) -> float:
    return float(max(scene.width, scene.height))


def _ink(scene: Scene, pixels: NDArray[np.uint8]) -> Mask:
    return inked(planes_of(pixels), scene.paper)
