"""The canonical picture: trimmed to its ink and letterboxed to a square, whatever canvas, dpi and margins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from stem2code_eval.figure.decode import WORKING_SIDE, Rgb
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

    rgb: Rgb
    """`(SIDE, SIDE, 3)`."""
    ink: Mask
    """`(SIDE, SIDE)`."""
    coarse_ink: Mask
    """`(INK_SIDE, INK_SIDE)`; True where any of the pixels below is ink."""

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
    x0 = (left + right) / 2 - motion.dx * window - window / 2
    y0 = (top + bottom) / 2 - motion.dy * window - window / 2
    bilinear, area = Image.Resampling.BILINEAR, Image.Resampling.BOX
    rgb = _resample(page.rgb, page.colour, (x0, y0), window, bilinear)
    cover = _resample(page.ink.view(np.uint8), 0, (x0, y0), window, area, gain=255)
    return _assemble(rgb, np.asarray(cover >= COVERAGE * 255))


def _blank(page: Page) -> Canonical:
    rgb = np.full((SIDE, SIDE, 3), page.colour, np.uint8)
    return _assemble(rgb, np.zeros((SIDE, SIDE), np.bool_))


def _assemble(rgb: Rgb, ink: Mask) -> Canonical:
    ratio = SIDE // INK_SIDE
    coarse = ink.reshape(INK_SIDE, ratio, INK_SIDE, ratio).any(axis=(1, 3))
    return Canonical(rgb, ink, np.asarray(coarse))


def _resample(
    pixels: NDArray[np.uint8],
    paper: Colour | int,
    corner: tuple[float, float],
    window: float,
    method: Image.Resampling,
    gain: int = 1,
) -> NDArray[np.uint8]:
    """Return the square window of `pixels` at `corner` as `SIDE` x `SIDE` pixels, with `paper` beyond."""
    x0, y0 = (int(np.floor(value)) for value in corner)
    size = int(np.ceil(window)) + 2
    height, width = pixels.shape[:2]
    left, right = min(max(x0, 0), width), min(max(x0 + size, 0), width)
    top, bottom = min(max(y0, 0), height), min(max(y0 + size, 0), height)
    part = Image.fromarray(pixels[top:bottom, left:right] * np.uint8(gain))
    padded = Image.new(part.mode, (size, size), paper)
    padded.paste(part, (left - x0, top - y0))
    fx, fy = corner[0] - x0, corner[1] - y0
    return np.asarray(padded.resize((SIDE, SIDE), method, box=(fx, fy, fx + window, fy + window)))
