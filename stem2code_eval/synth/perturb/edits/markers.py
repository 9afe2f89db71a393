"""The same markers by `scatter` or by a line."""

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from stem2code_eval.synth.perturb.edits.parts import all_axes, is_flat, is_plain
from stem2code_eval.synth.perturb.edits.still import hold_still
from stem2code_eval.synth.perturb.edits.twins import keep_place


def markers_to_scatter(figure: Figure) -> None:
    """Draw filled markers of lines as scatter plots."""
    hold_still(figure)
    for axes in all_axes(figure):
        for line in list(axes.lines) if is_flat(axes) else []:
            simple = line.get_fillstyle() == "full" and line.get_markevery() is None and line.get_visible()
            if not (
                simple and is_plain(line) and isinstance(line.get_marker(), str) and line.get_marker() in "osD^v<>p*h"
            ):
                continue
            if not line.get_marker() or line.get_transform() != axes.transData:
                continue
            made = axes.scatter(
                *np.asarray(line.get_xydata()).T,
                s=line.get_markersize() ** 2,
                marker=line.get_marker(),
                facecolors=[line.get_markerfacecolor()],
                edgecolors=[line.get_markeredgecolor()],
                linewidths=line.get_markeredgewidth(),
                zorder=line.get_zorder() + 1e-7,
                clip_on=line.get_clip_on(),
            )
            made.set_alpha(line.get_alpha())
            line.set_marker("None")


def scatter_to_markers(figure: Figure) -> None:
    """Draw scatter plots of one size and colour as the markers of a line without a stroke."""
    hold_still(figure)
    for axes in all_axes(figure):
        points: Any
        for points in list(axes.collections) if is_flat(axes) else []:
            one = all(len(part) == 1 for part in (points.get_paths(), points.get_facecolor(), points.get_edgecolor()))
            if type(points) is not PathCollection or not is_plain(points) or not one or len(points.get_sizes()) != 1:
                continue
            path = points.get_paths()[0]
            look: Any = points
            reach = float(np.abs(path.vertices).max())
            made: Any = Line2D(
                *np.asarray(points.get_offsets()).T,
                linestyle="None",
                marker=path,
                markersize=2 * reach * float(np.sqrt(points.get_sizes()[0])),
                markerfacecolor=look.get_facecolor()[0],
                markeredgecolor=look.get_edgecolor()[0],
                markeredgewidth=float(look.get_linewidth()[0]),
            )
            keep_place(made, points, points.get_offset_transform())
            made.set_alpha(None)
            axes.add_artist(made)
            made.set_clip_on(points.get_clip_on())
            points.remove()
