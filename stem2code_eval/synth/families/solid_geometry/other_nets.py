"""Nets of cuboids, prisms, pyramids, cylinders and cones, with their dimensions."""

from math import pi, sqrt
from random import Random

from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, fill

_FRAME = """
import matplotlib.pyplot as plt
«imports!code»
«sizes!code»

fig, ax = plt.subplots(figsize=«size»)
«body!code»
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_CUBOID = """
# Four side faces in a row, the lid above and the bottom below the first.
x = 0
for width in (a, b, a, b):
    ax.add_patch(Rectangle((x, 0), width, c, fill=False, lw=«lw»))
    x += width
ax.add_patch(Rectangle((0, c), a, b, fill=False, lw=«lw»))
ax.add_patch(Rectangle((0, -b), a, b, fill=False, lw=«lw»))
ax.text(a / 2, c + b + 0.15, «a_text», fontsize=14, ha="center", va="bottom")
ax.text(-0.2, c + b / 2, «b_text», fontsize=14, ha="right", va="center")
ax.text(2 * a + 2 * b + 0.2, c / 2, «c_text», fontsize=14, ha="left", va="center")
ax.autoscale_view()
"""
_PRISM = """
# Three rectangles, and an equilateral triangle above and below the middle one.
for i in range(3):
    ax.add_patch(Rectangle((i * a, 0), a, h, fill=False, lw=«lw»))
for y, way in ((h, 1), (0, -1)):
    corners = [(a, y), (2 * a, y), (1.5 * a, y + way * a * np.sqrt(3) / 2)]
    ax.add_patch(Polygon(corners, fill=False, lw=«lw»))
ax.text(a / 2, -0.15, «a_text», fontsize=14, ha="center", va="top")
ax.text(3 * a + 0.15, h / 2, «h_text», fontsize=14, ha="left", va="center")
ax.autoscale_view()
"""
_PYRAMID = """
# A square with an isosceles triangle on each side; folds are dashed.
square = [(-a / 2, -a / 2), (a / 2, -a / 2), (a / 2, a / 2), (-a / 2, a / 2)]
tip = a / 2 + slant
tips = [(0, -tip), (tip, 0), (0, tip), (-tip, 0)]
outline = []
for corner, point in zip(square, tips):
    outline += [corner, point]
ax.add_patch(Polygon(outline, fill=False, lw=«lw»))
ax.add_patch(Polygon(square, fill=False, lw=1.2, ls="--"))
ax.plot([0, 0], [a / 2, tip], "k:", lw=1.2)
ax.text(0.1, a / 2 + 0.3 * slant, «s_text», fontsize=13, ha="left", va="center")
ax.text(0, -a / 2 + 0.12, «a_text», fontsize=14, ha="center", va="bottom")
ax.autoscale_view()
"""
_CYLINDER = """
# The unrolled side is as long as the circles are round.
length = 2 * np.pi * r
ax.add_patch(Rectangle((0, 0), length, h, fill=False, lw=«lw»))
for y in (h + r, -r):
    ax.add_patch(Circle((length * «share», y), r, fill=False, lw=«lw»))
