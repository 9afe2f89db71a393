"""Polylines and polygons cut into their sides, so that one side can go, or turn to another vertex."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from stem2code_eval.synth.perturb.edits.parts import all_axes, is_flat, is_stroke
from stem2code_eval.synth.perturb.edits.twins import keep_place, twin_line


def cut_into_sides(figure: Figure, most: int = 12) -> None:
    """Replace each solid, opaque polyline of 3 to `most` vertices by one line a side; markers stay where they are."""
    for axes in all_axes(figure):
        if not is_flat(axes):
            continue
        for line in list(axes.lines):
            points = np.asarray(line.get_xydata())
            if is_polyline(line) and 3 <= len(points) <= most:
                for side in np.stack([points[:-1], points[1:]], axis=1):
                    axes.add_line(twin_line(line, *np.transpose(side)))
                keep_markers_only(line)


def cut_patches_into_sides(figure: Figure, most: int = 12) -> None:
    """Draw the outline of each polygon of 3 to `most` corners by one line a side, above what is left of it."""
    for axes in all_axes(figure):
        for patch in list(axes.patches) if is_flat(axes) else []:
            if not isinstance(patch, Polygon | Rectangle) or not patch.get_visible() or patch.get_hatch():
                continue
            edge: Any = patch.get_edgecolor()
            points: Any = patch.get_path().transformed(patch.get_patch_transform()).vertices
            solid = patch.get_linestyle() in ("-", "solid") and patch.get_linewidth() > 0 and edge[3] == 1
            if not solid or not 4 <= len(points) <= most + 1:
                continue
            for start, end in np.stack([points[:-1], points[1:]], axis=1):
                line = Line2D(*np.transpose([start, end]), color=edge, linewidth=patch.get_linewidth())
                keep_place(line, patch, patch.get_data_transform())
                line.set_alpha(None)
                axes.add_line(line)
                line.set_clip_on(patch.get_clip_on())
            patch.set_edgecolor("none")


def is_polyline(line: Line2D) -> bool:
    """Say whether a line is a visible, solid, opaque stroke from vertex to vertex."""
    plain = type(line) is Line2D and line.get_linestyle() == "-" and line.get_drawstyle() == "default"
    return plain and is_stroke(line) and line.get_visible() and line.get_alpha() in (None, 1)


def keep_markers_only(line: Line2D) -> None:
    """Take away a line's stroke; without markers nothing is left and the line goes.

    Markers lie on their own line: they are raised by half of what layers are apart, above whatever stands for it.
    """
    if line.get_marker() in ("None", "", " ", None):
        line.remove()
    else:
        line.set_linestyle("None")
        line.set_zorder(line.get_zorder() + 5e-7)
