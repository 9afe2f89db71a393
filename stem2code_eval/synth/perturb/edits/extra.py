"""Draw what does not belong."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from matplotlib.text import Text
from numpy.typing import NDArray

from stem2code_eval.synth.perturb.edits.ink import ink_frame, ink_of, small_picture
from stem2code_eval.synth.perturb.edits.parts import repeatable
from stem2code_eval.synth.perturb.edits.still import hold_still


def add_strays(figure: Figure, grade: int, seed: int) -> None:
    """Add a short line; a longer one; a circle; a label and two lines; and long lines across, one more a grade."""
    hold_still(figure)
    left, bottom, right, top = ink_frame(figure)
    side = max(right - left, top - bottom)
    mask = ink_of(small_picture(figure))
    rng = repeatable(grade, seed)
    colour, width = _pen(figure)
    lengths = ((0.10,), (0.2,), (), (0.25, 0.25), (0.5, 0.6, 0.7, 0.8))
    for step, drawn in enumerate(lengths[:grade]):
        for length in drawn:
            ends = _free_line(mask, figure, (left, bottom, right, top), length * side, rng)
            figure.add_artist(Line2D(*ends.T, color=colour, lw=width, transform=figure.dpi_scale_trans, zorder=50))
        place = _free_line(mask, figure, (left, bottom, right, top), 0.16 * side, rng).mean(axis=0)
        if step == 2:
            look = {"fill": False, "ec": colour, "lw": width, "transform": figure.dpi_scale_trans, "zorder": 50}
            figure.add_artist(Circle(tuple(place), 0.08 * side, **look))
        elif step == 3:
            look = {"fontsize": 14, "color": colour, "transform": figure.dpi_scale_trans, "zorder": 50}
            figure.add_artist(Text(*place, "W", **look))


def _pen(figure: Figure) -> tuple[str, float]:
    """Return the colour and width of the lines drawn most."""
    lines = [line for axes in figure.axes for line in axes.lines if line.get_visible()]
    widths = [float(line.get_linewidth()) for line in lines]
    colours = [str(line.get_color()) for line in lines if isinstance(line.get_color(), str)]
    colour = max(sorted(set(colours)), key=colours.count) if colours else "black"
    return ("black" if colour.lower() in ("w", "white", "#ffffff") else colour), float(np.median([1.2, *widths]))


def _free_line(
    mask: NDArray[np.bool_],
    figure: Figure,
    frame: tuple[float, float, float, float],
    length: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the two ends of a line of a length, in inches, that meets as little ink as any of 60 tried."""
    scale = mask.shape[1] / figure.get_size_inches()[0]
    best = (np.inf, np.zeros((2, 2)))
    low, high = np.array(frame[:2]), np.array(frame[2:])
    for _ in range(60):
        angle = rng.uniform(0, np.pi)
        half = length / 2 * np.array([np.cos(angle), np.sin(angle)])
        middle = rng.uniform(low, high)
        ends = np.array([middle - half, middle + half])
        outside = float(np.maximum(low - ends, ends - high).clip(0).sum())
        along = np.linspace(ends[0], ends[1], 50) * scale
        columns = along[:, 0].astype(int).clip(1, mask.shape[1] - 2)
        rows = (mask.shape[0] - 1 - along[:, 1].astype(int)).clip(1, mask.shape[0] - 2)
        near = sum(mask[rows + down, columns + across] for down in (-1, 0, 1) for across in (-1, 0, 1)) > 0
        merit = float(near.mean()) + 5 * outside / length
        if merit < best[0]:
            best = (merit, ends)
    return best[1]
