"""Move a vertex of a figure, together with all that meets there."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D
from numpy.random import default_rng
from numpy.typing import NDArray

from stem2code_eval.synth.perturb.edits.coordinates import carry, from_inches, to_inches
from stem2code_eval.synth.perturb.edits.ink import ink_frame, ink_shares
from stem2code_eval.synth.perturb.edits.parts import all_axes, is_arrow, is_flat, shapes_of
from stem2code_eval.synth.perturb.edits.still import hold_still


class Corners:
    """The points of one artist, in inches, and how to put them elsewhere."""

    def __init__(self, artist: Artist, points: Any, put: Callable[[Any], None]) -> None:
        self.artist, self.points, self.put = artist, np.asarray(points, float), put


def corners_of(figure: Figure, most: int = 40) -> list[Corners]:
    """Return lines, polygons and arrows of at most `most` points, with their points."""
    found = []
    for axes in all_axes(figure):
        if not is_flat(axes):
            continue
        for artist in [*axes.lines, *axes.patches, *axes.texts]:
            corners = _corners(figure, artist) if artist.get_visible() else None
            if corners is not None and 1 <= len(corners.points) <= most and np.isfinite(corners.points).all():
                found.append(corners)
    return found


def _corners(figure: Figure, artist: Any) -> Corners | None:
    points: Any
    transform: Any
    if type(artist) is Line2D and artist.get_drawstyle() == "default":
        transform = artist.get_transform()
        points = artist.get_xydata()

        def put(moved: Any) -> None:
            artist.set_data(*from_inches(figure, moved, transform).T)

    elif isinstance(artist, Polygon):
        transform = artist.get_data_transform()
        points = artist.get_xy()

        def put(moved: Any) -> None:
            artist.set_xy(from_inches(figure, moved, transform))

    elif is_arrow(artist) and artist.xycoords == artist.anncoords == "data":
        transform = artist.axes.transData
        points = [artist.xy, artist.xyann]

        def put(moved: Any) -> None:
            artist.xy, artist.xyann = (tuple(end) for end in from_inches(figure, moved, transform))

    else:
        return None
    return Corners(artist, to_inches(figure, points, transform), put) if len(points) else None


def move_vertex(figure: Figure, grade: int, seed: int) -> None:
    """Move one vertex by 2.5, 4, 6, 10 or 16 % of the picture's longer side, and every line that ends there with it.

    A figure without a vertex has one of its shapes moved instead.
    """
    hold_still(figure)
    left, bottom, right, top = ink_frame(figure)
    side = max(right - left, top - bottom)
    distance = (0.025, 0.04, 0.06, 0.10, 0.16)[grade - 1] * side
    frame = np.array([(left, bottom), (right, top)])
    everything = corners_of(figure)
    vertex = _choose_vertex(figure, everything, frame, seed)
    if vertex is None:
        _move_shape(figure, frame, distance, seed)
        return
    near = [np.hypot(*(corners.points - vertex).T) <= 0.008 * side for corners in everything]
    arms = [
        corners.points[(np.flatnonzero(at)[0] + step) % len(at)] - vertex
        for corners, at in zip(everything, near, strict=True)
        if at.any() and len(at) > 1
        for step in (-1, 1)
    ]
    step = distance * _way_out(vertex, arms, frame, 0.16 * side, seed)
    for corners, at in zip(everything, near, strict=True):
        if at.any():
            corners.put(np.where(at[:, None], corners.points + step, corners.points))


def _choose_vertex(
    figure: Figure, everything: list[Corners], frame: NDArray[np.float64], seed: int
) -> NDArray[np.float64] | None:
    """Return an end of a visible side that is not short; None where no line or polygon of few sides is to be seen."""
    few = [corners for corners in everything if 2 <= len(corners.points) <= 12]
    order = default_rng(seed).permutation(len(few))[:40]
    few = [few[at] for at in order]
    shares = ink_shares(figure, [[corners.artist] for corners in few])
    few = [corners for corners, share in zip(few, shares, strict=True) if share >= 0.01]
    shortest = 0.08 * float((frame[1] - frame[0]).max())
    for corners in few:
        steps = np.hypot(*np.diff(corners.points, axis=0).T)
        ends = corners.points[:-1][steps >= shortest]
        inside = [end for end in ends if ((end >= frame[0] - 0.05) & (end <= frame[1] + 0.05)).all()]
        if inside:
            return np.asarray(inside[0])
    return None


def _way_out(
    vertex: NDArray[np.float64], arms: list[Any], frame: NDArray[np.float64], distance: float, seed: int
) -> NDArray[np.float64]:
    """Return the direction that stays within the frame and turns away from the lines that meet here."""
    start = default_rng(seed).uniform(0, 2 * np.pi)
    best = (-np.inf, np.array([1.0, 0.0]))
    for angle in start + np.arange(16) * np.pi / 8:
        way = np.array([np.cos(angle), np.sin(angle)])
        outside = np.maximum(frame[0] - (vertex + distance * way), vertex + distance * way - frame[1]).max()
        across = [
            abs(way[0] * arm[1] - way[1] * arm[0]) / (np.hypot(*arm) + 1e-9) for arm in arms if np.hypot(*arm) > 0
        ]
        merit = min(across, default=1.0) - 10 * max(0.0, float(outside)) / distance
        if merit > best[0]:
            best = (merit, way)
    return best[1]


def _move_shape(figure: Figure, frame: NDArray[np.float64], distance: float, seed: int) -> None:
    shapes = [shape for shape in shapes_of(figure) if is_flat(shape.axes)]
    order = default_rng(seed).permutation(len(shapes))[:40]
    shapes = [shapes[at] for at in order]
    shares = ink_shares(figure, [[shape] for shape in shapes])
    usable = [shape for shape, share in zip(shapes, shares, strict=True) if 0.01 <= share]
    if usable:
        extent = usable[0].get_window_extent()
        low, high = to_inches(figure, [extent.min, extent.max], Affine2D())
        room = np.array([frame[0] + (high - low) / 2, frame[1] - (high - low) / 2])
        way = _way_out((low + high) / 2, [], room, distance, seed)
        carry(figure, usable[0], Affine2D().translate(*(distance * way)))
