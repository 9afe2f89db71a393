"""The same picture on another canvas: larger with all that is on it, with other margins, at another resolution."""

from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.collections import Collection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, IdentityTransform

from stem2code_eval.synth.perturb.edits.coordinates import own_transform
from stem2code_eval.synth.perturb.edits.ink import ink_frame
from stem2code_eval.synth.perturb.edits.parts import is_flat
from stem2code_eval.synth.perturb.edits.still import fix_ticks, hold_still


def scale_canvas(figure: Figure, factor: float) -> None:
    """Make the canvas larger or smaller, and every letter, line width, marker and arrow head with it."""
    hold_still(figure)
    done: set[int] = set()
    for axes in figure.axes:
        for spine in axes.spines.values() if is_flat(axes) else []:
            place: Any = spine.get_position()
            if isinstance(place, tuple) and place[0] == "outward" and place[1]:
                spine.set_position(("outward", place[1] * factor))
        for axis in (axes.xaxis, axes.yaxis):
            fix_ticks(axis)
            done |= _scale_ticks(axis, factor)
        private: Any = axes
        private._set_title_offset_trans(72 * factor * private.titleOffsetTrans._t[1])
    notes = [text.arrow_patch for text in figure.findobj(Annotation) if isinstance(text, Annotation)]
    for artist in [*figure.findobj(), *(arrow for arrow in notes if arrow is not None)]:
        if id(artist) not in done:
            done.add(id(artist))
            _scale(artist, factor)
    width, height = figure.get_size_inches()
    figure.set_size_inches(width * factor, height * factor)


def _scale_ticks(axis: Any, factor: float) -> set[int]:
    """Scale an axis's ticks as a whole, because ticks are made anew at will; return what is scaled by it."""
    done: set[int] = set()
    axis.labelpad *= factor
    for which, ticks in (("major", axis.get_major_ticks()), ("minor", axis.get_minor_ticks())):
        for tick in ticks:
            done |= {id(part) for part in tick.findobj()}
        for tick in ticks[:1]:
            axis.set_tick_params(
                which=which,
                length=tick.tick1line.get_markersize() * factor,
                width=tick.tick1line.get_markeredgewidth() * factor,
                pad=tick.get_pad() * factor,
                labelsize=tick.label1.get_fontsize() * factor,
                grid_linewidth=tick.gridline.get_linewidth() * factor,
            )
    return done


def _scale(artist: Any, factor: float) -> None:
    if hasattr(artist, "set_ticksize"):  # of mpl_toolkits.axisartist, as wide as those of an axis, which is scaled
        artist.set_ticksize(artist.get_ticksize() * factor)
    elif isinstance(artist, Text):
        artist.set_fontsize(float(artist.get_fontsize()) * factor)
        if isinstance(artist, Annotation) and artist.anncoords in ("offset points", "offset pixels"):
            artist.xyann = (factor * artist.xyann[0], factor * artist.xyann[1])
    elif isinstance(artist, Line2D):
        _scale_dashes(artist, factor)
        artist.set_linewidth(artist.get_linewidth() * factor)
        artist.set_markersize(artist.get_markersize() * factor)
        artist.set_markeredgewidth(artist.get_markeredgewidth() * factor)
    elif isinstance(artist, Patch):
        _scale_dashes(artist, factor)
        artist.set_linewidth(artist.get_linewidth() * factor)
        if isinstance(artist, FancyArrowPatch):
            artist.set_mutation_scale(artist.get_mutation_scale() * factor)
            artist.shrinkA, artist.shrinkB = artist.shrinkA * factor, artist.shrinkB * factor
    elif isinstance(artist, Collection):
        patterns: Any = artist
        if not rcParams["lines.scale_dashes"]:
            artist.set_linestyle(
                [
                    (offset * factor, dashes and [length * factor for length in dashes])
                    for offset, dashes in patterns._us_linestyles
                ]
            )
        artist.set_linewidth([width * factor for width in np.atleast_1d(artist.get_linewidth())])
        _scale_collection(artist, factor)


def _scale_dashes(artist: Any, factor: float) -> None:
    """Scale the dashes of a line or patch where they do not follow its width."""
    offset, dashes = artist._unscaled_dash_pattern
    if dashes is not None and not rcParams["lines.scale_dashes"]:
        artist.set_linestyle((offset * factor, [length * factor for length in dashes]))


def _scale_collection(artist: Any, factor: float) -> None:
    """Scale what a collection has in points or pixels besides its lines: sizes, and offsets that are not in data."""
    if hasattr(artist, "set_sizes") and len(artist.get_sizes()):
        artist.set_sizes(np.asarray(artist.get_sizes()) * factor**2)
    if isinstance(artist.get_offset_transform(), IdentityTransform):
        artist.set_offsets(np.asarray(artist.get_offsets()) * factor)


def add_margin(figure: Figure, share: float) -> None:
    """Put blank paper of `share` of the longer side around the canvas; nothing on it changes its size."""
    hold_still(figure)
    width, height = figure.get_size_inches()
    margin = share * max(width, height)
    _frame(figure, (-margin, -margin, width + margin, height + margin))


def crop(figure: Figure, share: float = 0.02) -> None:
    """Cut the canvas to the ink and a little paper of `share` of its longer side."""
    hold_still(figure)
    left, bottom, right, top = ink_frame(figure)
    margin = share * max(right - left, top - bottom)
    _frame(figure, (left - margin, bottom - margin, right + margin, top + margin))


def _frame(figure: Figure, frame: tuple[float, float, float, float]) -> None:
    """Make the canvas show the box `frame`, in inches on the old canvas; a figure with a legend of its own stays."""
    if figure.legends:
        return
    width, height = figure.get_size_inches()
    left, bottom, right, top = frame
    shares = Affine2D().scale(width, height).translate(-left, -bottom).scale(1 / (right - left), 1 / (top - bottom))
    places = [(axes, axes.get_position(original=True)) for axes in figure.axes]
    for axes, place in places:  # all read before one is set: twins move together
        axes.set_position(place.transformed(shares))
    for artist in [*figure.texts, *figure.lines, *figure.patches, *figure.artists]:
        if own_transform(artist) == figure.transFigure:
            artist.set_transform(shares + figure.transFigure)
    figure.set_size_inches(right - left, top - bottom)


def set_resolution(figure: Figure, dpi: float) -> None:
    """Give the figure another resolution."""
    figure.set_dpi(dpi)
