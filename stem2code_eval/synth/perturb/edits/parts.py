"""What a figure consists of, and which of its parts a grade of damage takes."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from numpy.random import Generator, default_rng

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
    return [artist for artist in found if artist.get_visible()]


def is_arrow(text: Any) -> bool:
    """Say whether an annotation is there for its arrow alone."""
    return isinstance(text, Annotation) and text.arrow_patch is not None and not text.get_text().strip()


def is_flat(axes: Any) -> bool:
    """Say whether axes are plain: two-dimensional, with straight axes that can be inverted by transforms."""
    return axes is None or axes.name == "rectilinear"


def repeatable(grade: int, seed: int) -> Generator:
    """Return the same random numbers for every grade, so that grades differ in amount only."""
    del grade
    return default_rng(seed)


def take_by_share(shares: list[float], grade: int, seed: int, floor: float = 0.004) -> list[int]:
    """Choose parts whose shares add up to what the grade asks for: 3, 10, 25, 50 and 80 %.

    The parts of a grade are among those of the next. A grade that would take no more than the one before it
    takes nothing, which leaves the picture as it was.
    """
    usable = [at for at, share in enumerate(shares) if share >= floor]
    if not usable:
        return []
    order = [usable[at] for at in repeatable(grade, seed).permutation(len(usable))]
    total = sum(shares[at] for at in order)
    chosen = [min(order, key=lambda at: abs(np.log(shares[at] / 0.03)))]
    chosen = chosen if shares[chosen[0]] < 0.75 * total or len(order) == 1 else []
    sizes = [len(chosen)]
    for target in (0.10, 0.25, 0.5, 0.8):
        for at in order:
            have = sum(shares[taken] for taken in chosen) / total
            if have >= 0.85 * target:
                break
            if at not in chosen and have + shares[at] / total <= 1.4 * target:
                chosen.append(at)
        sizes.append(len(chosen))
    if len(chosen) < len(order) and sizes[-1] == sizes[-2]:
        chosen, sizes[-1] = [*chosen, *(at for at in order if at not in chosen)], len(order)
    before = sizes[grade - 2] if grade > 1 else 0
    return chosen[: sizes[grade - 1]] if sizes[grade - 1] > before else []


def take_shapes(figure: Figure, shapes: list[Artist], grade: int, seed: int, most: int = 60) -> list[Artist]:
    """Choose among shapes by the ink that they show, at most `most` of them looked at."""
    order = repeatable(grade, seed).permutation(len(shapes))[:most]
    looked_at = [shapes[at] for at in sorted(order)]
    shares = ink_shares(figure, [[shape] for shape in looked_at])
    return [looked_at[at] for at in take_by_share(shares, grade, seed)]


def is_stroke(artist: Artist) -> bool:
    """Say whether an artist is a line that is drawn as a line, not by markers alone."""
    return isinstance(artist, Line2D) and artist.get_linestyle() not in ("None", "", " ") and artist.get_linewidth() > 0
