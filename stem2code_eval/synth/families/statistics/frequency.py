"""Frequency charts: histograms, polygons and cumulative curves in black and white."""

from itertools import accumulate
from random import Random

from stem2code_eval.synth.families.statistics.parts import ARROW_AXES, OPEN_FIGURE
from stem2code_eval.synth.families.statistics.pies import pie
from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_TABLE = """
edges = np.array(«edges»)
counts = np.array(«counts»)
"""

_HISTOGRAM = """
ax.bar(edges[:-1], counts, width=np.diff(edges), align="edge", fc="«face!code»", ec="black", lw=1.3«hatch!code»)
"""

_DENSITY = """
density = counts / np.diff(edges)
ax.bar(edges[:-1], density, width=np.diff(edges), align="edge", fc="«face!code»", ec="black", lw=1.3«hatch!code»)
"""

_COUNT_NAMES = """
for x, count in zip((edges[:-1] + edges[1:]) / 2, counts):
    ax.text(x, count + «lift», str(count), ha="center", va="bottom")
"""

_POLYGON = """
width = edges[1] - edges[0]
middles = np.concatenate([[edges[0] - width / 2], (edges[:-1] + edges[1:]) / 2, [edges[-1] + width / 2]])
ax.plot(middles, [0, *counts, 0], "ko-", lw=1.5, ms=4)
"""

_OGIVE = """
cumulative = np.concatenate([[0], np.cumsum(counts)])
ax.plot(edges, cumulative, "ko-", lw=1.5, ms=4)
"""

_READ_OFF = """
for share, name in «shares!code»:
    level = share * cumulative[-1]
    x = np.interp(level, cumulative, edges)
    ax.plot([edges[0] - «margin», x, x], [level, level, 0], "k--", lw=1)
    ax.text(x + «side», «low», name, ha="left", va="center")
"""

_AXES = """
ax.set_xlim(«x_low», «x_high»)
ax.set_ylim(0, «y_high»)
ax.set_xticks(edges)
ax.set_yticks(«y_ticks!code»)
ax.set_xlabel(«x_label»)
ax.set_ylabel(«y_label»)
"""


_HATCHES = ["//", "..", "xx", "--"]


def _bell(rng: Random, n: int) -> list[int]:
    """Counts that rise and fall over n classes."""
    peak = rng.uniform(0.3, 0.7) * (n - 1)
    return [max(1, round(14 - 3.2 * abs(i - peak) * 4 / n + rng.randint(-2, 2))) for i in range(n)]


def _labels(rng: Random, chinese: bool) -> tuple[str, str]:
    if chinese:
        return rng.choice(["成绩", "身高", "时间"]), "频数"
    return rng.choice(["Mass (g)", "Time (s)", "Score", "Length (cm)"]), "Frequency"


