"""Box plots over a number line, drawn by hand as in a textbook."""

from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.statistics.parts import (
    BARE_AXIS,
    OPEN_FIGURE,
    ROMAN_MATH,
    SERIF,
    five_numbers,
    quantile,
)
from stem2code_eval.synth.families.textbook import CHINESE_FONT, IMPORTS, program
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_HORIZONTAL = """
def box_plot(ax, y, five, height=0.5):
    \"\"\"Box and whiskers from minimum, quartiles and maximum.\"\"\"
    low, q1, median, q3, high = five
    ax.add_patch(plt.Rectangle((q1, y - height / 2), q3 - q1, height, fc="«tint!code»", ec="black", lw=1.6))
    ax.plot([median, median], [y - height / 2, y + height / 2], color="black", lw=1.6)
    for start, end in ((low, q1), (q3, high)):
        ax.plot([start, end], [y, y], color="black", lw=1.6)
    for end in (low, high):
        ax.plot([end, end], [y - height / 4, y + height / 4], color="black", lw=1.6)
"""

_VERTICAL = """
def box_plot(ax, x, five, width=0.5):
    \"\"\"Box and whiskers from minimum, quartiles and maximum.\"\"\"
    low, q1, median, q3, high = five
    ax.add_patch(plt.Rectangle((x - width / 2, q1), width, q3 - q1, fc="«tint!code»", ec="black", lw=1.6))
    ax.plot([x - width / 2, x + width / 2], [median, median], color="black", lw=1.6)
    for start, end in ((low, q1), (q3, high)):
        ax.plot([x, x], [start, end], color="black", lw=1.6)
    for end in (low, high):
        ax.plot([x - width / 4, x + width / 4], [end, end], color="black", lw=1.6)
"""

_FENCED = """
def summary(data):
    \"\"\"Five numbers of the data within 1.5 quartile ranges of the box, and the outliers.\"\"\"
    q1, median, q3 = np.percentile(data, [25, 50, 75])
    reach = 1.5 * (q3 - q1)
    inside = [v for v in data if q1 - reach <= v <= q3 + reach]
    return [min(inside), q1, median, q3, max(inside)], [v for v in data if v not in inside]
"""

_GIVEN = """
summaries = «summaries!code»
for place, five in enumerate(summaries.values(), start=1):
    box_plot(ax, place, five)
"""

_FROM_DATA = """
groups = «groups!code»
for place, data in enumerate(groups.values(), start=1):
    box_plot(ax, place, np.percentile(data, [0, 25, 50, 75, 100]))
"""

_WITH_OUTLIERS = """
groups = «groups!code»
for place, data in enumerate(groups.values(), start=1):
    five, outliers = summary(data)
    box_plot(ax, place, five)
    for value in outliers:
        ax.plot(«outlier!code», "o", ms=6, mfc="white", mec="black")
"""

_NAMES = """
ax.set_yticks(range(1, len(«table!code») + 1), «table!code».keys())
ax.tick_params(axis="y", length=0)
"""

_SCALE = """
ax.set_xlim(«low», «high»)
ax.set_xticks(range(«low», «high» + 1, «step»))
ax.set_ylim(0.3, «n» + 0.7)
ax.set_xlabel(«label»)
"""

_UPRIGHT_SCALE = """
ax.spines[["right", "top"]].set_visible(False)
ax.set_ylim(«low», «high»)
ax.set_yticks(range(«low», «high» + 1, «step»))
ax.set_xlim(0.4, «n» + 0.6)
ax.set_xticks(range(1, «n» + 1), «table!code».keys())
ax.tick_params(axis="x", length=0)
ax.set_ylabel(«label»)
ax.grid(axis="y", color="0.7", lw=0.7, ls="--")
ax.set_axisbelow(True)
"""

_FIVE_MARKS = """
for value, name in zip(five, («marks!code»)):
    ax.plot([value, value], [0.3, 0.68], "k--", lw=0.8)
    ax.text(value, 1.42, name, ha="center", va="center")
"""


_NAME_SETS = [
    ["$A$", "$B$", "$C$", "$D$"],
    ["Class 1", "Class 2", "Class 3", "Class 4"],
    ["X", "Y", "Z", "W"],
]


