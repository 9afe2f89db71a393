"""Attach the ends of lines to other vertices than theirs."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.random import default_rng
from numpy.typing import NDArray

from stem2code_eval.synth.perturb.edits.ink import ink_along, ink_frame, ink_of, ink_shares, small_picture
from stem2code_eval.synth.perturb.edits.parts import take_by_share
from stem2code_eval.synth.perturb.edits.pieces import cut_into_sides, cut_patches_into_sides
from stem2code_eval.synth.perturb.edits.still import hold_still
from stem2code_eval.synth.perturb.edits.vertices import Corners, corners_of


def rewire(figure: Figure, grade: int, seed: int) -> None:
    """Turn lines and arrows that hold 3, 10, 25, 50 or 80 % of the length of all to another line's end."""
    hold_still(figure)
    cut_into_sides(figure)
    cut_patches_into_sides(figure)
    left, bottom, right, top = ink_frame(figure)
    side = max(right - left, top - bottom)
    edges = [corners for corners in corners_of(figure, most=2) if _length(corners) >= 0.06 * side]
    edges = [edges[at] for at in default_rng(seed).permutation(len(edges))[:40]]
    if not edges:
        return
    places = np.concatenate([edge.points for edge in edges] + [[edge.points.mean(axis=0)] for edge in edges])
    mask = ink_of(small_picture(figure))
    turned = [_turned(edge.points, places, mask, figure, side, loose=(seed + at) % 2) for at, edge in enumerate(edges)]
    able = [(edge, points) for edge, points in zip(edges, turned, strict=True) if points is not None]
    shares = ink_shares(figure, [[edge.artist] for edge, _ in able])
    for at in take_by_share(shares, grade, seed):
        edge, points = able[at]
        edge.put(points)


def _length(corners: Corners) -> float:
    return float(np.hypot(*(corners.points[1] - corners.points[0]))) if len(corners.points) == 2 else 0.0


def _turned(
    ends: NDArray[np.float64],
    places: NDArray[np.float64],
    mask: NDArray[np.bool_],
    figure: Figure,
    side: float,
    loose: int,
) -> Any:
    """Return the ends with the loose one at another place; None where no line to one would be seen.

    Of the places that the new line reaches away from the old one and mostly over blank paper, the nearest to a
    quarter of the side from the old end is taken. The last third of the places, the middles of lines, serves only
    where no end will do.
    """
    fixed, old = ends[1 - loose], ends[loose] - ends[1 - loose]
    found = []
    for at, place in enumerate(places):
        new = place - fixed
        bend = abs(new[0] * old[1] - new[1] * old[0]) / (np.hypot(*old) + 1e-9)
        if np.hypot(*new) < 0.06 * side or bend < 0.05 * side:
            continue
        found.append((at >= len(places) * 2 / 3, abs(float(np.hypot(*(new - old))) - 0.25 * side), tuple(place)))
    for _, _, place in sorted(found)[:60]:
        if ink_along(mask, figure, fixed, place) < 0.4:
            moved = np.array(ends)
            moved[loose] = place
            return moved
    return None