def _histogram(rng: Random, level: int) -> Drawing:
    """Equal classes, with counts or a frequency polygon; at level 3 unequal classes and densities."""
    chinese = rng.random() < 0.3
    x_label, y_label = _labels(rng, chinese)
    unequal = level == 3
    start, width = rng.choice([0, 10, 40, 50, 150]), rng.choice([5, 10])
    n = {1: rng.choice([4, 5]), 2: rng.choice([5, 6, 7]), 3: rng.choice([4, 5])}[level]
    widths = [width * rng.choice([1, 1, 2, 3]) for _ in range(n)] if unequal else [width] * n
    if unequal and len(dict.fromkeys(widths)) == 1:
        widths[rng.randrange(n)] = 2 * width
    edges = list(accumulate(widths, initial=start))
    counts = [c * (w // width) for c, w in zip(_bell(rng, n), widths, strict=True)] if unequal else _bell(rng, n)
    polygon = level == 2
    named = not unequal and not polygon and rng.random() < 0.6
    if unequal:
        y_label = "频数/组距" if chinese else "Frequency density"
        heights = [c / w for c, w in zip(counts, widths, strict=True)]
        step = 1 if width == 5 else 0.5
        top = step * (int(max(heights) / step) + 2)
        ticks = [f"{step * i:g}" if step == 1 else f"{step * i:.1f}" for i in range(round(top / step))]
        y_ticks = f"np.arange(0, {top:g}, {step:g})"
    else:
        top = 5 * (max(counts) // 5 + 1) + 2
        ticks = [str(t) for t in range(0, top, 5)]
        y_ticks = f"range(0, {top}, 5)"
    face = rng.choice(["white", "0.85", "white"])
    hatched = face == "white" and not polygon and rng.random() < 0.7
    hatch = f", hatch={literal(rng.choice(_HATCHES))}" if hatched else ""
    margin = width if polygon else width // 2
    text = program(
        IMPORTS,
        fill(
            OPEN_FIGURE,
            font_size=12,
            font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX]),
            size=rng.choice([(5.5, 4), (5, 4), (6, 4)]),
        ),
        fill(_TABLE, edges=edges, counts=counts),
        fill(_DENSITY if unequal else _HISTOGRAM, face=face, hatch=hatch),
        fill(_COUNT_NAMES, lift=0.2) if named else "",
        _POLYGON if polygon else "",
        ARROW_AXES,
        fill(
            _AXES,
            x_low=start - margin,
            x_high=edges[-1] + margin,
            y_high=float(top),
            y_ticks=y_ticks,
            x_label=x_label,
            y_label=y_label,
        ),
        "plt.show()",
    )
    facts: Facts = {
        "labels": ticks + [str(e) for e in edges] + [x_label, y_label] + ([str(c) for c in counts] if named else []),
        "counts": {"classes": n, "polygons": int(polygon)},
        "values": {
            "edges": edges,
            "counts": counts,
            "total": sum(counts),
            "bar_heights": "density" if unequal else "count",
        },
        "relations": [],
    }
    return Drawing(text, facts)


def _ogive(rng: Random, level: int) -> Drawing:
    """A cumulative frequency curve with its median, and at level 3 the quartiles, read off."""
    chinese = rng.random() < 0.3
    x_label, _ = _labels(rng, chinese)
    y_label = "累积频数" if chinese else "Cumulative frequency"
    start, width, n = rng.choice([0, 10, 40]), rng.choice([5, 10]), rng.choice([5, 6])
    edges, counts = [start + width * i for i in range(n + 1)], _bell(rng, n)
    total = sum(counts)
    shares = [(0.5, "$M$")] if level == 2 else [(0.25, "$Q_1$"), (0.5, "$Q_2$"), (0.75, "$Q_3$")]
    top = 10 * (total // 10 + 1) + 3
    reads = {}
    sums = [0, *accumulate(counts)]
    for share, name in shares:
        goal = share * total
        i = next(k for k in range(n) if sums[k + 1] >= goal)
        reads[name] = round(edges[i] + width * (goal - sums[i]) / counts[i], 4)
    text = program(
        IMPORTS,
        fill(
            OPEN_FIGURE,
            font_size=12,
            font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX]),
            size=rng.choice([(5.5, 4.2), (5, 4.5)]),
        ),
        fill(_TABLE, edges=edges, counts=counts),
        _OGIVE,
        fill(
            _READ_OFF,
            shares="[" + ", ".join(f'({share}, "{name}")' for share, name in shares) + "]",
            margin=width / 2,
            side=width * 0.06,
            low=round(top * 0.05, 2),
        ),
        ARROW_AXES,
        fill(
            _AXES,
            x_low=start - width / 2,
            x_high=edges[-1] + width / 2,
            y_high=top,
            y_ticks=f"range(0, {top}, 10)",
            x_label=x_label,
            y_label=y_label,
        ),
        "plt.show()",
    )
    facts: Facts = {
        "labels": [str(t) for t in range(0, top, 10)]
        + [str(e) for e in edges]
        + [x_label, y_label, *(name for _, name in shares)],
        "counts": {"classes": n, "polygons": 1},
        "values": {"edges": edges, "counts": counts, "total": total, "read_off": reads},
        "relations": [],
    }
    return Drawing(text, facts)


@family("statistics")
def frequency_chart(rng: Random, level: int) -> Drawing:
    """A histogram, frequency polygon, cumulative curve or hatched pie in black and white."""
    kind = rng.random()
    if kind < 0.4:
        return pie(rng, level)
    if kind < 0.6 and level > 1:
        return _ogive(rng, level)
    return _histogram(rng, level)
