"""The few colours a drawing was made with, found in its flat areas."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.color import rgb2lab

MOST_COLOURS = 24
"""More fill colours than this are merged into their neighbours."""

MERGE_DISTANCE = 6.5
"""Colours nearer than this (`colour_distance`) are one colour."""

CLEARLY_OTHER = 35.0
"""A colour this far (`colour_distance`) from all more frequent ones is kept even where it is rare."""

FLAT_RANGE = 16
"""Largest difference within 3 x 3 pixels (0-255, any channel) of a flat area; JPEG noise stays below."""

_BIN_SHIFT = 2
_BINS = 256 >> _BIN_SHIFT


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of a drawing; entry 0 is the background."""

    rgb: NDArray[np.float64]
    """Shape (n, 3), 0-255."""

    @property
    def lab(self) -> NDArray[np.float64]:
        """Shape (n, 3), CIELAB."""
        return to_lab(self.rgb)

    def distances(self, rgb: NDArray[np.floating | np.uint8]) -> NDArray[np.float64]:
        """Return the `colour_distance` to every entry, shape (..., n), for colours of shape (..., 3)."""
        lab = to_lab(rgb)
        return np.stack([colour_distance(lab, entry) for entry in self.lab], axis=-1)

    def classify(self, rgb: NDArray[np.uint8], farthest: float) -> NDArray[np.int32]:
        """Return the nearest entry for pixels of shape (n, 3), or -1 where none is within `farthest`.

        Colours are looked up in steps of 4 levels, which is exact enough and fast for millions of pixels.
        """
        keys = _bin_keys(rgb)
        occupied = np.flatnonzero(np.bincount(keys, minlength=_BINS**3))
        bins = np.stack([occupied // _BINS**2, occupied // _BINS % _BINS, occupied % _BINS], axis=1)
        distances = self.distances((bins << _BIN_SHIFT) + 1.5)
        table = np.full(_BINS**3, -1, dtype=np.int32)
        table[occupied] = np.where(distances.min(axis=1) <= farthest, distances.argmin(axis=1), -1)
        return np.asarray(table[keys])


def colour_distance(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the CIE 1994 delta E (graphic arts, mean chroma) of CIELAB colours of shape (..., 3), shape (...).

    Unlike CIE 1976 it forgives the differences in chroma that JPEG makes in saturated colours.
    """
    lightness = first[..., 0] - second[..., 0]
    chromas = np.hypot(first[..., 1], first[..., 2]), np.hypot(second[..., 1], second[..., 2])
    chroma = chromas[0] - chromas[1]
    plane = (first[..., 1] - second[..., 1]) ** 2 + (first[..., 2] - second[..., 2]) ** 2
    hue_square = np.maximum(plane - chroma**2, 0)
    mean = np.sqrt(chromas[0] * chromas[1])
    return np.asarray(np.sqrt(lightness**2 + (chroma / (1 + 0.045 * mean)) ** 2 + hue_square / (1 + 0.015 * mean) ** 2))


def to_lab(rgb: NDArray[np.floating | np.uint8]) -> NDArray[np.float64]:
    """Return CIELAB for colours of shape (..., 3), 0-255."""
    return np.asarray(rgb2lab(np.asarray(rgb, dtype=np.float64) / 255.0), dtype=np.float64)


def background_colour(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the modal colour of the outermost pixels, shape (3,), 0-255.

    The mode is taken over bins of 8 levels and then averaged, so that JPEG noise does not split it.
    """
    border = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]]).astype(np.int64)
    bins = border >> 3
    keys = (bins[:, 0] << 10) | (bins[:, 1] << 5) | bins[:, 2]
    mode = np.argmax(np.bincount(keys))
    return np.asarray(border[keys == mode].mean(axis=0), dtype=np.float64)


