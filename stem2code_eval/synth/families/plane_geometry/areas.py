"""Shaded-area figures: squares, circles and arcs with a grey or hatched region."""

from random import Random

from stem2code_eval.synth.families.plane_geometry.areas_arcs import SOME
from stem2code_eval.synth.families.plane_geometry.areas_many import MANY
from stem2code_eval.synth.families.plane_geometry.areas_shapes import FEW, Shape
from stem2code_eval.synth.family import Drawing, family, fill

_BY_LEVEL = {1: FEW, 2: SOME, 3: MANY}

_PROGRAM = """
import matplotlib.pyplot as plt
import numpy as np

«settings!code»
fig, ax = plt.subplots(figsize=(«side», «height»))
shade = «shade!code»

«body!code»

«letters!code»
ax.set_xlim(«left», «right»)
ax.set_ylim(«bottom», «top»)
ax.set_aspect("equal")
ax.axis("off")
«ending!code»
"""

_SHADES = (
    'dict(facecolor="0.8", edgecolor="none")',
    'dict(facecolor="0.75", edgecolor="none")',
    'dict(facecolor="lightgray", edgecolor="none")',
    'dict(facecolor="0.6", edgecolor="none")',
    'dict(facecolor="white", edgecolor="0.3", hatch="///", linewidth=0)',
)


@family("plane_geometry")
def shaded_area(rng: Random, level: int) -> Drawing:
    """Squares, circles, arcs and polygons with a shaded region whose area is asked for."""
    shape = rng.choice(_BY_LEVEL[level])(rng)
    chinese = rng.random() < 0.3
    return _drawing(rng, shape, chinese)


def _drawing(rng: Random, shape: Shape, chinese: bool) -> Drawing:
    left, right, bottom, top = shape.box
    margin = 0.1 * max(right - left, top - bottom)
    texts = list(shape.texts)
    caption = rng.choice(["图中阴影部分", "求阴影部分的面积", f"第{rng.randint(1, 20)}题图", "阴影部分面积"])
    if chinese:
        texts.append(((left + right) / 2, bottom - 1.4 * margin, caption))
    bottom_limit = bottom - (2 if chinese else 1) * margin
    width, height = right - left + 2 * margin, top + margin - bottom_limit
    unit = rng.choice([4.2, 4.6, 5.0]) / max(width, height)
    font = rng.choice([14, 15, 16])
    settings = ['plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]'] if chinese else []
    settings += rng.choice([[], ['plt.rcParams["mathtext.fontset"] = "cm"']])
    program = fill(
        _PROGRAM,
        settings="\n".join([*settings, ""]) if settings else "",
        side=_inches(width * unit / 0.775),
        height=_inches(height * unit / 0.77),
        shade=rng.choice(_SHADES),
        body=shape.body.strip("\n"),
        letters=_letters(texts, font),
        left=left - margin,
        right=right + margin,
        bottom=bottom_limit,
        top=top + margin,
        ending=rng.choice(["plt.show()", 'fig.savefig("figure.png")', 'plt.savefig("figure.png", dpi=120)']),
    )
    values = {**shape.values, "shaded_area": round(shape.area, 4)}
    facts = {
        "labels": [t for _, _, t in texts],
        "counts": shape.counts,
        "values": values,
        "relations": shape.relations,
    }
    return Drawing(program, facts)


def _inches(side: float) -> float:
    return min(7.0, max(3.0, round(side * 5) / 5))


def _letters(texts: list[tuple[float, float, str]], font: int) -> str:
    """Return source that writes `texts`, in a loop where there are several."""
    if not texts:
        return ""
    call = f'fontsize={font}, ha="center", va="center")'
    if len(texts) < 3:
        return "".join(fill(f"ax.text(«x», «y», «t», {call}", x=x, y=y, t=t) for x, y, t in texts)
    rows = "".join(fill("    («x», «y», «t»),", x=x, y=y, t=t) for x, y, t in texts)
    return f"for x, y, text in [\n{rows}]:\n    ax.text(x, y, text, {call}\n"
