"""Does a place of one figure look the same in the other, whatever lines were made out there?

Whether a line shows is decided sample by sample, and where something else runs close by a pixel more or less decides
it. Where the pictures are alike, no person would see an error.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from stem2code_eval.figure.elements.contours import SEEN
from stem2code_eval.figure.elements.scene import Scene
from stem2code_eval.metrics.structure.align import Frame, Points, features
from stem2code_eval.metrics.structure.kernel import DEAD

ALIKE = 56.0
"""Levels of 255 by which a channel may differ in the mean of what looks the same, at most."""
ALIKE_SHARE = 0.7
"""The same as a share of what tells the line from what is beside it: a faint line that is not there leaves little."""
SAME_LINE = 12
"""Levels by which a channel of two lines may differ that are one."""
ACROSS = (0.5, 1.5, 2.5)
"""Pixels of the redrawn picture beside a border at which colours are read, on either side."""
ALONG = (-1.0, 0.0, 1.0)
"""Pixels of it along the border."""


def look_the_same(
    own: Scene, other: Scene, frame: Frame, other_frame: Frame, which: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Say of some samples whether the line is drawn in the other figure, and what is around it is there as well.

    It may be hidden there, or another line be nearer. Looked at is what is on both sides of both borders of the line;
    means are compared, which hardly depend on where pixels begin. Where nothing is, such as in the gaps of a dashed
    line, nothing can be said.

    Args:
        own: the figure of the samples.
        other: the figure that is looked at.
        frame: of `own`.
        other_frame: of `other`.
        which: `(n,)`, numbers of samples.
    """
    points, along = own.samples.points[which], own.samples.tangents[which]
    across = along[:, ::-1] * (-1, 1)
    middle = own.line_widths[which, None] / 2
    borders = (points + across * middle, points - across * middle)
    sides = np.array(
        [
            [_mean_colours(own, other, frame, other_frame, border, side * across, along) for side in (-1, 1)]
            for border in borders
        ]
    )
    contrast = np.abs(sides[:, 0, 0] - sides[:, 1, 0]).max(axis=(0, 2))
    apart = np.abs(sides[:, :, 0] - sides[:, :, 1]).max(axis=(0, 1, 3))
    found = (contrast > SEEN) & (apart <= np.minimum(ALIKE, ALIKE_SHARE * contrast))
    found[found] = _is_drawn(own, other, frame, other_frame, which[found])
    return np.asarray(found)


def _is_drawn(own: Scene, other: Scene, frame: Frame, other_frame: Frame, which: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say of some samples whether the other figure has a line of that colour and direction there, shown or not."""
    if not len(other.drawn) or not len(which):
        return np.zeros(len(which), np.bool_)
    # colours are far apart, so that the nearest is one of the same colour
    tree = cKDTree(
        np.column_stack(
            [features(other_frame(other.drawn.points), other.drawn.tangents), other.drawn_colours / SAME_LINE * DEAD]
        )
    )
    places = np.column_stack(
        [
            features(frame(own.samples.points[which]), own.samples.tangents[which]),
            own.line_colours[which] / SAME_LINE * DEAD,
        ]
    )
    reach = DEAD + float(other.drawn.length.max()) * other_frame.scale / 2
    apart, nearest = tree.query(places, distance_upper_bound=reach)
    found = np.isfinite(apart)
    near = np.where(found, nearest, 0)
    offset = frame(own.samples.points[which]) - other_frame(other.drawn.points[near])
    along = np.abs((offset * other.drawn.tangents[near]).sum(axis=1))
    beside = np.sqrt(np.maximum(0.0, np.square(offset).sum(axis=1) - np.square(along)))
    return np.asarray(found & (beside <= DEAD) & (along <= other.drawn.length[near] * other_frame.scale / 2 + DEAD))


def _mean_colours(
    own: Scene, other: Scene, frame: Frame, other_frame: Frame, border: Points, across: Points, along: Points
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean colour on one side of borders in both figures, `(n, 3)` each."""
    grid = [aside * across + ahead * along for aside in ACROSS for ahead in ALONG]
    places = border + np.array(grid) / own.redrawn.factor
    there = other_frame.back(frame(places))
    return _colours(own, places).mean(axis=0), _colours(other, there).mean(axis=0)


def _colours(scene: Scene, points: Points) -> NDArray[np.float64]:
    """Return colours of the redrawn picture at `(..., 2)`, `(..., 3)`; outside it is paper."""
    pixels = scene.redrawn.pixels
    cells = np.floor(points * scene.redrawn.factor).astype(np.intp)
    column, row = cells[..., 0], cells[..., 1]
    inside = (column >= 0) & (row >= 0) & (column < pixels.shape[1]) & (row < pixels.shape[0])
    found = np.empty((*points.shape[:-1], 3))
    found[:] = scene.paper
    found[inside] = pixels[row[inside], column[inside]]
    return found
