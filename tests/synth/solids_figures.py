"""Runs figure programs for the tests of the solids, graphs and puzzles, and reads what they drew."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import proj3d

from stem2code_eval.synth.catalogue import all_families
from stem2code_eval.synth.family import SynthFigure


@dataclass(frozen=True)
class Picture:
    """What a program left behind: its names and its figure, laid out but not saved."""

    names: dict[str, Any]
    figure: Figure
    text_boxes: list[tuple[str, tuple[float, float, float, float]]]

    def lines(self, style=None):
        """Every line with at least two points, as (xs, ys); `style` is '-' or '--'."""
        drawn = [line for ax in self.figure.axes for line in ax.lines if len(line.get_xdata()) > 1]
        return [line.get_data() for line in drawn if style is None or line.get_linestyle() == style]

    def markers(self, marker="o"):
        """The places of the single points drawn with `marker`."""
        lines = [line for ax in self.figure.axes for line in ax.lines]
        return [line.get_data() for line in lines if line.get_marker() == marker and len(line.get_xdata()) == 1]

    def patches(self, kind=object):
        return [patch for ax in self.figure.axes for patch in ax.patches if isinstance(patch, kind)]

    def arrows(self):
        """Annotations with an arrow, as (tail, tip) in data units."""
        return [(t.xyann, t.xy) for ax in self.figure.axes for t in ax.texts if getattr(t, "arrow_patch", None)]


@cache
def made(name: str, seed: int) -> SynthFigure:
    return all_families()[name].figure(seed)


@cache
def picture(name: str, seed: int) -> Picture:
    mpl.use("Agg")
    mpl.rcdefaults()
    plt.close("all")
    kept = plt.show, Figure.savefig
    plt.show = Figure.savefig = lambda *_args, **_kwargs: None
    names = {"__name__": "__main__"}
    try:
        exec(compile(made(name, seed).program, name, "exec"), names)
    finally:
        plt.show, Figure.savefig = kept
    assert len(plt.get_fignums()) == 1
    figure = plt.gcf()
    figure.draw_without_rendering()
    return Picture(names, figure, text_boxes(figure))


def shown_texts(figure):
    """The text artists that can be seen, tick labels left out."""
    texts = list(figure.texts)
    for ax in figure.axes:
        texts += [*ax.texts, ax.title]
        if ax.axison:
            texts += [axis.label for axis in (ax.xaxis, ax.yaxis, getattr(ax, "zaxis", ax.xaxis))]
    return [t for t in dict.fromkeys(texts) if t.get_text().strip()]


def text_boxes(figure):
    """For each text of the axes: its words and its box (x0, y0, x1, y1) in pixels."""
    renderer = figure.canvas.get_renderer()
    boxes = []
    for ax in figure.axes:
        for text in ax.texts:
            if not text.get_text().strip():
                continue
            if hasattr(text, "get_position_3d"):
                x, y, _ = proj3d.proj_transform(*text.get_position_3d(), ax.get_proj())
                x, y = ax.transData.transform((x, y))
                boxes.append((text.get_text(), (x - 8, y - 8, x + 8, y + 8)))
            else:
                box = text.get_window_extent(renderer)
                if getattr(text, "arrow_patch", None) is None:
                    boxes.append((text.get_text(), (box.x0, box.y0, box.x1, box.y1)))
    return boxes


def seeds_where(name, wanted, count=8):
    """The first `count` seeds (of 120) whose facts satisfy `wanted`."""
    found = [seed for seed in range(120) if wanted(made(name, seed).facts)][:count]
    assert found, f"no seed of {name} has such a figure"
    return found
