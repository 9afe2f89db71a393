"""Polylines cut into their sides, so that one side can go, or turn to another vertex."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from stem2code_eval.synth.perturb.edits.parts import all_axes, is_flat, is_stroke
from stem2code_eval.synth.perturb.edits.twins import twin_line


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


def is_polyline(line: Line2D) -> bool:
    """Say whether a line is a visible, solid, opaque stroke from vertex to vertex."""
    plain = type(line) is Line2D and line.get_linestyle() == "-" and line.get_drawstyle() == "default"
    return plain and is_stroke(line) and line.get_visible() and line.get_alpha() in (None, 1)


def keep_markers_only(line: Line2D) -> None:
    """Take away a line's stroke; without markers nothing is left and the line goes."""
    if line.get_marker() in ("None", "", " ", None):
        line.remove()
    else:
        line.set_linestyle("None")
