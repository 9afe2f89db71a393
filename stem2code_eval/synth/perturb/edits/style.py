"""Change the colour or the dashes of what is drawn."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import Collection, LineCollection
from matplotlib.colors import to_rgb, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from stem2code_eval.synth.perturb.edits.labels import labels_of
from stem2code_eval.synth.perturb.edits.parts import is_stroke, shapes_of, take_shapes
from stem2code_eval.synth.perturb.edits.still import hold_still

PALETTE = ("#d62728", "#1f5fd6", "#1a9641", "#e6a000", "#8e30b0", "#000000")


def recolour(figure: Figure, grade: int, seed: int) -> None:
    """Give shapes and labels that make up 3, 10, 25, 50 or 80 % of the ink a plainly different colour."""
    hold_still(figure)
    texts = [label.artist for label in labels_of(figure) if label.texts is None]
    for artist in take_shapes(figure, [*shapes_of(figure), *texts], grade, seed):
        _paint(artist)


def _paint(artist: Any) -> None:
    if isinstance(artist, Line2D):
        colour = artist.get_color()
        artist.set_color(_other(colour))
        for part in ("markerfacecolor", "markeredgecolor"):
            getattr(artist, f"set_{part}")(_painted(getattr(artist, f"get_{part}")()))
        return
    if isinstance(artist, Collection):
        artist.set_array(None)
    if isinstance(artist, Patch | Collection):
        face, edge = to_rgba_array(artist.get_facecolor()), to_rgba_array(artist.get_edgecolor())
        artist.set_facecolor(
            [_painted(colour) for colour in face] if isinstance(artist, Collection) else _painted(face[0])
        )
        artist.set_edgecolor(
            [_painted(colour) for colour in edge] if isinstance(artist, Collection) else _painted(edge[0])
        )
    elif getattr(artist, "arrow_patch", None) is not None and not artist.get_text().strip():
        _paint(artist.arrow_patch)
    else:
        artist.set_color(_other(artist.get_color()))


def _painted(colour: Any) -> Any:
    """Return another colour for what is seen; what is transparent, or white as the paper, stays."""
    rgba = to_rgba_array(colour)
    if len(rgba) == 0 or rgba[0, 3] == 0 or rgba[0, :3].min() > 0.97:
        return colour
    return (*to_rgb(_other(rgba[0, :3])), float(rgba[0, 3]))


def _other(colour: Any) -> str:
    """Return the palette's colour that is farthest from `colour`, black last."""
    rgb = np.array(to_rgb(colour))
    distances = [float(np.abs(np.array(to_rgb(other)) - rgb).sum()) for other in PALETTE[:-1]]
    return PALETTE[int(np.argmax(distances))]


def switch_dashes(figure: Figure, grade: int, seed: int) -> None:
    """Dash solid lines and draw dashed ones through, for 3, 10, 25, 50 or 80 % of the ink of lines and outlines."""
    hold_still(figure)
    for artist in take_shapes(figure, [shape for shape in shapes_of(figure) if _can_be_dashed(shape)], grade, seed):
        stroke: Any = artist
        stroke.set_linestyle((0, (4, 3)) if _is_solid(stroke) else "-")
        if isinstance(stroke, Line2D):
            stroke.set_dash_capstyle("butt")


def _can_be_dashed(artist: Artist) -> bool:
    extent = artist.get_window_extent()
    figure = artist.get_figure()
    if figure is None or max(extent.width, extent.height) < 0.06 * max(figure.bbox.width, figure.bbox.height):
        return False
    if isinstance(artist, Line2D):
        return is_stroke(artist)
    if isinstance(artist, Patch):
        return bool(artist.get_edgecolor()[3] > 0 and artist.get_linewidth() > 0 and artist.get_linestyle() != "None")
    return isinstance(artist, LineCollection)


def _is_solid(stroke: Any) -> bool:
    if isinstance(stroke, LineCollection):
        return all(dashes is None for _, dashes in stroke.get_linestyles())
    return stroke.get_linestyle() in ("-", "solid")
