"""The canonical picture: trimmed to its ink and letterboxed to a square, whatever canvas, dpi and margins."""

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
from PIL import Image

from stem2code_eval.figure.decode import WORKING_SIDE, Planes, Rgb, rgb_of
from stem2code_eval.figure.ink import INK_DELTA_E, Colour, Mask
from stem2code_eval.figure.page import Page

SIDE = 512
"""Pixels; the side of a canonical picture."""

MARGIN = 16
"""Pixels of paper on every side of the ink: more than any window or tolerance of a metric reaches."""

INK_SIDE = 256
"""Pixels; the side of the coarser ink grid on which distances are taken."""

COVERAGE = 0.1
"""Share of a canonical pixel that ink must cover; low, so that a hairline survives a reduction."""

PARAMETERS = {
    "paper": "white",
    "ink": "CIEDE2000 to the border's modal colour",
    "ink_delta_e": INK_DELTA_E,
    "working_side": WORKING_SIDE,
    "side": SIDE,
    "margin": MARGIN,
    "ink_side": INK_SIDE,
    "coverage": COVERAGE,
    "resampling": "pillow bilinear with antialiasing; ink by area",
}
"""What fixes the canonical picture, for manifests and keys."""


@dataclass(frozen=True, slots=True)
class Motion:
    """How a candidate is moved onto its reference: scaled about the square's centre, then shifted."""

    scale: float = 1.0
    dx: float = 0.0
    """To the right, as a share of the side."""
    dy: float = 0.0
    """Downwards, as a share of the side."""


STAY = Motion()


@dataclass(frozen=True, slots=True, eq=False)
class Canonical:
    """A canonical picture; without ink it is a blank square of the page's colour."""

    planes: Planes
    """Of a grey picture a single one; each `(SIDE, SIDE)`."""
    ink: Mask
    """`(SIDE, SIDE)`."""
    coarse_ink: Mask
    """`(INK_SIDE, INK_SIDE)`; True where any of the pixels below is ink."""

    @property
    def rgb(self) -> Rgb:
        """`(SIDE, SIDE, 3)`."""
        return np.stack(self.planes if len(self.planes) == 3 else 3 * self.planes, axis=2)

    @property
    def has_ink(self) -> bool:
        """True unless the picture is blank."""
        return bool(self.ink.any())


def canonicalise(page: Page, motion: Motion = STAY) -> Canonical:
    """Trim `page` to its ink and resample it once into the canonical square, moved by `motion`.

    The longer side of the ink's box becomes `SIDE - 2 * MARGIN` pixels; the box is centred.
    """
    if page.box is None:
        return _blank(page)
    left, top, right, bottom = page.box
    square = max(right - left, bottom - top) * SIDE / (SIDE - 2 * MARGIN)
    window = square / motion.scale
    corner = (right - left - window) / 2 - motion.dx * window, (bottom - top - window) / 2 - motion.dy * window
    grey = len(page.planes) == 1 and len(set(page.colour)) == 1
    picture = Image.fromarray(page.planes[0]) if grey else rgb_of(page.planes)
    paper = page.colour[0] if grey else page.colour
    moved = _resample(picture, paper, (left, top), corner, window, Image.Resampling.BILINEAR)
    ink = Image.fromarray(page.ink.view(np.uint8) * np.uint8(255))
    cover = np.asarray(_resample(ink, 0, (left, top), corner, window, Image.Resampling.BOX))
    return _assemble(moved, cover >= math.ceil(COVERAGE * 255))


def _blank(page: Page) -> Canonical:
    return _assemble(Image.new("RGB", (SIDE, SIDE), page.colour), np.zeros((SIDE, SIDE), np.bool_))


def _assemble(picture: Image.Image, ink: Mask) -> Canonical:
    ratio = SIDE // INK_SIDE
    bands = np.logical_or.reduce(ink.reshape(INK_SIDE, ratio, SIDE), axis=1)
    coarse = reduce(np.logical_or, (bands[:, column::ratio] for column in range(ratio)))
    planes = tuple(np.asarray(plane) for plane in picture.split())
    return Canonical(planes, ink, coarse)


def _resample(
    picture: Image.Image,
    paper: Colour | int,
    start: tuple[int, int],
    corner: tuple[float, float],
    window: float,
    method: Image.Resampling,
) -> Image.Image:
    """Return the square window of `picture` whose corner lies at `start` and `corner` together, `paper` beyond.

    Where between two pixels the window begins hangs on `corner` alone: a drawing gives the same wherever it lies.
    """
    x0, y0 = (math.floor(value) for value in corner)
    size = math.ceil(window) + 2
    padded = Image.new(picture.mode, (size, size), paper)
    padded.paste(picture, (-start[0] - x0, -start[1] - y0))
    fx, fy = corner[0] - x0, corner[1] - y0
    return padded.resize((SIDE, SIDE), method, box=(fx, fy, fx + window, fy + window))
