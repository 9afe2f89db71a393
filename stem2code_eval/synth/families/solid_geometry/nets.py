"""Nets of solids: of the cube with marked faces, of the cube beside the folded cube, and of other solids."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.cube_nets import folded, net_rows, opposite_pairs, turned_net
from stem2code_eval.synth.families.solid_geometry.other_nets import other_net
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_PLAIN = """
import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle
«font!code»
net = «net!code»

fig, ax = plt.subplots(figsize=«size»)
for row, line in enumerate(net):
    for column, mark in enumerate(line):
        if mark != " ":
            ax.add_patch(Rectangle((column, -row), 1, 1, facecolor=«face», edgecolor="black", lw=«lw»))
«text!code»
ax.set_xlim(-0.1, max(map(len, net)) + 0.1)
ax.set_ylim(0.9 - len(net), 1.1)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_MARKS = """        if mark not in " #":
            ax.text(column + 0.5, 0.5 - row, mark, fontsize=«points», ha="center", va="center")
"""
_FONT = '\nplt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]\n'
_SYMBOLS = ("123456", "ABCDEF", "PQRSTU", "数学真有趣呀", "我爱美丽中国", "祝你考试成功", "前后左右上下")
_PICTURES = {"o": "ring", "*": "disk", "+": "cross", "s": "small square", "g": "grey", "b": "black", "#": "blank"}

_FOLDING = """
import matplotlib.pyplot as plt
import numpy as np

# «legend!code»
net = «net!code»
fig, ax = plt.subplots(figsize=(7, 3.5))


def face(corner, right, up, mark):
    \"\"\"Draw one face with its mark; `right` and `up` are its sides as vectors.\"\"\"
    corner, right, up = map(np.array, (corner, right, up))
    frame = np.array([corner, corner + right, corner + right + up, corner + up])
    middle = corner + (right + up) / 2
    shade = {"g": "darkgray", "b": "black"}.get(mark, "white")
    ax.fill(*frame.T, facecolor=shade, edgecolor="black", lw=«lw»)
    if mark in "o*":
        t = np.linspace(0, 2 * np.pi, 60)
        circle = middle + 0.3 * (np.outer(np.cos(t), right) + np.outer(np.sin(t), up))
        ax.fill(*circle.T, facecolor="black" if mark == "*" else "white", edgecolor="black", lw=1.5)
    elif mark == "+":
        for arm in (right, up):
            ax.plot(*np.array([middle - 0.3 * arm, middle + 0.3 * arm]).T, "k-", lw=3)
    elif mark == "s":
        small = middle + 0.4 * (frame - middle)
        ax.fill(*small.T, facecolor="gray", edgecolor="black", lw=1.5)


for row, line in enumerate(net):
    for column, mark in enumerate(line):
        if mark != " ":
            face((column, -row), (1, 0), (0, 1), mark)

# An arrow, then the cube folded up from the net.
x, y = max(map(len, net)) + 0.4, (2 - len(net)) / 2
ax.annotate("", xy=(x + 1, y), xytext=(x, y), arrowprops={"arrowstyle": "-|>", "color": "black", "lw": 2})
x, y, s = x + 1.4, y - 0.9, 1.4
depth = (0.5, 0.5)
face((x, y), (s, 0), (0, s), «front»)
face((x + s, y), depth, (0, s), «right»)
face((x, y + s), (s, 0), depth, «top»)

ax.set_xlim(-0.1, x + s + 0.6)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""


@family("solid_geometry")
def net_and_folding(rng: Random, level: int) -> Drawing:
    """Net of a cube with marked faces, of another solid, or a net beside the cube folded from it."""
    if level == 3:
        return _folding(rng)
    if level == 2 and rng.random() < 0.55:
        return other_net(rng)
    return _cube_net(rng, level)


def _cube_net(rng: Random, level: int) -> Drawing:
    cells = turned_net(rng)
    symbols = rng.choice(_SYMBOLS)
    marks = list(symbols)
    if level == 1:
        marked = sorted(rng.sample(range(6), rng.choice([1, 2, 3])))
        marks = ["#"] * 6
        for index, symbol in zip(marked, symbols, strict=False):
            marks[index] = symbol
    elif symbols in ("123456", "前后左右上下"):
        rng.shuffle(marks)
    net = net_rows(cells, marks)
    tall, wide = len(net), max(map(len, net))
    program = fill(
        _PLAIN,
        font=_FONT if any(mark > "z" for mark in marks) else "",
        net=net_text(net),
        size=(max(3.0, 0.2 + wide * 1.1), max(3.0, 0.2 + tall * 1.1)),
        face=rng.choice(["white", "white", "lightgray", "#fff2cc"]),
        lw=rng.choice([1.3, 1.5, 2]),
        text=fill(_MARKS, points=rng.choice([18, 20, 24])),
        finish=rng.choice(FINISHES),
    )
    pairs = opposite_pairs(cells)
    facts: Facts = {
        "labels": [mark for mark in marks if mark != "#"],
        "counts": {"squares": 6, "marked": sum(mark != "#" for mark in marks)},
        "values": {"net": net, "solid": "cube"},
        "relations": [["opposite", list(cells[i]), list(cells[j])] for i, j in pairs],
    }
    return Drawing(tidy(program), facts)


def _folding(rng: Random) -> Drawing:
    while True:
        cells = turned_net(rng)
        if max(r for r, _ in cells) < max(c for _, c in cells):
            break
    marks = rng.choice([["o", "*", "+", "s", "g", "b"], ["o", "*", "+", "#", "g", "b"], ["o", "o", "*", "*", "b", "b"]])
    marks = rng.sample(marks, 6)
    front = rng.randrange(6)
    normals = folded(cells, front)
    seen = {"front": marks[front], "right": marks[normals.index((1, 0, 0))], "top": marks[normals.index((0, 0, 1))]}
    net = net_rows(cells, marks)
    legend = ", ".join(f"{mark} {_PICTURES[mark]}" for mark in dict.fromkeys(marks))
    program = fill(
        _FOLDING,
        legend="Marks on the faces: " + legend,
        net=net_text(net),
        lw=rng.choice([1.3, 1.5, 1.8]),
        finish=rng.choice(FINISHES),
        **seen,
    )
    facts: Facts = {
        "labels": [],
        "counts": {"squares": 6, "marked": sum(mark != "#" for mark in marks), "cube_faces": 3},
        "values": {"net": net, "solid": "cube", "seen": {place: _PICTURES[mark] for place, mark in seen.items()}},
        "relations": [["opposite", list(cells[i]), list(cells[j])] for i, j in opposite_pairs(cells)],
    }
    return Drawing(tidy(program), facts)


def net_text(net: list[str]) -> str:
    """Return the program text of a net, one row a line."""
    return "[\n" + "".join(f"    {literal(row)},\n" for row in net) + "]"
