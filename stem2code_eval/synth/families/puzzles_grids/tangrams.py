"""The seven tangram pieces: in their square, and some of them laid as figures."""

from random import Random

from stem2code_eval.synth.families.puzzles_grids.numbers import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, fill, literal

Corner = tuple[float, float]
Piece = list[Corner]

_PIECES: dict[str, Piece] = {
    "large triangle 1": [(0, 4), (2, 2), (0, 0)],
    "large triangle 2": [(0, 0), (2, 2), (4, 0)],
    "middle triangle": [(2, 4), (4, 4), (4, 2)],
    "small triangle 1": [(4, 0), (3, 1), (4, 2)],
    "small triangle 2": [(1, 3), (2, 2), (3, 3)],
    "square": [(2, 2), (3, 1), (4, 2), (3, 3)],
    "parallelogram": [(0, 4), (2, 4), (3, 3), (1, 3)],
}
_FIGURES: dict[str, list[Piece]] = {
    "boat": [
        [(0, 1), (5, 1), (4, 0), (1, 0)],
        [(2.4, 1.2), (2.4, 4), (0.6, 1.2)],
        [(2.6, 1.2), (2.6, 3.2), (4, 1.2)],
    ],
    "fish": [
        [(0, 1.5), (1.5, 3), (3, 1.5)],
        [(0, 1.5), (1.5, 0), (3, 1.5)],
        [(3, 1.5), (4.5, 3), (4.5, 1.5)],
        [(3, 1.5), (4.5, 0), (4.5, 1.5)],
    ],
    "tree": [
        [(0, 1), (4, 1), (2, 3)],
        [(0.5, 2.4), (3.5, 2.4), (2, 3.9)],
        [(1, 3.5), (3, 3.5), (2, 4.5)],
        [(1.6, 0), (2.4, 0), (2.4, 1), (1.6, 1)],
    ],
}

_TEMPLATE = """
import matplotlib.pyplot as plt

pieces = «pieces!code»
colors = «colors»

fig, ax = plt.subplots(figsize=«size»)
for «head!code»:
    ax.add_patch(plt.Polygon(corners, facecolor=color, edgecolor="black", lw=«lw»))
«letters!code»ax.autoscale_view()
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_LETTERS = """    x, y = (sum(values) / len(corners) for values in zip(*corners))
    ax.text(x, y, name, fontsize=16, ha="center", va="center")
"""


def tangram(rng: Random, level: int) -> Drawing:
    """Return the tangram square, turned, with numbered pieces, or (level 1) a figure of a few pieces."""
    if level == 1 and rng.random() < 0.5:
        kind = rng.choice(list(_FIGURES))
        pieces = _FIGURES[kind]
        named = False
    else:
        kind, pieces, named = "square of seven pieces", list(_PIECES.values()), rng.random() < 0.7
        for _ in range(rng.randrange(4)):
            pieces = [[(4 - y, x) for x, y in piece] for piece in pieces]
    if rng.random() < 0.5:
        pieces = [[(-x, y) for x, y in piece] for piece in pieces]
    names = rng.choice(["1234567", "ABCDEFG", "①②③④⑤⑥⑦"])[: len(pieces)]
    colors = _colors(rng, len(pieces))
    rows = [
        (f"    ({literal(name)}, {literal(piece)}),\n" if named else f"    {literal(piece)},\n")
        for name, piece in zip(names, pieces, strict=True)
    ]
    program = fill(
        _TEMPLATE,
        pieces="[\n" + "".join(rows) + "]",
        colors=colors,
        size=(4.5, rng.choice([4, 4.5])),
        head="(name, corners), color in zip(pieces, colors)" if named else "corners, color in zip(pieces, colors)",
        lw=rng.choice([1.5, 2]),
        letters=_LETTERS if named else "",
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": list(names) if named else [],
        "counts": {"pieces": len(pieces)},
        "values": {"kind": "tangram", "figure": kind},
        "relations": [],
    }
    return Drawing(tidy(program), facts)


def _colors(rng: Random, n: int) -> list[str]:
    style = rng.choice(["white", "grey", "some grey", "coloured"])
    if style == "white":
        return ["white"] * n
    if style == "grey":
        return ["lightgray"] * n
    if style == "some grey":
        grey = rng.sample(range(n), max(1, n // 3))
        return ["lightgray" if i in grey else "white" for i in range(n)]
    return rng.sample(["#f4cccc", "#fce5cd", "#fff2cc", "#d9ead3", "#cfe2f3", "#d9d2e9", "#ead1dc"], n)
