"""Small programs of many shapes, and a way to run them that shows the figure as it is delivered."""

from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

matplotlib.use("Agg")

TRIANGLE = """\
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4, 4))
for p, q in [((0, 0), (4, 0)), ((4, 0), (1, 3)), ((1, 3), (0, 0)), ((1, 3), (2, 0))]:
    ax.plot([p[0], q[0]], [p[1], q[1]], color="black", lw=1.5)
for x, y, name in [(-0.3, -0.3, "$A$"), (4.2, -0.3, "$B$"), (1, 3.3, "$C_1$"), (2, -0.4, "$M$")]:
    ax.text(x, y, name, fontsize=14, ha="center")
ax.set_xlim(-1, 5)
ax.set_ylim(-1, 4)
ax.set_aspect("equal")
ax.axis("off")
plt.show()
"""

CURVE = """\
import numpy as np
from matplotlib import pyplot


def wave(x):
    return 2 * np.sin(1.5 * x) + 0.5


def main():
    figure = pyplot.figure(figsize=(5, 3))
    axes = figure.add_subplot()
    x = np.linspace(0, 6, 100)
    axes.plot(x, wave(x), "--", c="tab:blue", label="wave")
    axes.scatter([1, 2, 3, 4], [0, 1, 0, 1], s=30, color="#ff0000")
    axes.set_title("A wave")
    figure.savefig("wave.png", dpi=90)


main()
"""

BARS = """\
from matplotlib.pyplot import *

bar(["a", "b", "c", "d", "e"], [3, 1, 2, 2, 4], color="0.7", edgecolor="k", width=0.5)
ylabel("count")
savefig("bars.png")
"""

CIRCLES = """\
import matplotlib.pyplot as plt
from matplotlib.patches import Circle, FancyArrowPatch

fig, ax = plt.subplots()
for k in range(6):
    ax.add_patch(Circle((k, 0), 0.45, facecolor="white", edgecolor="black", zorder=1))
    ax.text(k, 0, str(k), ha="center", va="center", zorder=2)
ax.annotate("", (0, 1), (4, 1), arrowprops=dict(arrowstyle="->"))
ax.add_patch(FancyArrowPatch((0, -1), (4, -1), arrowstyle="-|>", mutation_scale=15))
ax.set(xlim=(-1, 6), ylim=(-2, 2), aspect="equal")
"""

CLASS = '''\
"""A drawing in a class."""
from __future__ import annotations

import matplotlib.pyplot as plt


class Drawing:
    def __init__(self):
        self.fig, self.ax = plt.subplots()

    def finish(self):
        self.ax.plot([0, 1, 1, 0, 0], [0, 0, 1, 1, 0], "k-o"); self.fig.savefig("a.png")


if __name__ == "__main__":
    Drawing().finish()
'''

MADE = """\
import matplotlib.pyplot as plt
def make():
    fig = plt.figure(); fig.add_subplot().fill([0, 1, 1], [0, 0, 1], fc='grey')
    return fig
make().savefig('x.png'); plt.close('all')
"""

SOLID = """\
import matplotlib.pyplot as plt
ax = plt.figure().add_subplot(projection="3d")
ax.plot([0, 1, 1], [0, 0, 1], [0, 1, 2], "k")
ax.text(0, 0, 0, "P")
if True: plt.show()
"""

PANELS = """\
import matplotlib.pyplot as plt
fig, axs = plt.subplots(1, 2, layout="constrained")
for ax in axs:
    ax.plot([0, 1, 2], [0, 2, 1], "o-", label="série")
    ax.legend()
fig.suptitle("zwei Bilder 图")
plt.show()
plt.savefig("late.png")
"""

PROGRAMS = {
    "triangle": TRIANGLE,
    "curve": CURVE,
    "bars": BARS,
    "circles": CIRCLES,
    "class": CLASS,
    "made": MADE,
    "solid": SOLID,
    "panels": PANELS,
    "windows": TRIANGLE.replace("\n", "\r\n"),
    "no_newline": TRIANGLE.rstrip("\n"),
    "no_delivery": TRIANGLE.replace("plt.show()\n", ""),
    "taken_name": "edit_figure = 1\n" + TRIANGLE,
}


def delivered(program: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Figure, float]:
    """Run a program here; return the figure that counts and its dpi when it was delivered."""
    found: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(Figure, "savefig", lambda figure, *args, **kwargs: found.append((figure, figure.dpi)))
        patch.setattr(plt, "savefig", lambda *args, **kwargs: found.append((plt.gcf(), plt.gcf().dpi)))
        patch.setattr(plt, "show", lambda *args, **kwargs: found.append((plt.gcf(), plt.gcf().dpi)))
        plt.close("all")
        matplotlib.rcdefaults()
        matplotlib.use("Agg")
        names = {"__name__": "__main__"}
        exec(compile(program, "program", "exec"), names)
    return found[0] if found else (plt.gcf(), plt.gcf().dpi)
