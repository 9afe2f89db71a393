"""The same lines through other artists: collections, outlines, pieces, denser points, one line for many."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Polygon
from matplotlib.path import Path
from numpy.random import default_rng

from stem2code_eval.synth.perturb.edits.coordinates import from_inches, to_inches
from stem2code_eval.synth.perturb.edits.parts import all_axes, is_flat, is_plain, is_stroke
from stem2code_eval.synth.perturb.edits.pieces import is_polyline, keep_markers_only
from stem2code_eval.synth.perturb.edits.still import hold_still
from stem2code_eval.synth.perturb.edits.twins import keep_place, twin_line

WIDEST = 6
"""Points; lines from this width on are not cut into pieces."""


def plain_lines(figure: Figure) -> list[Any]:
    """Return the visible strokes between given points in plain axes."""
    lines = [line for axes in all_axes(figure) if is_flat(axes) for line in axes.lines]
    return [
        line
        for line in lines
        if type(line) is Line2D
        and is_stroke(line)
        and is_plain(line)
        and line.get_visible()
        and line.get_drawstyle() == "default"
        and np.shape(line.get_xydata())[0] > 1
    ]


def _restroke(figure: Figure, make: Callable[[Any], list[Any]]) -> None:
    for line in plain_lines(figure):
        made = make(line)
        for artist in made:
            line.axes.add_artist(artist)
            artist.set_clip_on(line.get_clip_on())
        if made:
            keep_markers_only(line)


def lines_to_collections(figure: Figure) -> None:
    """Draw each line as a LineCollection."""
    hold_still(figure)
    _restroke(figure, lambda line: [_collection(line)])


def _dashes(line: Any) -> Any:
    return line._unscaled_dash_pattern if line.is_dashed() else "-"


def _collection(line: Any) -> LineCollection:
    runs = _runs(line)
    made = LineCollection(
        runs, colors=[line.get_color()], linewidths=[line.get_linewidth()], linestyles=[_dashes(line)]
    )
    made.set_capstyle(line.get_dash_capstyle() if line.is_dashed() else line.get_solid_capstyle())
    made.set_joinstyle(line.get_dash_joinstyle() if line.is_dashed() else line.get_solid_joinstyle())
    keep_place(made, line)
    return made


def _runs(line: Any) -> list[Any]:
    """Return the line's points in runs without gaps, `(n, 2)` each."""
    points = np.array(line.get_xydata(), float)
    gaps = np.flatnonzero(~np.isfinite(points).all(axis=1))
    runs = [run[np.isfinite(run).all(axis=1)] for run in np.split(points, gaps)]
    return [run for run in runs if len(run) > 1]


def lines_to_outlines(figure: Figure) -> None:
    """Draw each closed line as an empty Polygon and each open one as a PathPatch."""
    hold_still(figure)
    _restroke(figure, lambda line: [_outline(line, run) for run in _runs(line)])


def _outline(line: Any, run: Any) -> Patch:
    closed = len(run) > 3 and np.allclose(run[0], run[-1])
    made: Patch = Polygon(run[:-1], closed=True) if closed else PathPatch(Path(run))
    made.set_fill(False)
    made.set_edgecolor(line.get_color())
    made.set_linewidth(line.get_linewidth())
    made.set_linestyle(_dashes(line))
    made.set_capstyle(line.get_dash_capstyle() if line.is_dashed() else line.get_solid_capstyle())
    made.set_joinstyle(line.get_dash_joinstyle() if line.is_dashed() else line.get_solid_joinstyle())
    keep_place(made, line)
    return made


def split_lines(figure: Figure) -> None:
    """Draw each solid line in pieces: its sides, or up to 6 stretches of a curve.

    The ends of a wide line are seen where it turns, so that it is left as it is.
    """
    hold_still(figure)
    _restroke(figure, lambda line: _pieces(line) if is_polyline(line) and line.get_linewidth() < WIDEST else [])


def _pieces(line: Any) -> list[Any]:
    pieces = []
    for run in _runs(line):
        number = len(run) if len(run) <= 13 else 7
        cuts = np.unique(np.linspace(0, len(run) - 1, number).round().astype(int))
        for start, end in np.stack([cuts[:-1], cuts[1:]], axis=1):
            piece = twin_line(line, *run[start : end + 1].T)
            piece.set_solid_capstyle("round" if len(cuts) > 2 else line.get_solid_capstyle())
            pieces.append(piece)
    return pieces


def resample_lines(figure: Figure, between: int = 4) -> None:
    """Put `between` more points on each side of each line, where the axes are linear; markers stay."""
    hold_still(figure)

    def denser(line: Any) -> list[Any]:
        if line.axes.get_xscale() != "linear" or line.axes.get_yscale() != "linear":
            return []
        return [twin_line(line, *_filled_in(run, between).T) for run in _runs(line)]

    _restroke(figure, denser)


def _filled_in(run: Any, between: int) -> Any:
    at = np.arange(len(run))
    wanted = np.linspace(0, len(run) - 1, (len(run) - 1) * (between + 1) + 1)
    return np.column_stack([np.interp(wanted, at, run[:, 0]), np.interp(wanted, at, run[:, 1])])


def merge_lines(figure: Figure) -> None:
    """Draw all solid, opaque lines of one style and layer as a single line with gaps."""
    hold_still(figure)
    groups: dict[Any, list[Any]] = {}
    for line in plain_lines(figure):
        if is_polyline(line) and line.get_transform() == line.axes.transData:
            key = (str(line.get_color()), line.get_linewidth(), round(line.get_zorder(), 3), line.get_clip_on())
            groups.setdefault((id(line.axes), line.get_solid_capstyle(), *key), []).append(line)
    for lines in groups.values():
        gap = np.full((1, 2), np.nan)
        points: Any = np.concatenate([part for line in lines for run in _runs(line) for part in (run, gap)] or [gap])
        merged = twin_line(lines[0], *points.T)
        lines[0].axes.add_artist(merged)
        merged.set_clip_on(lines[0].get_clip_on())
        for line in lines:
            keep_markers_only(line)


def shuffle_lines(figure: Figure, seed: int) -> None:
    """Draw opaque lines of one colour and layer in another order among themselves; nothing shows which came first."""
    hold_still(figure)
    groups: dict[Any, list[Any]] = {}
    for line in plain_lines(figure):
        if line.get_alpha() in (None, 1) and line.get_marker() in ("None", "", None):
            groups.setdefault((id(line.axes), str(line.get_color()), round(line.get_zorder(), 3)), []).append(line)
    for lines in groups.values():
        layers = [line.get_zorder() for line in lines]
        for line, at in zip(lines, default_rng(seed).permutation(len(lines)), strict=True):
            line.set_zorder(layers[at])


def jitter_lines(figure: Figure, seed: int, share: float = 0.0015) -> None:
    """Move each point of each line of few points by up to `share` of the canvas, less than can be seen."""
    hold_still(figure)
    random = default_rng(seed)
    reach = share * max(figure.get_size_inches())
    for line in plain_lines(figure):
        if len(line.get_xydata()) <= 20 and line.get_marker() in ("None", "", None):
            points = to_inches(figure, line.get_xydata(), line.get_transform())
            moved = points + random.uniform(-reach, reach, points.shape) / np.sqrt(2)
            line.set_data(*from_inches(figure, moved, line.get_transform()).T)
