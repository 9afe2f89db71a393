"""Draw what does not belong."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from stem2code_eval.synth.perturb.edits.ink import ink_along, ink_frame, ink_of, small_picture
from stem2code_eval.synth.perturb.edits.parts import all_axes, is_stroke
from stem2code_eval.synth.perturb.edits.still import hold_still

STRAY_LENGTHS = ((0.10,), (0.2,), (), (0.25, 0.25), (0.4, 0.5, 0.6, 0.7))
"""Of the lines that each grade adds to the one before, as shares of the picture's longer side."""


def add_strays(figure: Figure, grade: int, seed: int) -> None:
    """Add a short line; another; a circle; two lines and a letter; and four long lines: one group more a grade."""
    hold_still(figure)
    frame = np.reshape(ink_frame(figure), (2, 2))
    side = float((frame[1] - frame[0]).max())
    mask = ink_of(small_picture(figure))
    random = default_rng(seed)
    colour, width = _pen(figure)
    width = max(width, 0.18 * side)
    look: dict[str, Any] = {"color": colour, "transform": figure.dpi_scale_trans, "zorder": 50}
    for step, lengths in enumerate(STRAY_LENGTHS[:grade]):
        for length in lengths:
            ends = _blank_line(mask, figure, frame, length * side, random)
            figure.add_artist(Line2D(*ends.T, linewidth=width, **look))
        x, y = _blank_line(mask, figure, frame, 0.16 * side, random).mean(axis=0)
        if step == 2:
            figure.add_artist(Circle((x, y), 0.08 * side, fill=False, linewidth=width, **look))
        elif step == 3:
            figure.text(x, y, "W", fontsize=2.4 * side, **look)


def _pen(figure: Figure) -> tuple[Any, float]:
    """Return the colour and width of the lines drawn most."""
    lines = [line for axes in all_axes(figure) for line in axes.lines if line.get_visible() and is_stroke(line)]
    widths = [float(line.get_linewidth()) for line in lines]
    colours = [line.get_color() for line in lines if isinstance(line.get_color(), str)]
    colour = max(sorted(set(colours)), key=colours.count) if colours else "black"
    return ("black" if colour.lower() in ("w", "white", "#ffffff") else colour), float(np.median([1.2, *widths]))


def _blank_line(
    mask: NDArray[np.bool_], figure: Figure, frame: NDArray[np.float64], length: float, random: Generator
) -> NDArray[np.float64]:
    """Return the ends of a line of this length, in inches, that meets as little ink as any of 80 tried."""
    best = (np.inf, frame)
    for _ in range(80):
        angle = random.uniform(0, np.pi)
        half = length / 2 * np.array([np.cos(angle), np.sin(angle)])
        middle = random.uniform(*frame)
        ends = np.array([middle - half, middle + half])
        outside = float(np.maximum(frame[0] - ends, ends - frame[1]).clip(0).sum())
        merit = ink_along(mask, figure, *ends) + 5 * outside / length
        if merit < best[0]:
            best = (merit, ends)
    return best[1]
