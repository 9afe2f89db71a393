"""Artists that look like a given one."""

from typing import Any

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike


def twin_line(line: Line2D, xs: ArrayLike, ys: ArrayLike) -> Line2D:
    """Return a line through other points that looks like `line`, without its markers."""
    twin = Line2D(xs, ys, color=line.get_color(), linewidth=line.get_linewidth())
    style: Any = line
    twin.set_linestyle(style._unscaled_dash_pattern if line.is_dashed() else line.get_linestyle())
    twin.set_solid_capstyle(line.get_solid_capstyle())
    twin.set_dash_capstyle(line.get_dash_capstyle())
    twin.set_solid_joinstyle(line.get_solid_joinstyle())
    twin.set_dash_joinstyle(line.get_dash_joinstyle())
    twin.set_antialiased(line.get_antialiased())
    keep_place(twin, line)
    return twin


def keep_place(twin: Artist, original: Artist, transform: Any = None) -> None:
    """Give a new artist the layer, clipping, opacity and coordinates of the one that it stands for."""
    twin.set_transform(original.get_transform() if transform is None else transform)
    twin.set_zorder(original.get_zorder())
    twin.set_clip_path(original.get_clip_path())
    clip_box = original.get_clip_box()
    if clip_box is not None:
        twin.set_clip_box(clip_box)
    twin.set_clip_on(original.get_clip_on())
    twin.set_alpha(original.get_alpha())
