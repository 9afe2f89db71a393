"""Change how many there are of what is repeated: markers, bars, equal shapes."""

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.random import default_rng

from stem2code_eval.synth.perturb.edits.ink import ink_shares
from stem2code_eval.synth.perturb.edits.parts import all_axes, is_stroke
from stem2code_eval.synth.perturb.edits.still import hold_still

FEWER = (1, 2, 3, 5, 8)


def change_count(figure: Figure, grade: int, seed: int) -> None:
    """Leave out 1, 2, 3, 5 or 8 of the members of one series of equal things, as long as one is left."""
    hold_still(figure)
    series = [*_equal_shapes(figure), *_markers(figure)]
    number = FEWER[grade - 1]
    series = [members for members in series if len(members) >= 3]
    if not series:
        return
    members = max(series, key=len) if seed % 2 == 0 else series[default_rng(seed).integers(len(series))]
    if number >= len(members):
        return
    order = default_rng(seed).permutation(len(members))[:number]
    _remove([members[at] for at in order])


def _remove(members: list[tuple[Any, int]]) -> None:
    """Hide whole artists (position -1), or take the points at these positions out of their artist."""
    for artist, at in members:
        if at < 0:
            artist.set_visible(False)
    pointed = {id(artist): artist for artist, at in members if at >= 0}
    for artist in pointed.values():
        gone = [at for other, at in members if other is artist]
        if isinstance(artist, Line2D):
            artist.set_data(*np.delete(artist.get_xydata(), gone, axis=0).T)
        else:
            offsets: Any = np.ma.filled(np.ma.array(artist.get_offsets(), dtype=float), np.nan)
            offsets[gone] = np.nan
            artist.set_offsets(offsets)


def _markers(figure: Figure) -> list[list[tuple[Any, int]]]:
    """Return the points of each scatter plot, and of each line that is drawn by its markers alone."""
    found: list[list[tuple[Any, int]]] = []
    for axes in all_axes(figure):
        for line in axes.lines:
            if type(line) is Line2D and line.get_visible() and not is_stroke(line) and line.get_markevery() is None:
                found.append([(line, at) for at in range(np.shape(line.get_xydata())[0])])
        for collection in axes.collections:
            if type(collection) is PathCollection and collection.get_visible():
                found.append([(collection, at) for at in range(np.shape(collection.get_offsets())[0])])
    return found


def _equal_shapes(figure: Figure) -> list[list[tuple[Any, int]]]:
    """Return the sets of shapes of one class, style and size, each in the order of drawing."""
    groups: dict[Any, list[Any]] = {}
    for axes in all_axes(figure):
        for artist in [*axes.patches, *axes.lines]:
            if artist.get_visible():
                groups.setdefault(_look(artist), []).append(artist)
    found = []
    for artists in groups.values():
        if 3 <= len(artists) <= 200:
            first = ink_shares(figure, [artists[:1]])[0]
            if first > 0.002:
                found.append([(artist, -1) for artist in artists])
    return found


def _look(artist: Any) -> Any:
    """Return a key that is equal for artists that look the same, wherever they stand; bars differ in height."""
    extent = artist.get_window_extent()
    size = tuple(np.round([extent.width / 6, extent.height / 6]))
    if isinstance(artist, Line2D):
        look = (artist.get_color(), artist.get_linestyle(), artist.get_marker())
        return (
            "line",
            str(look),
            round(float(np.hypot(extent.width, extent.height)) / 4),
            np.shape(artist.get_xydata())[0],
        )
    look = (artist.get_facecolor(), artist.get_edgecolor(), artist.get_hatch())
    is_bar = type(artist).__name__ == "Rectangle"
    return (type(artist).__name__, str(look), size[0] if is_bar else size)
