"""Which lines and borders can be seen: where the colour changes across them in what was drawn in the end."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.marks import Mark, Outline
from stem2code_eval.figure.elements.redraw import Redrawn
from stem2code_eval.figure.elements.strokes import Samples, sample_strokes

SEEN = 12
"""Levels of 255 by which the strongest channel must differ for something to be seen."""
WIDE = 0.012
"""Share of the longer side from which a line has two borders."""
SAME = 0.004
"""Share of the longer side within which two parallel lines are one."""
SHOWN = 0.2
"""Share of a stroke that must show for the stroke to be there."""
_ASIDE = 1.3
"""Pixels beside a border at which colours are read."""


def visible_contours(drawn: Sequence[Mark], redrawn: Redrawn, side: float) -> Samples:
    """Return samples of all lines and borders that show, each line once however often it was drawn.

    Args:
        drawn: the marks, in order.
        redrawn: what they make together.
        side: longer side of the picture, in pixels.
    """
    outlined = [number for number, mark in enumerate(drawn) if isinstance(mark, Outline)]
    samples = sample_strokes(drawn, outlined, side)
    if not len(samples):
        return samples
    width = np.array([_width(mark) for mark in drawn])[samples.mark]
    bordered = np.array([_is_border(mark) for mark in drawn])[samples.mark]
    samples, width, bordered = _with_borders(samples, width, bordered, WIDE * side)
    shows = _contrast(samples, width, bordered, redrawn)
    share = np.bincount(samples.stroke, shows) / np.maximum(np.bincount(samples.stroke), 1)
    samples = samples.kept(shows & (share[samples.stroke] >= SHOWN))
    return samples.kept(~_repeated(samples, SAME * side)) if len(samples) else samples


def _width(mark: Mark) -> float:
    return mark.width if isinstance(mark, Outline) and mark.edge is not None else 0.0


def _is_border(mark: Mark) -> bool:
    """Say whether a mark is a filled area without a line around it that differs from it."""
    if not isinstance(mark, Outline) or mark.face is None:
        return False
    if mark.edge is None:
        return True
    return max(abs(one - other) for one, other in zip(mark.edge, mark.face, strict=True)) < 0.15


def _with_borders(
    samples: Samples, width: NDArray[np.float64], bordered: NDArray[np.bool_], wide: float
) -> tuple[Samples, NDArray[np.float64], NDArray[np.bool_]]:
    """Replace a wide line by its two borders."""
    broad = (width > wide) & ~bordered
    if not broad.any():
        return samples, width, bordered
    across = samples.tangents[broad][:, ::-1] * (-1, 1) * width[broad, None] / 2
    count = int(samples.stroke.max()) + 1
    own = samples.points[broad]
    merged = Samples(
        np.concatenate([samples.points[~broad], own + across, own - across]),
        np.concatenate([samples.tangents[~broad], samples.tangents[broad], samples.tangents[broad]]),
        np.concatenate([samples.stroke[~broad], samples.stroke[broad], samples.stroke[broad] + count]),
        np.concatenate([samples.mark[~broad], samples.mark[broad], samples.mark[broad]]),
        np.concatenate([samples.length[~broad], samples.length[broad], samples.length[broad]]),
    )
    both = np.zeros(2 * int(broad.sum()))
    order = np.argsort(merged.stroke, kind="stable")
    sorted_samples = Samples(*(getattr(merged, name)[order] for name in Samples.__slots__))
    widths = np.concatenate([width[~broad], both])[order]
    return sorted_samples, widths, np.concatenate([bordered[~broad], both == 0])[order]


def _contrast(
    samples: Samples, width: NDArray[np.float64], bordered: NDArray[np.bool_], redrawn: Redrawn
) -> NDArray[np.bool_]:
    """Say of each sample whether the colour changes there: between the line and a side, or across a border."""
    height, breadth = redrawn.pixels.shape[:2]
    middle = samples.points * redrawn.factor
    aside = samples.tangents[:, ::-1] * (-1, 1) * (width * redrawn.factor / 2 + _ASIDE)[:, None]

    def colours(places: NDArray[np.float64]) -> NDArray[np.int16]:
        cells = np.clip(np.floor(places).astype(np.intp), 0, (breadth - 1, height - 1))
        return redrawn.pixels[cells[:, 1], cells[:, 0]].astype(np.int16)

    one, other, own = colours(middle + aside), colours(middle - aside), colours(middle)
    across = np.abs(one - other).max(axis=1)
    line = np.maximum(np.abs(own - one).max(axis=1), np.abs(own - other).max(axis=1))
    inside = ((middle >= 0) & (middle < (breadth, height))).all(axis=1)
    return np.asarray(inside & (np.where(bordered, across, np.maximum(line, across)) > SEEN))


def _repeated(samples: Samples, near: float) -> NDArray[np.bool_]:
    """Say of each sample whether an earlier stroke runs there already."""
    turn = samples.tangents[:, 0] + 1j * samples.tangents[:, 1]
    double = turn * turn * 2 * near
    tree = cKDTree(np.column_stack([samples.points, double.real, double.imag]))
    pairs = tree.query_pairs(near, output_type="ndarray")
    first, second = samples.stroke[pairs[:, 0]], samples.stroke[pairs[:, 1]]
    later = np.where(first > second, pairs[:, 0], pairs[:, 1])[first != second]
    found = np.zeros(len(samples), np.bool_)
    found[later] = True
    return found
