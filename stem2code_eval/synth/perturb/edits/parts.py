"""What a figure consists of, and which of its parts a grade of damage takes."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation
from numpy.random import default_rng

from stem2code_eval.synth.perturb.edits.ink import ink_shares


def all_axes(figure: Figure) -> list[Any]:
    """Return the visible axes of the figure, with those inset in others."""
    found: list[Any] = []
    waiting: list[Any] = list(figure.axes)
    while waiting:
        axes = waiting.pop(0)
        if axes.get_visible() and axes not in found:
            found.append(axes)
            waiting += axes.child_axes
    return found


def shapes_of(figure: Figure) -> list[Artist]:
    """Return lines, patches, collections and arrows that are drawn in axes or on the figure, but no background."""
    found: list[Artist] = []
    for axes in all_axes(figure):
        found += [*axes.lines, *axes.patches, *axes.collections]
        found += [text for text in axes.texts if is_arrow(text)]
    found += [*figure.lines, *figure.patches]
    found += [artist for artist in figure.artists if isinstance(artist, Line2D | Patch)]
    return [artist for artist in found if artist.get_visible()]


def is_arrow(text: Any) -> bool:
    """Say whether an annotation is there for its arrow alone."""
    return isinstance(text, Annotation) and text.arrow_patch is not None and not text.get_text().strip()


def is_flat(axes: Any) -> bool:
    """Say whether axes are plain: two-dimensional, with straight axes that can be inverted by transforms."""
    return axes is None or axes.name == "rectilinear"


TAKEN = ((0.03, 0.06), (0.10, 0.17), (0.25, 0.38), (0.50, 0.68), (0.80, 1.0))
"""For each grade, the share to be taken and the most that may be."""


def take_by_share(shares: list[float], grade: int, seed: int, total: float | None = None) -> list[int]:
    """Choose parts that hold about 3, 10, 25, 50 or 80 % of `total`, or of what all of them hold.

    The parts of a grade are among those of the next. Where parts are few and large, a grade may have none that fit,
    or no more than the grade before it; then it takes nothing, which leaves the picture as it was.
    """
    usable = [at for at, share in enumerate(shares) if share >= 0.002]
    total = total or sum(shares[at] for at in usable)
    order = [usable[at] for at in default_rng(seed).permutation(len(usable))]
    order.sort(key=lambda at: abs(np.log(shares[at] / total / 0.03)) > 0.7)
    chosen: list[int] = []
    sizes = [0]
    for target, most in TAKEN[:grade]:
        for at in order:
            have = sum(shares[taken] for taken in chosen) / total
            if have < 0.85 * target and at not in chosen and have + shares[at] / total <= most + 1e-9:
                chosen.append(at)
        sizes.append(len(chosen))
    return chosen if sizes[-1] > sizes[-2] else []


def take_shapes(figure: Figure, shapes: list[Artist], grade: int, seed: int, most: int = 60) -> list[Artist]:
    """Choose among shapes by the outlines that they show, at most `most` of them looked at."""
    order = default_rng(seed).permutation(len(shapes))[:most]
    looked_at = [shapes[at] for at in sorted(order)]
    shares = ink_shares(figure, [[shape] for shape in looked_at])
    return [looked_at[at] for at in take_by_share(shares, grade, seed)]


def is_plain(artist: Any) -> bool:
    """Say whether an artist is drawn as it is: without path effects, a sketched line or a colour in its gaps."""
    filtered = artist.get_path_effects() or artist.get_sketch_params() or artist.get_agg_filter()
    return not filtered and getattr(artist, "get_gapcolor", lambda: None)() is None


def is_stroke(artist: Artist) -> bool:
    """Say whether an artist is a line that is drawn as a line, not by markers alone."""
    return isinstance(artist, Line2D) and artist.get_linestyle() not in ("None", "", " ") and artist.get_linewidth() > 0
