"""The few colours a drawing was made with, found in its flat areas."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.color import rgb2lab

MOST_COLOURS = 24
"""More fill colours than this are merged into their neighbours."""

MERGE_DISTANCE = 9.0
"""Colours nearer than this (CIE 1976 delta E) are one colour."""

CLEARLY_OTHER = 35.0
"""A colour this far (CIE 1976 delta E) from all more frequent ones is kept even where it is rare."""

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

    def nearest(self, rgb: NDArray[np.floating | np.uint8]) -> NDArray[np.intp]:
        """Return the index of the nearest entry for colours of shape (..., 3)."""
        return np.argmin(self.distances(rgb), axis=-1)

    def distances(self, rgb: NDArray[np.floating | np.uint8]) -> NDArray[np.float64]:
        """Return the CIE 1976 distance to every entry, shape (..., n), for colours of shape (..., 3)."""
        lab = to_lab(rgb)
        return np.stack([np.linalg.norm(lab - entry, axis=-1) for entry in self.lab], axis=-1)


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


def flat_mask(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where a 3 x 3 neighbourhood has one colour, shape (height, width)."""
    spread = ndimage.maximum_filter(rgb, size=(3, 3, 1)).astype(np.int16)
    spread -= ndimage.minimum_filter(rgb, size=(3, 3, 1))
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
    first: NDArray[np.float64],
    colours: NDArray[np.float64],
    counts: NDArray[np.float64],
    least: float,
    distance: float,
    most: int,
) -> NDArray[np.float64]:
    """Merge counted colours greedily from the most frequent on.

    Args:
        first: colour that is entry 0 whatever its count, shape (3,).
        colours: shape (m, 3), 0-255, sorted by falling count.
        counts: shape (m,).
        least: entries with a smaller total are dropped.
        distance: CIE 1976 distance below which colours merge.
        most: largest number of entries.

    Returns:
        Shape (n, 3) with n <= `most`: weighted means of what was merged.
    """
    centres = [to_lab(first)]
    sums = [np.zeros(3)]
    weights = [0.0]
    for colour, lab, count in zip(colours, to_lab(colours), counts, strict=True):
        gaps = np.linalg.norm(np.asarray(centres) - lab, axis=1)
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
        for total, weight, alone in zip(sums[1:], weights[1:], clear[1:], strict=True)
        if weight >= (min(least, 6.0) if alone else least)
    ]
    chosen = sorted(entries, key=lambda e: -e[0])[: most - 1]
    return np.vstack([first, *(colour for _, colour in chosen)])


def _clear_of(centres: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell for each colour, by falling count, whether it is far from all that came before it."""
    clear = np.ones(len(centres), dtype=bool)
    for index in range(1, len(centres)):
        clear[index] = np.linalg.norm(centres[:index] - centres[index], axis=1).min() > CLEARLY_OTHER
    return clear


def _histogram(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean colour and count of the occupied bins of 4 levels, by falling count."""
    if len(pixels) == 0:
        return np.zeros((0, 3)), np.zeros(0)
    wide = pixels.astype(np.int64)
    bins = wide >> _BIN_SHIFT
    keys = (bins[:, 0] * _BINS + bins[:, 1]) * _BINS + bins[:, 2]
    occupied, inverse = np.unique(keys, return_inverse=True)
    counts = np.bincount(inverse).astype(np.float64)
    means = np.stack([np.bincount(inverse, wide[:, c]) / counts for c in range(3)], axis=1)
    order = np.lexsort((occupied, -counts))[:4000]
    return means[order], counts[order]
