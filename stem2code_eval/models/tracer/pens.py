"""Colours and widths of strokes, measured along their centre lines."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from stem2code_eval.models.tracer.components import grown
from stem2code_eval.models.tracer.layers import Layers
from stem2code_eval.models.tracer.palette import MERGE_DISTANCE, colour_distance, merge_colours, to_lab
from stem2code_eval.models.tracer.shapes import hex_colour

SAME_INK = 16.0
"""Strokes whose colours are nearer than this (`colour_distance`) share one colour."""

MOST_INKS = 16
"""Largest number of stroke colours."""

Pixels = NDArray[np.intp]
"""Rows and columns of pixels, shape (n, 2)."""


def ink_colours(layers: Layers, runs: Sequence[Pixels]) -> list[str]:
    """Return a colour for each run of stroke pixels; runs of nearly one colour share it."""
    if not runs:
        return []
    seen = np.array([np.median(layers.colours[run[:, 0], run[:, 1]], axis=0) for run in runs])
    lengths = np.array([len(run) for run in runs], dtype=np.float64)
    order = np.argsort(-lengths, kind="stable")
    inks = merge_colours(None, seen[order], lengths[order], 0.0, SAME_INK, MOST_INKS)
    inks = _settled(inks, layers.palette.rgb)
    gaps = np.stack([colour_distance(to_lab(seen), ink) for ink in to_lab(inks)], axis=1)
    return [hex_colour(inks[i]) for i in gaps.argmin(axis=1)]


def _settled(inks: NDArray[np.float64], palette: NDArray[np.float64]) -> NDArray[np.float64]:
    """Replace an ink that an area of the drawing has, too, by the area's colour, which is known better."""
    lab = to_lab(palette)
    settled = inks.copy()
    for index, ink in enumerate(to_lab(inks)):
        gaps = colour_distance(lab, ink)
        nearest = int(np.argmin(gaps))
        if nearest and gaps[nearest] < MERGE_DISTANCE:
            settled[index] = palette[nearest]
    return settled


def path_widths(layers: Layers, runs: Sequence[Pixels]) -> list[float]:
    """Return the width of the ink around each run of centre-line pixels, in pixels.

    The width is the ink (coverage) per length of centre line in a window around each pixel, so it is right to a
    fraction of a pixel for anti-aliased lines.
    """
    near = grown(layers.strokes)
    ink = np.where(near, layers.coverage, 0).astype(np.float32)
    length = np.zeros(ink.shape, dtype=np.float32)
    for run in runs:
        slanted = np.abs(np.diff(run, axis=0)).sum(axis=1) >= 2
        length[run[:, 0], run[:, 1]] = np.concatenate([[1.0], np.where(slanted, 1.36, 1.0)])
    size = 2 * layers.window + 1
    mass = ndimage.uniform_filter(ink, size, mode="constant")
    total = ndimage.uniform_filter(length, size, mode="constant")
    width = mass / np.maximum(total, 1e-6)
    return [max(0.4, float(np.median(width[run[:, 0], run[:, 1]]))) for run in runs]