def flat_mask(rgb: NDArray[np.uint8], enlarged: int = 1) -> NDArray[np.bool_]:
    """Return where a neighbourhood has one colour, shape (height, width).

    Args:
        rgb: shape (height, width, 3).
        enlarged: factor by which the picture was scaled up; the neighbourhood is 3 x 3 pixels before that.
    """
    size = (2 * enlarged + 1, 2 * enlarged + 1, 1)
    spread = ndimage.maximum_filter(rgb, size=size).astype(np.int16)
    spread -= ndimage.minimum_filter(rgb, size=size)
    return np.asarray(spread.max(axis=2) <= FLAT_RANGE)


def find_palette(rgb: NDArray[np.uint8], flat: NDArray[np.bool_]) -> Palette:
    """Return the background and the colours of the flat areas, the most frequent first.

    Args:
        rgb: shape (height, width, 3).
        flat: shape (height, width), the pixels that vote.
    """
    background = background_colour(rgb)
    colours, counts = _histogram(rgb[flat])
    least = max(12.0, 6e-5 * flat.size)
    return Palette(merge_colours(background, colours, counts, least, MERGE_DISTANCE, MOST_COLOURS))


def merge_colours(
    first: NDArray[np.float64] | None,
    colours: NDArray[np.float64],
    counts: NDArray[np.float64],
    least: float,
    distance: float,
    most: int,
) -> NDArray[np.float64]:
    """Merge counted colours greedily from the most frequent on.

    Args:
        first: colour that is entry 0 whatever its count, shape (3,); None for no such entry.
        colours: shape (m, 3), 0-255, sorted by falling count.
        counts: shape (m,).
        least: entries with a smaller total are dropped.
        distance: distance below which colours merge.
        most: largest number of entries.

    Returns:
        Shape (n, 3) with n <= `most`: weighted means of what was merged.
    """
    centres = [] if first is None else [to_lab(first)]
    fixed = len(centres)
    sums = [np.zeros(3)] * fixed
    weights = [0.0] * fixed
    for colour, lab, count in zip(colours, to_lab(colours), counts, strict=True):
        gaps = colour_distance(np.asarray(centres), lab) if centres else np.array([np.inf])
        nearest = int(np.argmin(gaps))
        if gaps[nearest] > distance and len(centres) < 4 * most:
            centres.append(lab)
            sums.append(np.zeros(3))
            weights.append(0.0)
            nearest = len(centres) - 1
        sums[nearest] = sums[nearest] + colour * count
        weights[nearest] += float(count)
    clear = _clear_of(np.asarray(centres))
    entries = [
        (weight, np.asarray(total / weight))
        for total, weight, alone in zip(sums[fixed:], weights[fixed:], clear[fixed:], strict=True)
        if weight >= (min(least, 6.0) if alone else least)
    ]
    chosen = [colour for _, colour in sorted(entries, key=lambda e: -e[0])[: most - fixed]]
    return np.asarray(chosen if first is None else [first, *chosen]).reshape(-1, 3)


def _clear_of(centres: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell for each colour, by falling count, whether it is far from all that came before it."""
    clear = np.ones(len(centres), dtype=bool)
    for index in range(1, len(centres)):
        clear[index] = colour_distance(centres[:index], centres[index]).min() > CLEARLY_OTHER
    return clear


def _bin_keys(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the bin number of pixels of shape (n, 3)."""
    bins = pixels.astype(np.int64) >> _BIN_SHIFT
    return np.asarray((bins[:, 0] * _BINS + bins[:, 1]) * _BINS + bins[:, 2])


def _histogram(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean colour and count of the occupied bins of 4 levels, by falling count."""
    if len(pixels) == 0:
        return np.zeros((0, 3)), np.zeros(0)
    keys = _bin_keys(pixels)
    totals = np.bincount(keys, minlength=_BINS**3)
    occupied = np.flatnonzero(totals)
    counts = totals[occupied].astype(np.float64)
    sums = [np.bincount(keys, pixels[:, c], minlength=_BINS**3)[occupied] for c in range(3)]
    means = np.stack(sums, axis=1) / counts[:, None]
    order = np.lexsort((occupied, -counts))[:4000]
    return means[order], counts[order]
