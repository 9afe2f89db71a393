"""How much of the picture an artist is, measured by drawing the figure small, with it and without."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray


def small_picture(figure: Figure, longest: int = 400) -> NDArray[np.int16]:
    """Draw the figure with `longest` pixels on its longer side; `(height, width, 3)`, 0-255."""
    canvas: Any = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    before = figure.dpi
    figure.set_dpi(longest / max(figure.get_size_inches()))
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3].astype(np.int16)
    figure.set_dpi(before)
    return pixels


def differs(one: NDArray[np.int16], other: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Say of each pixel whether a person would see it changed; `(height, width)`."""
    return np.asarray(np.abs(one - other).max(axis=-1) > 40)


def ink_of(picture: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Return where the picture differs from the most frequent colour of its border."""
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    colours, counts = np.unique(edge, axis=0, return_counts=True)
    return differs(picture, colours[counts.argmax()])


def outlines_of(picture: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Return the pixels at which the colour changes: thin strokes, letters, and the edges of areas."""
    edges = np.zeros(picture.shape[:2], np.bool_)
    across, down = differs(picture[:, 1:], picture[:, :-1]), differs(picture[1:], picture[:-1])
    edges[:, 1:] |= across
    edges[:, :-1] |= across
    edges[1:] |= down
    edges[:-1] |= down
    return edges


def ink_shares(figure: Figure, groups: Iterable[Sequence[Artist]]) -> list[float]:
    """Return, for each group of artists, the share of the picture's outlines that hiding the group changes.

    Outlines, because a person sees a shaded area as one thing, not as as many as it has pixels.
    """
    whole = small_picture(figure)
    outlines = outlines_of(whole)
    shares = []
    for group in groups:
        for artist in group:
            artist.set_visible(False)
        without = small_picture(figure)
        for artist in group:
            artist.set_visible(True)
        changed = differs(whole, without) & (outlines | outlines_of(without))
        shares.append(float(changed.sum()) / max(1, int(outlines.sum())))
    return shares


def ink_frame(figure: Figure) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of the ink, in inches; the whole canvas where there is none."""
    mask = ink_of(small_picture(figure))
    width, height = figure.get_size_inches()
    if not mask.any():
        return 0.0, 0.0, float(width), float(height)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    across, down = width / mask.shape[1], height / mask.shape[0]
    bottom, top = height - (rows[-1] + 1) * down, height - rows[0] * down
    return float(columns[0] * across), float(bottom), float((columns[-1] + 1) * across), float(top)


def ink_along(mask: NDArray[np.bool_], figure: Figure, start: Any, end: Any) -> float:
    """Return the share of a line between two points, in inches, that runs over ink; its ends are left out."""
    scale = mask.shape[1] / float(figure.get_size_inches()[0])
    points = np.linspace(np.asarray(start, float), np.asarray(end, float), 64)[6:-6] * scale
    columns = points[:, 0].astype(int).clip(1, mask.shape[1] - 2)
    rows = (mask.shape[0] - 1 - points[:, 1].astype(int)).clip(1, mask.shape[0] - 2)
    near = [mask[rows + down, columns + across] for down in (-1, 0, 1) for across in (-1, 0, 1)]
    return float(np.any(near, axis=0).mean())
