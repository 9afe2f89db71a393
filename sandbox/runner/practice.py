"""Figures drawn before the first program comes, so that every fork finds matplotlib's caches full and its fonts open.

Nothing of this is seen by programs: figures are closed and the defaults restored.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

_DPI = 60
_FAMILIES = ("sans-serif", "serif", "monospace")
_MATH_FONTS = ("dejavusans", "dejavuserif", "cm", "stix", "stixsans")


def practise() -> None:
    """Draw typical figures."""
    _draw(_geometry, _function, _data, _writing, _solid, _polar)


def practise_little() -> None:
    """Draw what nearly every figure has."""
    _draw(_geometry, _function)


def _draw(*fills: Callable[[Any], None]) -> None:
    import matplotlib.pyplot as plt

    from .capture import draw

    for fill in fills:
        figure = plt.figure(figsize=(3, 2), dpi=_DPI)
        fill(figure)
        draw(figure, _DPI)
        plt.close(figure)


def _geometry(figure: Any) -> None:
    from matplotlib import patches

    axes = figure.add_subplot()
    axes.plot([0, 1, 0.3, 0], [0, 0, 1, 0], "k-", lw=1.5)
    axes.plot([0.5], [0.5], "o", color="C1")
    for patch in (
        patches.Circle((0.5, 0.5), 0.2, fill=False),
        patches.Polygon([(0, 0), (1, 0), (0, 1)], closed=True, fc="0.8", hatch="//"),
        patches.Rectangle((0, 0), 0.5, 0.5, ec="b", ls="--", alpha=0.5),
        patches.Arc((0, 0), 0.3, 0.3, theta1=0, theta2=60),
        patches.Ellipse((0.5, 0.5), 0.3, 0.1, angle=20),
        patches.Wedge((0.5, 0.5), 0.2, 0, 90),
        patches.FancyArrowPatch((0, 0), (1, 1), arrowstyle="-|>", mutation_scale=10),
    ):
        axes.add_patch(patch)
    axes.annotate("", (1, 0), (0, 0), arrowprops={"arrowstyle": "<->", "lw": 1})
    axes.annotate("A", (0, 0), xytext=(4, 4), textcoords="offset points")
    axes.text(0.5, 0.5, "$B$", ha="center", va="center", bbox={"boxstyle": "round", "fc": "w"})
    axes.set(xlim=(-1, 2), ylim=(-1, 2), aspect="equal")
    axes.axis("off")


def _function(figure: Any) -> None:
    x = np.linspace(-3, 3, 100)
    axes = figure.add_subplot()
    axes.plot(x, np.sin(x), label="sin")
    axes.plot(x, x**2, "r--", label="$x^2$")
    axes.fill_between(x, np.sin(x), 0, where=x > 0, alpha=0.3)
    axes.axhline(0, color="k", lw=0.8)
    axes.axvline(0, color="k", lw=0.8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_position("zero")
    axes.set(xlabel="$x$", ylabel="y", title="Figure 1", xticks=[-2, 0, 2], xticklabels=["a", "b", "c"])
    axes.grid(True, ls=":")
    axes.legend()
    figure.tight_layout()


def _data(figure: Any) -> None:
    first, second, third, fourth = figure.subplots(2, 2).flat
    first.bar(["a", "b"], [1, 2])
    second.scatter([1, 2, 3], [3, 1, 2], s=20, c=[1, 2, 3])
    third.imshow(np.arange(16).reshape(4, 4), cmap="viridis")
    fourth.contour(np.hypot(*np.mgrid[-2:2:9j, -2:2:9j]), levels=[1, 2])
    second.errorbar([1, 2], [1, 2], yerr=0.3)
    third.quiver([0, 1], [0, 1], [1, 0], [0, 1])
    fourth.hist([1, 2, 2, 3], bins=3)
    first.set_yscale("log")


def _writing(figure: Any) -> None:
    for row, family in enumerate(_FAMILIES):
        for column, (weight, style) in enumerate([("normal", "normal"), ("bold", "normal"), ("normal", "italic")]):
            figure.text(column / 3, row / 9, "Angle 60° \u22121 图", family=family, weight=weight, style=style)
    for row, fonts in enumerate(_MATH_FONTS):
        formula = r"$\frac{a_1}{\sqrt{b}} = \alpha^2 \angle ABC \circ \mathrm{cm} \mathbf{F}$"
        figure.text(0, 0.4 + row / 9, formula, math_fontfamily=fonts)


def _solid(figure: Any) -> None:
    axes = figure.add_subplot(projection="3d")
    axes.plot([0, 1], [0, 1], [0, 1])
    axes.text(0, 0, 0, "O")
    x, y = np.mgrid[-1:1:5j, -1:1:5j]
    axes.plot_surface(x, y, x * y)


def _polar(figure: Any) -> None:
    figure.add_subplot(projection="polar").plot([0, 1, 2], [1, 2, 3])