def _sample(rng: Random, with_outlier: bool) -> list[int]:
    centre, spread, n = rng.choice([30, 40, 45, 50]), rng.choice([8, 11, 14]), rng.choice([7, 9, 10, 11, 12])
    data = [round(centre + spread * (rng.random() + rng.random() + rng.random() - 1.5)) for _ in range(n)]
    if with_outlier:
        data.append(rng.choice([2, 3, 78, 77]))
    return sorted(data)


def _fences(data: list[int]) -> tuple[list[float], list[int]]:
    q1, median, q3 = (quantile(data, q) for q in (0.25, 0.5, 0.75))
    inside = [v for v in data if q1 - 1.5 * (q3 - q1) <= v <= q3 + 1.5 * (q3 - q1)]
    return [min(inside), q1, median, q3, max(inside)], [v for v in data if v not in inside]


@family("statistics")
def box_plots(rng: Random, level: int) -> Drawing:
    """Box plots: one with five numbers, several from data, or several with outliers."""
    n = {1: rng.choice([1, 1, 2]), 2: rng.choice([2, 3]), 3: rng.choice([3, 4])}[level]
    chinese = rng.random() < 0.25
    names = rng.choice(_NAME_SETS)[:n]
    label = rng.choice(["Score", "Time (min)", "Mass (g)", "Height (cm)"])
    if chinese:
        names, label = ["甲", "乙", "丙", "丁"][:n], rng.choice(["成绩", "时间", "身高"])
    groups = {name: _sample(rng, level == 3 and rng.random() < 0.6) for name in names}
    upright = level > 1 and rng.random() < 0.35
    low, high, step = 0, 80, 10
    values: Facts = {}
    outliers: dict[str, list[int]] = {name: [] for name in names}
    rows = "{\n" + "".join(f"    {literal(k)}: {literal(v)},\n" for k, v in groups.items()) + "}"
    if level == 1:
        base = {name: sorted(rng.sample(range(6, 76, 2), 5)) for name in names}
        rows = "{\n" + "".join(f"    {literal(k)}: {literal(v)},\n" for k, v in base.items()) + "}"
        values = {"five_numbers": base}
        body, table = fill(_GIVEN, summaries=rows), "summaries"
    elif level == 2:
        values = {"data": groups, "five_numbers": {k: five_numbers(v) for k, v in groups.items()}}
        body, table = fill(_FROM_DATA, groups=rows), "groups"
    else:
        found = {k: _fences(v) for k, v in groups.items()}
        outliers = {k: out for k, (_, out) in found.items()}
        values = {"data": groups, "outliers": outliers}
        values["five_numbers"] = {k: five for k, (five, _) in found.items()}
        at = "place, value" if upright else "value, place"
        body, table = fill(_WITH_OUTLIERS, groups=rows, outlier=at), "groups"
    named, marked = n > 1, level == 1 and n == 1 and rng.random() < 0.4
    if marked:
        five = values["five_numbers"][names[0]]
        marked = min(b - a for a, b in pairwise(five)) >= 8
    scale = _UPRIGHT_SCALE if upright else _SCALE
    text = program(
        IMPORTS,
        fill(_VERTICAL if upright else _HORIZONTAL, tint=rng.choice(["white", "0.85", "white"])),
        _FENCED if level == 3 else "",
        fill(
            OPEN_FIGURE,
            font_size=13,
            font=CHINESE_FONT if chinese else rng.choice([SERIF, ROMAN_MATH]),
            size=(2.0 + 1.0 * n, 4.5) if upright else (rng.choice([5.5, 6.0, 6.5]), max(3.0, 1.4 + 0.9 * n)),
        ),
        body,
        "" if upright else BARE_AXIS,
        fill(_NAMES, table=table) if named and not upright else "",
        fill(scale, low=low, high=high, step=step, n=n, label=label, table=table),
        fill(_FIVE_MARKS, marks='"min", "$Q_1$", "$M$", "$Q_3$", "max"') if marked else "",
        "plt.show()",
    )
    ticks = [str(t) for t in range(low, high + 1, step)]
    marks = ["min", "$Q_1$", "$M$", "$Q_3$", "max"] if marked else []
    facts: Facts = {
        "labels": ticks + [label] + (names if named or upright else []) + marks,
        "counts": {"boxes": n, "outliers": sum(len(out) for out in outliers.values())},
        "values": values,
        "relations": [["vertical" if upright else "horizontal"]],
    }
    return Drawing(text, facts)