ax.plot([length * «share», length * «share» + r], [h + r, h + r], "k-", lw=1.2)
ax.plot(length * «share», h + r, "ko", ms=3)
ax.text(length * «share» + r / 2, h + r + 0.08, «r_text», fontsize=13, ha="center", va="bottom")
ax.text(length + 0.15, h / 2, «h_text», fontsize=14, ha="left", va="center")
ax.autoscale_view()
"""
_CONE = """
# The side opens to a sector whose arc is as long as the base circle is round.
angle = 360 * r / slant
ax.add_patch(Wedge((0, 0), slant, 270 - angle / 2, 270 + angle / 2, fill=False, lw=«lw»))
ax.add_patch(Circle((0, -slant - r), r, fill=False, lw=«lw»))
ax.plot([0, r], [-slant - r, -slant - r], "k-", lw=1.2)
ax.plot(0, -slant - r, "ko", ms=3)
ax.text(r / 2, -slant - r + 0.08, «r_text», fontsize=13, ha="center", va="bottom")
x, y = slant * np.sin(np.radians(angle / 2)), -slant * np.cos(np.radians(angle / 2))
ax.text(x / 2 + 0.1, y / 2 + 0.1, «l_text», fontsize=14, ha="left", va="bottom")
ax.text(-0.1, 0.1, "$S$", fontsize=14, ha="center", va="bottom")
ax.autoscale_view()
"""
_TETRAHEDRON = """
# A big triangle whose midpoints are joined by folds.
corners = [(0, 0), (2 * a, 0), (a, a * np.sqrt(3))]
folds = [(a, 0), (1.5 * a, a * np.sqrt(3) / 2), (a / 2, a * np.sqrt(3) / 2)]
ax.add_patch(Polygon(corners, fill=False, lw=«lw»))
ax.add_patch(Polygon(folds, fill=False, lw=1.2, ls=«folds»))
ax.text(a / 2, -0.12, «a_text», fontsize=14, ha="center", va="top")
ax.autoscale_view()
"""


def other_net(rng: Random) -> Drawing:
    """Return the net of a solid that is not a cube, with letters or numbers for its sizes."""
    kinds = [_cuboid, _prism, _pyramid, _cylinder, _cone, _tetrahedron]
    return rng.choice(kinds)(rng)


def _drawing(
    rng: Random,
    solid: str,
    template: str,
    sizes: dict[str, float],
    texts: dict[str, str],
    extent: tuple[float, float],
    faces: int,
    **more: object,
) -> Drawing:
    lw = rng.choice([1.3, 1.5, 1.8])
    body = fill(template, lw=lw, **texts, **more)
    shapes = [name for name in ("Circle", "Polygon", "Rectangle", "Wedge") if f"{name}(" in body]
    imports = (
        "import numpy as np\n" if "np." in body else ""
    ) + f"from matplotlib.patches import {', '.join(shapes)}\n"
    unit = 5.4 / max(extent)
    labels = list(texts.values()) + (["$S$"] if solid == "cone" else [])
    program = fill(
        _FRAME,
        imports=imports,
        sizes="\n".join(f"{name} = {value:g}" for name, value in sizes.items()),
        size=(max(3.2, round(extent[0] * unit + 1, 1)), max(3.2, round(extent[1] * unit + 1, 1))),
        body=body,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": labels,
        "counts": {"faces": faces},
        "values": {"solid": solid, **sizes},
        "relations": [],
    }
    return Drawing(tidy(program), facts)


def _texts(rng: Random, sizes: dict[str, float], letters: dict[str, str]) -> dict[str, str]:
    """Return what stands beside each size: its letter, or its number with a unit."""
    if rng.random() < 0.5:
        return {f"{name[0]}_text": f"${letter}$" for name, letter in letters.items()}
    return {f"{name[0]}_text": f"{sizes[name]:g} cm" for name in letters}


def _cuboid(rng: Random) -> Drawing:
    sizes: dict[str, float] = {"a": rng.choice([3, 4]), "b": rng.choice([1, 2]), "c": rng.choice([2, 3, 1.5])}
    extent = (2 * (sizes["a"] + sizes["b"]), sizes["c"] + 2 * sizes["b"])
    texts = _texts(rng, sizes, {"a": "a", "b": "b", "c": "c"})
    return _drawing(rng, "cuboid", _CUBOID, sizes, texts, extent, 6)


def _prism(rng: Random) -> Drawing:
    sizes: dict[str, float] = {"a": rng.choice([2, 2.5, 3]), "h": rng.choice([3, 4, 5])}
    extent = (3 * sizes["a"], sizes["h"] + sqrt(3) * sizes["a"])
    return _drawing(rng, "triangular prism", _PRISM, sizes, _texts(rng, sizes, {"a": "a", "h": "h"}), extent, 5)


def _pyramid(rng: Random) -> Drawing:
    sizes: dict[str, float] = {"a": rng.choice([2, 2.5, 3]), "slant": rng.choice([2, 2.5, 3])}
    side = sizes["a"] + 2 * sizes["slant"]
    texts = {"a_text": "$a$", "s_text": rng.choice(["$l$", "$h$", "$m$"])}
    return _drawing(rng, "square pyramid", _PYRAMID, sizes, texts, (side, side), 5)


def _cylinder(rng: Random) -> Drawing:
    sizes: dict[str, float] = {"r": rng.choice([1, 1.2, 1.5]), "h": rng.choice([3, 4, 5])}
    extent = (2 * pi * sizes["r"], sizes["h"] + 4 * sizes["r"])
    texts = _texts(rng, sizes, {"r": "r", "h": "h"})
    return _drawing(rng, "cylinder", _CYLINDER, sizes, texts, extent, 3, share=rng.choice([0.25, 0.5, 0.6]))


def _cone(rng: Random) -> Drawing:
    sizes: dict[str, float] = {"r": rng.choice([1, 1.2, 1.5]), "slant": rng.choice([3, 4, 5])}
    extent = (1.6 * sizes["slant"], sizes["slant"] + 2 * sizes["r"])
    texts = _texts(rng, sizes, {"r": "r", "slant": "l"})
    texts = {"r_text": texts["r_text"], "l_text": texts["s_text"]}
    return _drawing(rng, "cone", _CONE, sizes, texts, extent, 2)


def _tetrahedron(rng: Random) -> Drawing:
    sizes: dict[str, float] = {"a": rng.choice([2, 3, 4])}
    texts = _texts(rng, sizes, {"a": "a"})
    extent = (2 * sizes["a"], sqrt(3) * sizes["a"])
    return _drawing(rng, "tetrahedron", _TETRAHEDRON, sizes, texts, extent, 4, folds=rng.choice(["-", "--"]))
