"""Front, left and top views: of stacks of cubes, and of simple machine parts with dimensions."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.cubes import heights_text
from stem2code_eval.synth.families.solid_geometry.parts import machine_part
from stem2code_eval.synth.families.solid_geometry.stacks import (
    CUBE_CODE,
    PAINTS,
    front_view,
    left_view,
    paint_values,
    random_heights,
    surface,
)
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_TEMPLATE = """
import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle
«font!code»
# Number of cubes in each column; the front row comes first.
heights = «heights!code»
rows, columns = len(heights), len(heights[0])

fig, «axes!code»


def square(ax, x, y):
    ax.add_patch(Rectangle((x, y), 1, 1, facecolor=«face», edgecolor="black", lw=«lw»))


«cube!code»# Front view: the tallest cube of each column. Left view: the same for each row, the back row first.
for x in range(columns):
    for z in range(max(row[x] for row in heights)):
        square(front, x, z)
for i, row in enumerate(reversed(heights)):
    for z in range(max(row)):
        square(left, i, z)
for y, row in enumerate(heights):
    for x, height in enumerate(row):
        if height > 0:
            square(top, x, y)
«digits!code»«picture!code»
for ax, width, name in [(front, columns, «front»), (left, rows, «left»), (top, columns, «top»)]:
    ax.text(width / 2, -0.2, name, fontsize=14, ha="center", va="top")
    ax.set_xlim(-0.1, «across» + 0.1)
    ax.set_ylim(-0.1, «across» + 0.1)
for ax in fig.axes:
    ax.set_aspect("equal")
    ax.axis("off")
«finish!code»
"""
_FONT = '\nplt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]\n'
_DIGITS = """            top.text(x + 0.5, y + 0.5, height, fontsize=14, ha="center", va="center")
"""
_PICTURE = """
# The solid itself, painted from the back to the front.
for y in reversed(range(rows)):
    for x in range(columns):
        for z in range(heights[y][x]):
            cube(x, y, z)
"""
_WORDS = (("主视图", "左视图", "俯视图"), ("front view", "left view", "top view"), ("正视图", "侧视图", "俯视图"))


@family("solid_geometry")
def three_view(rng: Random, level: int) -> Drawing:
    """Front, left and top views of a stack of cubes (levels 1 and 2) or of a machine part with dimensions."""
    if level == 3 or (level == 2 and rng.random() < 0.35):
        return machine_part(rng, level)
    columns, rows = rng.choice([(2, 2), (3, 1), (3, 2)] if level == 1 else [(3, 2), (3, 3), (4, 2)])
    heights = random_heights(rng, columns, rows, rng.choice([2, 3]))
    words = rng.choice(_WORDS)
    with_picture = level == 2
    with_digits = not with_picture and rng.random() < 0.4
    across = max(columns, rows, max(map(max, heights)))
    if with_picture:
        layout = "((front, left), (top, solid)) = plt.subplots(2, 2, figsize=(6, 6))"
    else:
        layout = "(front, left, top) = plt.subplots(1, 3, figsize=(7, 3))"
    paint = rng.choice(PAINTS[:4])
    cube = fill(CUBE_CODE, **paint_values(paint, "solid", 1.3)) + "\n\n" if with_picture else ""
    program = fill(
        _TEMPLATE,
        font=_FONT if words[0] > "z" else "",
        heights=heights_text(heights),
        axes=layout,
        face=rng.choice(["white", "lightgray", "white", "0.9"]),
        lw=rng.choice([1.3, 1.5, 2]),
        cube=cube,
        digits=_DIGITS if with_digits else "",
        picture=_PICTURE if with_picture else "",
        front=words[0],
        left=words[1],
        top=words[2],
        across=across,
        finish=rng.choice(FINISHES),
    )
    tops = [h for row in heights for h in row if h]
    facts: Facts = {
        "labels": [str(h) for h in tops if with_digits] + list(words),
        "counts": {
            "cubes": sum(tops),
            "front_squares": sum(front_view(heights)),
            "left_squares": sum(left_view(heights)),
            "top_squares": len(tops),
            "surface_squares": surface(heights),
        },
        "values": {"heights": heights, "front": front_view(heights), "left": left_view(heights)},
        "relations": [],
    }
    return Drawing(tidy(program), facts)
