"""Attach the ends of lines to other vertices than theirs."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from stem2code_eval.synth.perturb.edits.ink import ink_frame, ink_shares
from stem2code_eval.synth.perturb.edits.parts import repeatable, take_by_share
from stem2code_eval.synth.perturb.edits.pieces import cut_into_sides
from stem2code_eval.synth.perturb.edits.still import hold_still
from stem2code_eval.synth.perturb.edits.vertices import Corners, corners_of


def rewire(figure: Figure, grade: int, seed: int) -> None:
    """Turn lines and arrows that hold 3, 10, 25, 50 or 80 % of the ink of all such lines to another line's end."""
    hold_still(figure)
    cut_into_sides(figure)
    left, bottom, right, top = ink_frame(figure)
    side = max(right - left, top - bottom)
    edges = [corners for corners in corners_of(figure, most=2) if _length(corners) >= 0.06 * side]
    edges = [edges[at] for at in repeatable(grade, seed).permutation(len(edges))[:60]]
    shares = ink_shares(figure, [[edge.artist] for edge in edges])
    places = np.concatenate([edge.points for edge in edges]) if edges else np.zeros((0, 2))
    taken = take_by_share(shares, grade, seed)
    for at in taken:
        _turn(edges[at], places, edges, side, seed)


def _length(corners: Corners) -> float:
    return float(np.hypot(*(corners.points[1] - corners.points[0]))) if len(corners.points) == 2 else 0.0


def _turn(edge: Corners, places: NDArray[np.float64], edges: list[Corners], side: float, seed: int) -> None:
    """Put one end of the edge to the place, far from the old line, that is nearest to a quarter of the side away."""
    fixed, loose = edge.points[seed % 2], edge.points[1 - seed % 2]
    best: tuple[float, Any] = (np.inf, None)
    for place in places:
        new, old = place - fixed, loose - fixed
        length = np.hypot(*new)
        bend = abs(new[0] * old[1] - new[1] * old[0]) / (np.hypot(*old) + 1e-9)
        if length < 0.06 * side or bend < 0.05 * side or _is_there(fixed, place, edges, 0.01 * side):
            continue
        merit = abs(float(np.hypot(*(place - loose))) - 0.25 * side)
        if merit < best[0]:
            best = (merit, place)
    if best[1] is not None:
        edge.put(np.array([fixed, best[1]] if seed % 2 == 0 else [best[1], fixed]))


def _is_there(one: Any, other: Any, edges: list[Corners], tolerance: float) -> bool:
    ends = np.array([one, other])
    return any(np.abs(edge.points - pair).max() < tolerance for edge in edges for pair in (ends, ends[::-1]))
