"""Scatter diagrams with least-squares lines."""

from random import Random

from stem2code_eval.synth.families.statistics.parts import ARROW_AXES, OPEN_FIGURE
from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_ONE = """
x = np.array(«x»)
y = np.array(«y»)
slope, intercept = np.polyfit(x, y, 1)
ends = np.array([«from_x», «to_x»])
ax.plot(x, y, «marker», color="black", ms=6)
«line!code»
"""

_LINE = 'ax.plot(ends, slope * ends + intercept, color="black", lw=1.5)\n'

_RESIDUALS = """
for xi, yi in zip(x, y):
    ax.plot([xi, xi], [yi, slope * xi + intercept], "k--", lw=1)
"""

_MEAN = """
ax.plot(x.mean(), y.mean(), "s", mfc="white", mec="black", ms=8)
ax.annotate(r"$(\\bar{x}, \\bar{y})$", (x.mean(), y.mean()), xytext=«shift», textcoords="offset points",
            ha="center", va="center")
"""

_TWO = """
groups = {
    «first»: («x1», «y1», "o"),
    «second»: («x2», «y2», "^"),
}
ends = np.array([«from_x», «to_x»])
for (name, (x, y, marker)), fill, style in zip(groups.items(), ("black", "white"), ("-", "--")):
    slope, intercept = np.polyfit(x, y, 1)
    ax.plot(x, y, marker, mfc=fill, mec="black", ms=7, label=name)
    ax.plot(ends, slope * ends + intercept, color="black", lw=1.5, ls=style)
ax.legend(loc=«place», frameon=False, handletextpad=0.2)
"""

_AXES = """
ax.set_xlim(0, «x_max»)
ax.set_ylim(0, «y_max»)
ax.set_xticks(range(0, «x_max», «x_step»))
ax.set_yticks(range(0, «y_max», «y_step»))
ax.set_xlabel(«x_label», loc="right")
ax.set_title(«y_label», loc="left", fontsize=12)
"""

_GRID = 'ax.grid(color="0.75", lw=0.7)\nax.set_axisbelow(True)\n'


def _cloud(rng: Random, n: int, slope: float, start: float, noise: float) -> tuple[list[int], list[float]]:
    xs = sorted(rng.sample(range(1, 12), n))
    return xs, [round(start + slope * x + rng.uniform(-noise, noise), 1) for x in xs]


def _fit(xs: list[int], ys: list[float]) -> tuple[float, float]:
    """Return slope and intercept of the least-squares line."""
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)
    return slope, my - slope * mx


def _axes(rng: Random, chinese: bool) -> tuple[str, str]:
    if chinese:
        return rng.choice([("时间", "产量"), ("身高", "体重"), ("广告费", "销售额")])
    return rng.choice([("$x$", "$y$"), ("$t$ (s)", "$v$ (m/s)"), ("$x$ (cm)", "$F$ (N)"), ("$T$", "$R$")])


@family("statistics")
def scatter_regression(rng: Random, level: int) -> Drawing:
    """A scatter diagram with its regression line, residuals, mean point, or two groups."""
    two = level == 3 and rng.random() < 0.5
    falling, chinese = rng.random() < 0.35, rng.random() < 0.25
    slope, start = (-1.1, 16.0) if falling else (1.2, 2.5)
    slope += rng.choice([-0.15, 0.0, 0.15])
    n = {1: rng.choice([5, 6]), 2: rng.choice([6, 7, 8]), 3: rng.choice([6, 7])}[level]
    noise = rng.choice([0.8, 1.5, 2.0])
    x_label, y_label = _axes(rng, chinese)
    xs, ys = _cloud(rng, n, slope, start, noise)
    fitted = [_fit(xs, ys)]
    ends = {"from_x": 0.5, "to_x": 11.5}
    ticks = [str(t) for t in range(0, 13, 2)] + [str(t) for t in range(0, 20, 5)]
    labels = [*ticks, x_label, y_label]
    extra: list[str] = []
    with_mean, with_equation, with_residuals = False, False, False
    points: list[tuple[list[int], list[float]]] = [(xs, ys)]
    if two:
        ys = [round(0.9 * y + 1.5, 1) for y in ys]
        xs2, ys2 = _cloud(rng, n, 0.55 * slope, 3.5 if not falling else 8.5, noise / 2)
        names = rng.choice([("$A$", "$B$"), ("I", "II")]) if not chinese else ("甲", "乙")
        fitted, points = [_fit(xs, ys), _fit(xs2, ys2)], [(xs, ys), (xs2, ys2)]
        place = "upper right" if falling else "upper left"
        block = fill(_TWO, first=names[0], second=names[1], x1=xs, y1=ys, x2=xs2, y2=ys2, place=place, **ends)
        labels += list(names)
    else:
        with_residuals = level == 3 or (level == 2 and rng.random() < 0.4)
        with_equation, with_mean = level >= 2, not with_residuals and level == 2 and rng.random() < 0.6
        with_mean = with_mean or (level == 3)
        drawn_line = level > 1 or rng.random() < 0.75
        block = fill(_ONE, x=xs, y=ys, marker=rng.choice(["o", "x", "o"]), line=_LINE if drawn_line else "", **ends)
        a, b = fitted[0]
        if with_residuals:
            extra.append(_RESIDUALS)
        if with_mean:
            extra.append(fill(_MEAN, shift=(28, 22) if falling else (-26, 22)))
            labels.append(r"$(\bar{x}, \bar{y})$")
        if with_equation:
            intercept_text = f"{'+' if b >= 0 else '-'} {abs(b):.2f}"
            at = (8.6, 16.5) if falling else (8.6, 2.0)
            equation = rf"$\hat{{y}} = {a:.2f}x {intercept_text}$"
            line = f'ax.text({at[0]}, {at[1]}, {literal(equation)}, ha="center", va="center")'
            extra.append(line)
            labels.append(equation)
    text = program(
        IMPORTS,
        fill(
            OPEN_FIGURE,
            font_size=12,
            font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX]),
            size=rng.choice([(5, 4), (5.5, 4), (4.8, 4.2)]),
        ),
        block,
        *extra,
        ARROW_AXES,
        _GRID if rng.random() < 0.35 else "",
        fill(_AXES, x_max=13, y_max=20, x_step=2, y_step=5, x_label=x_label, y_label=y_label),
        "plt.show()",
    )
    facts: Facts = {
        "labels": labels,
        "counts": {"points": sum(len(p[0]) for p in points), "groups": len(points)},
        "values": {
            "points": [[list(a), list(b)] for a, b in points],
            "lines": [[round(a, 4), round(b, 4)] for a, b in fitted],
            "residuals_drawn": with_residuals,
        },
        "relations": [["falls" if a < 0 else "rises", f"group {i + 1}"] for i, (a, _) in enumerate(fitted)],
    }
    return Drawing(text, facts)
