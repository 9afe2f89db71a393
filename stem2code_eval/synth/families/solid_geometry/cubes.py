"""Towers of unit cubes seen from above a corner, painted back to front."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.stacks import (
    CUBE_CODE,
    PAINTS,
    Heights,
    paint_values,
    random_heights,
    surface,
)
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_TEMPLATE = """
import matplotlib.pyplot as plt
«font!code»
# Number of cubes in each column; the front row comes first.
heights = «heights!code»

fig, ax = plt.subplots(figsize=«size»)

«cube!code»

# Paint the far cubes first, so that the near ones cover them.
for y in reversed(range(len(heights))):
    for x, height in enumerate(heights[y]):
        for z in range(height):
            cube(x, y, z)
«extra!code»
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_FONT = '\nplt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]\n'
_LETTERS = """
# Letters on the tops of some columns.
for name, x, y in «places»:
    ax.text(*project(x + 0.5, y + 0.5, heights[y][x]), name, fontsize=«points», ha="center", va="center")
"""
_ARROW = """
# Arrow that tells the front.
tip, tail = project(«middle», -0.4, 0), project(«middle», -1.6, 0)
ax.annotate("", xy=tip, xytext=tail, arrowprops={"arrowstyle": "-|>", "color": "black", "lw": 1.5})
ax.text(tail[0], tail[1] - 0.15, «word», fontsize=13, ha="center", va="top")
ax.set_xlim(left=min(ax.get_xlim()[0], tail[0] - 0.5))
ax.set_ylim(bottom=tail[1] - 0.6)
"""


@family("solid_geometry")
def cube_stacking(rng: Random, level: int) -> Drawing:
    """Unit cubes stacked in columns on a grid, some with lettered tops or an arrow that tells the front."""
    columns, rows = {1: [(2, 2), (3, 1), (3, 2)], 2: [(3, 2), (3, 3)], 3: [(4, 3), (4, 4), (3, 4)]}[level][
        rng.randrange(3 if level != 2 else 2)
    ]
    solid_block = level > 1 and rng.random() < 0.3
    heights = (
        _bitten_block(rng, columns, rows, level)
        if solid_block
        else random_heights(rng, columns, rows, {1: rng.choice([2, 3]), 2: 3, 3: rng.choice([3, 4])}[level])
    )
    paint = rng.choice(PAINTS)
    word = rng.choice([None, "正面", "front", None, None])
    letters = _letters(rng, heights, level) if rng.random() < 0.5 else []
    extra = ""
    if letters:
        extra += fill(_LETTERS, places=letters, points=rng.choice([13, 15]))
    if word:
        extra += ("\n" if extra else "") + fill(_ARROW, middle=columns / 2, word=word)
    side = {1: 4, 2: 4.5, 3: 5.5}[level]
    values = paint_values(paint, "ax", rng.choice([1.2, 1.5]))
    program = fill(
        _TEMPLATE,
        font=_FONT if word == "正面" else "",
        heights=heights_text(heights),
        size=(side, rng.choice([side, side - 0.5])),
        cube=fill(CUBE_CODE, **values),
        extra=extra,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [name for name, _, _ in letters] + ([word] if word else []),
        "counts": {
            "cubes": sum(map(sum, heights)),
            "columns": sum(h > 0 for row in heights for h in row),
            "surface_squares": surface(heights),
        },
        "values": {"heights": heights, "tallest": max(map(max, heights))},
        "relations": [["on_column", name, x, y] for name, x, y in letters],
    }
    return Drawing(tidy(program), facts)


def heights_text(heights: Heights) -> str:
    """Return the program text of a table of heights, one row a line."""
    return "[\n" + "".join(f"    {literal(row)},\n" for row in heights) + "]"


def _bitten_block(rng: Random, columns: int, rows: int, level: int) -> Heights:
    """Return a full block from whose near top corner a few cubes were taken."""
    tall = rng.choice([3, level + 1])
    heights = [[tall] * columns for _ in range(rows)]
    for row in range(rows - 1):
        for column in range(columns):
            if rng.random() < 0.4:
                heights[row][column] -= rng.randint(1, 2)
    if sum(map(sum, heights)) == tall * columns * rows:
        heights[0][columns - 1] -= 1
    return heights


def _letters(rng: Random, heights: Heights, level: int) -> list[tuple[str, int, int]]:
    """Put letters on columns whose tops are in full view: nothing in front of them is higher."""
    clear = [
        (x, y)
        for y, row in enumerate(heights)
        for x, h in enumerate(row)
        if h
        and not any(heights[v][x + dx] > h for v in range(y) for dx in (0, 1) if x + dx < len(row))
        and (x + 1 == len(row) or row[x + 1] <= h)
    ]
    chosen = rng.sample(clear, min(len(clear), level + 1))
    return [(name, x, y) for name, (x, y) in zip("ABCDE", chosen, strict=False)]
