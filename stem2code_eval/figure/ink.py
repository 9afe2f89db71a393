"""What is drawn and what is paper: pixels whose colour differs from a page colour as the eye sees it."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000, rgb2lab

from stem2code_eval.figure.decode import Plane, Rgb, planes_of, rgb_of

Mask = NDArray[np.bool_]
"""`(height, width)`; True where there is ink."""

Colour = tuple[int, int, int]
"""sRGB, 0-255."""

INK_DELTA_E = 10.0
"""CIEDE2000 difference above which a pixel is ink."""

WHITE: Colour = (255, 255, 255)

_COLOURS_AT_ONCE = 1 << 16
_BIN_BITS = 3
"""Colours are counted in bins of 8 levels a channel, so that compression noise does not split one colour."""
_BIN_WEIGHTS = np.array([1024, 32, 1], np.int16)
_BINS = 1 << 15


def difference(colours: NDArray[np.uint8], colour: Colour) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of each of `colours` `(n, 3)` from `colour`; `(n,)`, 0 to about 100.

    CIE 142-2001 with kL = kC = kH = 1, from sRGB under D65 and the 2 degree observer.
    """
    page = rgb2lab(np.array([colour], np.uint8))
    parts = [
        deltaE_ciede2000(rgb2lab(colours[start : start + _COLOURS_AT_ONCE]), page)
        for start in range(0, len(colours), _COLOURS_AT_ONCE)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def ink_mask(rgb: Rgb, page: Colour, grey: Plane | None = None) -> Mask:
    """Return the pixels of `rgb` that differ from `page` by more than `INK_DELTA_E`.

    The difference is computed once for each colour that occurs beside the page's own; of greys, once a process.

    Args:
        rgb: the picture.
        page: the colour of its paper.
        grey: the levels of the picture, where it is known to be grey.
    """
    if grey is not None and len(set(page)) == 1:
        lowest, highest = _greys_like(page[0])
        return np.asarray(grey - np.uint8(lowest) > highest - lowest, np.bool_)
    packed = _packed(rgb)
    ink = packed != _packed(np.array([[page]], np.uint8))[0]
    places = np.flatnonzero(ink)
    others = packed[places]
    colours = np.unique(others)
    differs = difference(_unpacked(colours), page) > INK_DELTA_E
    ink[places] = differs[np.searchsorted(colours, others)]
    return np.asarray(ink.reshape(rgb.shape[:2]), np.bool_)


@cache
def _greys_like(level: int) -> tuple[int, int]:
    """Return the lowest and the highest grey that is no ink on a grey; all between are none either."""
    greys = np.arange(256, dtype=np.uint8)[:, None].repeat(3, axis=1)
    like = np.flatnonzero(difference(greys, (level, level, level)) <= INK_DELTA_E)
    return int(like[0]), int(like[-1])


def dilated(mask: Mask, reach: int) -> Mask:
    """Return the pixels within `reach` rows and columns of a True one; `reach` is at least 1."""
    height, width = mask.shape
    rows, columns = height + 2 * reach, width + 2 * reach
    grown = np.zeros((rows, columns), np.bool_)
    grown[:height, :width] = mask
    flat, spare = grown.ravel(), np.empty(rows * columns, np.bool_)
    window, size = 1, 2 * reach + 1
    while window < size:
        step = min(window, size - window)
        for shift in (step * columns, step):  # downwards, and to the right: only paper is moved beyond the end of a row
            spare[:shift] = flat[:shift]
            np.logical_or(flat[shift:], flat[:-shift], out=spare[shift:])
            flat, spare = spare, flat
        window += step
    return flat.reshape(rows, columns)[reach : reach + height, reach : reach + width]


def is_like(colour: Colour, other: Colour) -> bool:
    """Return True when the two colours are too close for one to be ink on the other."""
    return colour == other or bool(difference(np.array([colour], np.uint8), other)[0] <= INK_DELTA_E)


def modal_colour(pixels: NDArray[np.uint8]) -> Colour:
    """Return the most frequent colour of `pixels` `(n, 3)`, robust against compression noise.

    The fullest bin of 8 levels a channel wins (the lightest of equals); the colour is the median, by channel,
    of the pixels in that bin and its neighbours.

    Raises:
        ValueError: there are no pixels.
    """
    if len(pixels) == 0:
        raise ValueError("no pixels")
    if (pixels == pixels[0]).all():
        return _colour(pixels[0])
    bins = (pixels >> _BIN_BITS).astype(np.int16)
    counts = np.bincount(bins @ _BIN_WEIGHTS, minlength=_BINS)
    fullest = _BINS - 1 - int(np.argmax(counts[::-1]))
    centre = np.array(np.unravel_index(fullest, (32, 32, 32)), np.int16)
    red, green, blue = (np.abs(bins - centre) <= 1).T
    close = pixels[red & green & blue]
    return _colour(np.median(close, axis=0).round())


def _colour(levels: NDArray[Any]) -> Colour:
    red, green, blue = levels.astype(int).tolist()
    return red, green, blue


def share_like(pixels: NDArray[np.uint8], colour: Colour) -> float:
    """Return the share, 0-1, of `pixels` `(n, 3)` that are not ink on `colour`; 0 without pixels."""
    return float(np.mean(~ink_mask(pixels[None], colour))) if len(pixels) else 0.0


def border_pixels(rgb: Rgb) -> NDArray[np.uint8]:
    """Return the outermost pixels `(n, 3)`: a band of 0.5 % of the shorter side, at least one pixel wide."""
    height, width = rgb.shape[:2]
    band = max(1, round(0.005 * min(height, width)))
    if min(height, width) <= 2 * band:
        return rgb.reshape(-1, 3)
    sides = (rgb[:band], rgb[-band:], rgb[band:-band, :band], rgb[band:-band, -band:])
    return np.concatenate([side.reshape(-1, 3) for side in sides])


def _packed(rgb: Rgb) -> NDArray[np.uint32]:
    """Return one number for the colour of each pixel, `(height * width,)`."""
    if rgb.size == 0:
        return np.zeros(0, np.uint32)
    return np.frombuffer(rgb_of(planes_of(rgb)).tobytes("raw", "RGBX"), np.uint32)


def _unpacked(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    return packed.view(np.uint8).reshape(-1, 4)[:, :3]
