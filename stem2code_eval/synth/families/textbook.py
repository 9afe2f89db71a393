"""Program text shared by the mechanics, optics, circuit, chemistry and statistics families."""

from collections.abc import Mapping
from itertools import pairwise
from random import Random

from stem2code_eval.synth.family import fill

IMPORTS = """
import matplotlib.pyplot as plt
import numpy as np
"""

ARROW = """
def arrow(ax, tail, head):
    ax.annotate("", xy=head, xytext=tail,
                arrowprops=dict(arrowstyle="-|>", color="black", lw=1.5, shrinkA=0, shrinkB=0))
"""

DIMENSION = """
def dimension(ax, p, q, label, gap):
    \"\"\"Double arrow from p to q, its label shifted by gap.\"\"\"
    ax.annotate("", xy=q, xytext=p,
                arrowprops=dict(arrowstyle="<|-|>", color="black", lw=1, shrinkA=0, shrinkB=0))
    ax.text((p[0] + q[0]) / 2 + gap[0], (p[1] + q[1]) / 2 + gap[1], label, ha="center", va="center")
"""

HATCHED = """
def hatched(ax, start, end, step=0.25):
    \"\"\"A fixed surface: a line with short strokes on the right of start -> end.\"\"\"
    start, end = np.array(start, float), np.array(end, float)
    length = np.linalg.norm(end - start)
    along = (end - start) / length
    right = np.array([along[1], -along[0]])
    ax.plot(*zip(start, end), color="black", lw=1.8)
    for s in np.arange(step, length + 1e-6, step):
        foot = start + s * along
        ax.plot(*zip(foot, foot + 0.8 * step * (right - along)), color="black", lw=0.8)
"""

SPRING = """
def spring(ax, p, q, coils=8, width=0.18):
    \"\"\"Zigzag from p to q with a straight piece at each end.\"\"\"
    p, q = np.array(p, float), np.array(q, float)
    across = np.array([p[1] - q[1], q[0] - p[0]]) / np.linalg.norm(q - p) * width
    t = np.concatenate([[0], np.linspace(0.12, 0.88, 2 * coils), [1]])
    side = np.concatenate([[0], np.resize([1, -1], 2 * coils), [0]])
    side[1] = side[-2] = 0
    points = p + np.outer(t, q - p) + np.outer(side, across)
    ax.plot(points[:, 0], points[:, 1], color="black", lw=1.3)
"""

WEIGHT = """
def weight(ax, hook, label, width=0.7, height=0.7):
    \"\"\"A labelled block that hangs by the middle of its top side.\"\"\"
    x, y = hook
    ax.add_patch(plt.Rectangle((x - width / 2, y - height), width, height, fc="«face!code»", ec="black", lw=1.5))
    ax.text(x, y - height / 2, label, ha="center", va="center")
"""

PULLEY = """
def pulley(ax, centre, radius):
    ax.add_patch(plt.Circle(centre, radius, fc="white", ec="black", lw=1.5, zorder=3))
    ax.plot(*centre, "ko", ms=4, zorder=4)
"""

ROPE = """
def rope(ax, *points):
    xs, ys = zip(*points)
    ax.plot(xs, ys, color="black", lw=1.2)
"""

_FIGURE = """
plt.rcParams["font.size"] = 14
«font!code»

fig = plt.figure(figsize=«size»)
ax = fig.add_axes([0, 0, 1, 1])
ax.set_xlim(«left», «right»)
ax.set_ylim(«bottom», «top»)
ax.set_aspect("equal")
ax.axis("off")
"""

COMPUTER_MODERN = 'plt.rcParams["mathtext.fontset"] = "cm"'
STIX = 'plt.rcParams["mathtext.fontset"] = "stix"'
CHINESE_FONT = 'plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]'


def program(*blocks: str) -> str:
    """Return the program text made of `blocks`, functions set off by two blank lines as PEP 8 asks."""
    stripped = [block.strip("\n") for block in blocks if block.strip()]
    text = stripped[0]
    for before, block in pairwise(stripped):
        is_function = block.startswith("def ") or before.startswith("def ")
        text += ("\n\n\n" if is_function else "\n\n") + block
    return text + "\n"


def canvas(left: float, right: float, bottom: float, top: float, unit: float) -> tuple[float, float]:
    """Return the figure size for these limits at about `unit` inches a unit, each side within 3-7 inches."""
    width, height = (right - left) * unit, (top - bottom) * unit
    scale = min(1.0, 7 / max(width, height))

    def side(length: float) -> float:
        return round(min(7.0, max(3.0, length * scale)), 2)

    return side(width), side(height)


def figure_block(rng: Random, limits: Mapping[str, float], unit: float, font: str = COMPUTER_MODERN) -> str:
    """Return the program text that opens a figure of about `unit` inches a unit.

    Args:
        rng: varies the scale by up to 8 %, as pages do.
        limits: `left`, `right`, `bottom` and `top` in the figure's own units.
        unit: inches.
        font: a line of program text that chooses the font.
    """
    size = canvas(**limits, unit=unit * rng.choice([0.92, 0.96, 1.0, 1.04, 1.08]))
    return fill(_FIGURE, font=font, size=size, **limits)
