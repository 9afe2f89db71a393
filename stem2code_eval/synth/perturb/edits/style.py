"""Change the colour or the dashes of what is drawn."""

from typing import Any

import numpy as np
from matplotlib.collections import Collection, LineCollection
from matplotlib.colors import to_rgb, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from stem2code_eval.synth.perturb.edits.labels import labels_of
from stem2code_eval.synth.perturb.edits.parts import is_stroke, shapes_of, take_shapes
from stem2code_eval.synth.perturb.edits.still import hold_still

PALETTE = ("#d62728", "#1f5fd6", "#1a9641", "#e07b00", "#8e30b0")


def recolour(figure: Figure, grade: int, seed: int) -> None:
    """Give shapes and labels that make up 3, 10, 25, 50 or 80 % of the outlines a plainly different colour."""
    hold_still(figure)
    texts = [label.artist for label in labels_of(figure) if label.texts is None]
    for artist in take_shapes(figure, [*shapes_of(figure), *texts], grade, seed):
        _paint(artist, seed)


def _paint(artist: Any, seed: int) -> None:
    if isinstance(artist, Line2D):
        face, edge = artist.get_markerfacecolor(), artist.get_markeredgecolor()
        artist.set_color(_other(artist.get_color(), seed))
        artist.set_markerfacecolor(_painted(face, seed))
        artist.set_markeredgecolor(_painted(edge, seed))
        return
    if isinstance(artist, Collection):
        artist.set_array(None)
    if isinstance(artist, Patch | Collection):
        many = isinstance(artist, Collection)
        faces: Any = [_painted(colour, seed) for colour in to_rgba_array(artist.get_facecolor())]
        edges: Any = [_painted(colour, seed) for colour in to_rgba_array(artist.get_edgecolor())]
        artist.set_facecolor(faces if many else faces[0])
        artist.set_edgecolor(edges if many else edges[0])
    elif getattr(artist, "arrow_patch", None) is not None and not artist.get_text().strip():
        _paint(artist.arrow_patch, seed)
    else:
        artist.set_color(_other(artist.get_color(), seed))


def _painted(colour: Any, seed: int) -> Any:
    """Return another colour for what is seen; what is transparent, or white as the paper, stays."""
    rgba = to_rgba_array(colour)
    if len(rgba) == 0 or rgba[0, 3] == 0 or rgba[0, :3].min() > 0.97:
        return colour
    return (*to_rgb(_other(rgba[0, :3], seed)), float(rgba[0, 3]))


def _other(colour: Any, seed: int) -> str:
    """Return one of the palette's colours that is plainly different from `colour`."""
    rgb = np.array(to_rgb(colour))
    far = [other for other in PALETTE if float(np.abs(np.array(to_rgb(other)) - rgb).sum()) > 0.8]
    return far[seed % len(far)]


def switch_dashes(figure: Figure, grade: int, seed: int) -> None:
    """Dash solid lines and draw dashed ones through, for 3, 10, 25, 50 or 80 % of the length of lines and outlines."""
    hold_still(figure)
    for artist in take_shapes(figure, [shape for shape in shapes_of(figure) if _can_be_dashed(shape)], grade, seed):
        stroke: Any = artist
        stroke.set_linestyle((0, (4, 3)) if _is_solid(stroke) else "-")
        if isinstance(stroke, Line2D):
            stroke.set_dash_capstyle("butt")


def _can_be_dashed(artist: Any) -> bool:
    extent = artist.get_window_extent()
    figure = artist.get_figure()
    if figure is None or max(extent.width, extent.height) < 0.06 * max(figure.bbox.width, figure.bbox.height):
        return False
    if isinstance(artist, Line2D | LineCollection):
        return not isinstance(artist, Line2D) or is_stroke(artist)
    edge = to_rgba_array(artist.get_edgecolor()) if isinstance(artist, Patch) else np.zeros((1, 4))
    return bool(edge[0, 3] > 0 and artist.get_linewidth() > 0 and artist.get_linestyle() != "None")


def _is_solid(stroke: Any) -> bool:
    style = stroke.get_linestyle()
    if isinstance(style, list):
        return all(dashes is None for _, dashes in style)
    return style in ("-", "solid")
