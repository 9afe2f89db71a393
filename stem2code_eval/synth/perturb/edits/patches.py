"""The same patches and arrows through other artists: polygons of many points, collections, plain paths."""

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Patch, PathPatch, Polygon
from matplotlib.transforms import Affine2D, IdentityTransform

from stem2code_eval.synth.perturb.edits.parts import all_axes, is_flat, is_plain
from stem2code_eval.synth.perturb.edits.still import hold_still
from stem2code_eval.synth.perturb.edits.twins import keep_place


def _is_fixed(patch: Patch) -> bool:
    """Say whether a patch is to be seen, as it is, and its path is the same at any resolution.

    What is given in pixels, such as the boxes around other boxes of `mpl_toolkits.axes_grid1.inset_locator`, has
    another path where the figure is saved with another resolution.
    """
    return patch.get_visible() and is_plain(patch) and not isinstance(patch.get_data_transform(), IdentityTransform)


def patches_to_polygons(figure: Figure) -> None:
    """Draw circles, ellipses, rectangles and other patches as polygons of many points."""
    hold_still(figure)
    for axes in all_axes(figure):
        for patch in list(axes.patches) if is_flat(axes) else []:
            made = _flattened(figure, patch)
            if made is not None:
                axes.add_artist(made)
                made.set_clip_on(patch.get_clip_on())
                patch.remove()


def _flattened(figure: Figure, patch: Any) -> Patch | None:
    name = type(patch).__name__
    if name not in ("Circle", "Ellipse", "Rectangle", "Wedge", "RegularPolygon", "CirclePolygon") or not _is_fixed(
        patch
    ):
        return None
    fine = 2000 / figure.bbox.width
    magnified = patch.get_transform() + Affine2D().scale(fine)
    pixels = magnified.transform_path(patch.get_path()).to_polygons(closed_only=True)
    if len(pixels) != 1:
        return None
    points = patch.get_data_transform().inverted().transform(np.asarray(pixels[0]) / fine)
    made = Polygon(points[:-1], closed=True)
    made.update_from(patch)
    keep_place(made, patch, patch.get_data_transform())
    return made


def patches_to_collections(figure: Figure) -> None:
    """Draw each polygon, circle, rectangle and path as a collection of one."""
    hold_still(figure)
    for axes in all_axes(figure):
        for patch in list(axes.patches) if is_flat(axes) else []:
            if type(patch).__name__ in ("FancyArrowPatch", "FancyArrow", "Shadow", "ConnectionPatch") or not _is_fixed(
                patch
            ):
                continue
            shape = patch.get_path().transformed(patch.get_patch_transform())
            face, edge = patch.get_facecolor(), patch.get_edgecolor()
            made = PathCollection([shape], facecolors=[face], edgecolors=[edge], linewidths=[patch.get_linewidth()])
            made.set_linestyle([patch._unscaled_dash_pattern])
            made.set_capstyle(patch.get_capstyle())
            made.set_joinstyle(patch.get_joinstyle())
            made.set_hatch(patch.get_hatch())
            keep_place(made, patch, patch.get_data_transform())
            made.set_alpha(None)
            axes.add_artist(made)
            made.set_clip_on(patch.get_clip_on())
            patch.remove()


def arrows_to_paths(figure: Figure) -> None:
    """Draw the shaft and the heads of each arrow as plain paths."""
    hold_still(figure)
    for axes in all_axes(figure):
        arrows = [(text, text.arrow_patch) for text in axes.texts if getattr(text, "arrow_patch", None) is not None]
        arrows += [(patch, patch) for patch in axes.patches if type(patch) is FancyArrowPatch]
        for owner, arrow in arrows if is_flat(axes) else []:
            if not (
                owner.get_visible() and arrow.get_visible() and arrow.get_linestyle() in ("-", "solid")
            ) or not is_plain(arrow):
                continue
            paths, filled = arrow._get_path_in_displaycoord()
            for path, fill in zip(np.atleast_1d(paths), np.atleast_1d(filled), strict=True):
                made = PathPatch(path.transformed(figure.dpi_scale_trans.inverted()), fill=bool(fill))
                made.set_facecolor(arrow.get_facecolor())
                made.set_edgecolor(arrow.get_edgecolor())
                made.set_linewidth(arrow.get_linewidth())
                made.set_capstyle(arrow.get_capstyle())
                made.set_joinstyle(arrow.get_joinstyle())
                keep_place(made, arrow, figure.dpi_scale_trans)
                made.set_zorder(owner.get_zorder())
                axes.add_artist(made)
                made.set_clip_on(arrow.get_clip_on())
            arrow.set_visible(False)
