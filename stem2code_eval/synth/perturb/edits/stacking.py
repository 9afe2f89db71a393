"""Draw in another order what overlaps."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.random import default_rng

from stem2code_eval.synth.perturb.edits.ink import differs, ink_of, small_picture
from stem2code_eval.synth.perturb.edits.parts import all_axes, is_flat, take_by_share
from stem2code_eval.synth.perturb.edits.still import hold_still


def restack(figure: Figure, grade: int, seed: int, most: int = 40) -> None:
    """Bring filled shapes to the front that, each by itself, change 1.5, 5, 12.5, 25 or 40 % of the ink together."""
    hold_still(figure)
    fills = [patch for axes in all_axes(figure) if is_flat(axes) for patch in [*axes.patches, *axes.collections]]
    fills = [fill for fill in fills if fill.get_visible() and _is_filled(fill)]
    fills = [fills[at] for at in default_rng(seed).permutation(len(fills))[:most]]
    whole = small_picture(figure)
    ink = max(1, int(ink_of(whole).sum()))
    covers = []
    for fill in fills:
        before = fill.get_zorder()
        fill.set_zorder(before + 100)
        covers.append(float(differs(whole, small_picture(figure)).sum()) / ink)
        fill.set_zorder(before)
    for at in take_by_share(covers, grade, seed, total=0.5):
        fills[at].set_zorder(fills[at].get_zorder() + 100)


def _is_filled(artist: Any) -> bool:
    faces = np.atleast_2d(artist.get_facecolor())
    return bool(faces.size and faces[:, -1].max() > 0)
