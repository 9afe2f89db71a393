"""Stem-and-leaf plots: single, back to back, with split stems."""

from collections.abc import Sequence
from random import Random

from stem2code_eval.synth.families.statistics.parts import ROMAN_MATH, SERIF, quantile
from stem2code_eval.synth.families.textbook import CHINESE_FONT, canvas, program
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_START = """
plt.rcParams["font.size"] = 14
«font!code»

fig = plt.figure(figsize=«size»)
ax = fig.add_axes([0, 0, 1, 1])
"""

_SINGLE = """
rows = «rows!code»
for row, (stem, leaves) in enumerate(rows):
    ax.text(-0.5, -row, stem, ha="center", va="center")
    for i, leaf in enumerate(leaves):
        ax.text(0.5 + 0.55 * i, -row, leaf, ha="center", va="center")
ax.plot([0, 0], [0.6, 0.4 - len(rows)], color="black", lw=1.6)
"""

_BACK_TO_BACK = """
rows = «rows!code»
for row, (left, stem, right) in enumerate(rows):
    ax.text(0, -row, stem, ha="center", va="center")
    for i, leaf in enumerate(left):
        ax.text(-1 - 0.55 * i, -row, leaf, ha="center", va="center")
    for i, leaf in enumerate(right):
        ax.text(1 + 0.55 * i, -row, leaf, ha="center", va="center")
for x in (-0.5, 0.5):
    ax.plot([x, x], [0.6, 0.4 - len(rows)], color="black", lw=1.6)
"""

_HEAD = """
for x, title in «titles!code»:
    ax.text(x, 1.05, title, ha="center", va="center")
ax.plot([«left», «right»], [0.6, 0.6], color="black", lw=1.6)
"""

_KEY = 'ax.text(«x», -len(rows) - 0.25, «key», ha="center", va="center", fontsize=12)'

_END = """
ax.set_xlim(«left», «right»)
ax.set_ylim(«bottom», «top»)
ax.axis("off")
fig.savefig("figure.png")
"""


def _draw_leaves(rng: Random, stems: list[int], most: int) -> dict[int, list[int]]:
    """Random sorted leaves, more in the middle stems; every outer stem has at least one."""
    leaves = {}
    for i, stem in enumerate(stems):
        edge = min(i, len(stems) - 1 - i)
        count = min(most, rng.randint(1, 2 + 2 * edge + rng.randint(0, 2)))
        leaves[stem] = sorted(rng.randint(0, 9) for _ in range(count))
    return leaves


def _halves(leaves: dict[int, list[int]]) -> list[tuple[int, list[int]]]:
    """Split every stem into leaves 0-4 and 5-9."""
    return [part for s, v in leaves.items() for part in ((s, [d for d in v if d < 5]), (s, [d for d in v if d >= 5]))]


def _rows(rows: Sequence[tuple[str, ...]]) -> str:
    return "[\n" + "".join(f"    {literal(row)},\n" for row in rows) + "]"


@family("statistics")
def stem_and_leaf(rng: Random, level: int) -> Drawing:
    """A stem-and-leaf plot, single or back to back, with a key."""
    first = rng.choice([1, 2, 3, 4])
    n_stems = {1: rng.choice([3, 4]), 2: rng.choice([4, 5]), 3: rng.choice([3, 4])}[level]
    stems = list(range(first, first + n_stems))
    paired = level == 3 or (level == 2 and rng.random() < 0.5)
    split = level == 3 or (level == 2 and not paired and rng.random() < 0.4)
    chinese, decimal = rng.random() < 0.25, rng.random() < 0.3
    right = _draw_leaves(rng, stems, 8)
    left = _draw_leaves(rng, stems, 7) if paired else {}
    right_rows = _halves(right) if split else list(right.items())
    left_rows = _halves(left) if split else list(left.items())
    widest = max(len(v) for _, v in right_rows)
    n_rows = len(right_rows)
    headed, scale = paired or rng.random() < 0.6, 0.1 if decimal else 1
    stem, leaf = next((s, v[0]) for s, v in right.items() if v)
    shown = f"{stem}.{leaf}" if decimal else f"{stem}{leaf}"
    key = f"{stem} | {leaf} = {shown}"
    if paired:
        widest_left = max(len(v) for _, v in left_rows)
        span = (-1.3 - 0.55 * max(widest_left, 2), 1.3 + 0.55 * max(widest, 2))
        rows = [
            ("".join(map(str, lv)), str(s), "".join(map(str, rv)))
            for (s, rv), (_, lv) in zip(right_rows, left_rows, strict=True)
        ]
        names = ("甲", "乙") if chinese else rng.choice([("$A$", "$B$"), ("Boys", "Girls"), ("Class 1", "Class 2")])
        titles = [(round(0.5 * span[0] - 0.25, 2), names[0]), (round(0.5 * span[1] + 0.25, 2), names[1])]
        block = fill(_BACK_TO_BACK, rows=_rows(rows))
        drawn = [char for lv, _, rv in rows for char in lv + rv] + [s for _, s, _ in rows]
    else:
        span = (-1.2, 1.0 + 0.55 * max(widest, 3))
        single = [(str(s), "".join(map(str, v))) for s, v in right_rows]
        names = ("茎", "叶") if chinese else ("Stem", "Leaf")
        titles = [(-0.55, names[0]), (0.7, names[1])]
        block = fill(_SINGLE, rows=_rows(single))
        drawn = [char for _, v in single for char in v] + [s for s, _ in single]
    middle = round((span[0] + span[1]) / 2, 2)
    limits = {
        "left": round(min(span[0], -2.2) - 0.2, 2),
        "right": round(max(span[1], 2.2) + 0.2, 2),
        "bottom": -n_rows - 0.7,
        "top": 1.5 if headed else 0.9,
    }
    text = program(
        "import matplotlib.pyplot as plt",
        fill(
            _START,
            font=CHINESE_FONT if chinese else rng.choice([SERIF, ROMAN_MATH]),
            size=canvas(**limits, unit=0.62),
        ),
        block,
        fill(_HEAD, titles=literal(titles), left=round(span[0], 2), right=round(span[1], 2)) if headed else "",
        fill(_KEY, x=middle, key=key).strip(),
        fill(_END, **limits),
    )
    sides = [right, left] if paired else [right]
    data = [sorted(round((10 * s + d) * scale, 1) for s, v in side.items() for d in v) for side in sides]
    facts: Facts = {
        "labels": drawn + [key] + (list(names) if headed else []),
        "counts": {"rows": n_rows, "leaves": sum(len(values) for values in data), "sides": len(sides)},
        "values": {"data": data, "medians": [round(quantile(values, 0.5), 4) for values in data]},
        "relations": [["back_to_back", *names]] if paired else [],
    }
    return Drawing(text, facts)
