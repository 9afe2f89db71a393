"""Areas under curves: shaded integrals, Riemann sums, regions between two curves."""

import math
from collections.abc import Callable
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.families.functions_calculus.library import POSITIVE, Function
from stem2code_eval.synth.family import Drawing, family, fill

Real = Callable[[float], float]

_FUNCTION = """
def f(x):
    return «source!code»


x = np.linspace(«start», «end», 200)
ax.plot(x, f(x), "k-", lw=1.8)
"""
_AREA = """
s = np.linspace(«a», «b», 100)
ax.fill_between(s, f(s), «look!code»)
"""
_BARS = """
n = «n»
edges = np.linspace(«a», «b», n + 1)
for left, right in zip(edges[:-1], edges[1:]):
    height = f(«where!code»)
    ax.add_patch(plt.Rectangle((left, 0), right - left, height, «look!code», lw=1.2))
"""
_TRAPEZIA = """
n = «n»
knots = np.linspace(«a», «b», n + 1)
for p, q in zip(knots[:-1], knots[1:]):
    ax.fill([p, q, q, p], [0, 0, f(q), f(p)], «look!code», lw=1.2)
"""
_RULES = {"left": "left", "right": "right", "middle": "(left + right) / 2"}


@family("functions_calculus")
def area_under_curve(rng: Random, level: int) -> Drawing:
    """Curve with the area below it shaded, cut into Riemann rectangles or trapezia, or between two curves."""
    chinese = rng.random() < 0.3
    if level == 3 and rng.random() < 0.4:
        return _between_two(rng, chinese)
    function = rng.choice(POSITIVE)
    top = max(_values(function))
    graph = Graph(rng, (-1.2, function.end + 0.9), (-1.0, top + 1.0), equal=False, chinese=chinese)
    graph.axes()
    inner = function.end - max(function.start, 0.3)
    a = round(max(function.start, 0.0) + rng.choice([0.15, 0.2, 0.25]) * inner, 1)
    b = round(function.end - rng.choice([0.1, 0.15, 0.2]) * inner, 1)
    graph.code(fill(_FUNCTION, source=function.source, start=function.start, end=function.end))
    graph.curve(function.f, function.start, function.end)
    graph.counts["curves"] = 1
    graph.values.update({"a": a, "b": b, "function": function.source, "integral": _integral(function, a, b)})
    look = rng.choice(['color="0.82"', 'color="lightgray"', 'facecolor="none", hatch="///", edgecolor="0.4", lw=0'])
    if level == 1:
        graph.code(fill(_AREA, a=a, b=b, look=look))
        graph.counts["shaded_regions"] = 1
    else:
        _strips(graph, rng, function, a, b, level)
    style = "k--" if level == 3 else "k-"
    graph.segments(
        ((a, 0), (a, round(function.f(a), 3))), ((b, 0), (b, round(function.f(b), 3))), style=style, width=1.3
    )
    ends = rng.choice([("$a$", "$b$"), ("$a$", "$b$"), ("$x_1$", "$x_2$")])
    graph.label(a, 0, ends[0], 270)
    graph.label(b, 0, ends[1], 270)
    xs = [function.end - (function.end - function.start) * t for t in (0.02, 0.1, 0.2, 0.5, 0.65)]
    graph.label_along([(x, function.f(x)) for x in xs], f"$y={function.text}$", 90)
    if level == 1:
        texts = ["阴影部分", "面积 $S$", "$S$"] if chinese else ["$S$", "$A$", r"$\int_a^b f(x)\,dx$"]
        text = rng.choice(texts)
        spots = [(a + t * (b - a), 0.42 * function.f(a + t * (b - a))) for t in (0.5, 0.4, 0.6)]
        graph.label_inside(spots, text if "int" not in text or ends[0] == "$a$" else "$S$")
    return graph.drawing()


def _values(function: Function) -> list[float]:
    step = (function.end - function.start) / 60
    return [function.f(function.start + step * k) for k in range(61)]


def _integral(function: Function, a: float, b: float, pieces: int = 200) -> float:
    """Return the integral by Simpson's rule."""
    h = (b - a) / pieces
    inner = sum((4 if k % 2 else 2) * function.f(a + k * h) for k in range(1, pieces))
    return round((function.f(a) + inner + function.f(b)) * h / 3, 3)


def _strips(graph: Graph, rng: Random, function: Function, a: float, b: float, level: int) -> None:
    n = rng.choice([4, 5, 6]) if level == 2 else rng.choice([7, 8, 10])
    grey = f'fc="{rng.choice(["0.85", "0.9", "0.8"])}", ec="k"'
    h = (b - a) / n
    edges = [a + k * h for k in range(n + 1)]
    if level == 3 and rng.random() < 0.35:
        graph.code(fill(_TRAPEZIA, n=n, a=a, b=b, look=grey))
        graph.values["rule"] = "trapezium"
        graph.values["sum"] = round(sum((function.f(p) + function.f(p + h)) / 2 * h for p in edges[:-1]), 3)
    else:
        rule = rng.choice(list(_RULES))
        shift = {"left": 0.0, "right": 1.0, "middle": 0.5}[rule]
        heights = [function.f(p + shift * h) for p in edges[:-1]]
        graph.code(fill(_BARS, n=n, a=a, b=b, where=_RULES[rule], look=grey))
        for p, height in zip(edges[:-1], heights, strict=True):
            graph.path([(p + k * h / 12, height) for k in range(13)])
        graph.values.update({"rule": rule, "sum": round(sum(heights) * h, 3)})
        if level == 3:
            dotted = [
                (round(p + shift * h, 3), round(height, 3)) for p, height in zip(edges[:-1], heights, strict=True)
            ]
            graph.dots(*dotted)
    graph.counts["strips"] = n
    if level == 3:
        k = n // 2
        graph.label(edges[k], 0, "$x_i$", 270)
        graph.label((edges[k] + edges[k + 1]) / 2 + h, 0, r"$\Delta x$", 270)


_PAIRS: tuple[tuple[str, str, float, float, str, str, Real, Real], ...] = (
    (
        "np.sqrt(2 * x)",
        "x / 2",
        0.0,
        8.0,
        r"\sqrt{2x}",
        r"\frac{x}{2}",
        lambda x: math.sqrt(max(2 * x, 0)),
        lambda x: x / 2,
    ),
    ("4 - x**2 / 2", "x", -4.0, 2.0, r"4-\frac{1}{2}x^2", "x", lambda x: 4 - x * x / 2, lambda x: x),
    ("x + 2", "x**2", -1.0, 2.0, "x+2", "x^2", lambda x: x + 2, lambda x: x * x),
    ("4 * x - x**2", "x", 0.0, 3.0, "4x-x^2", "x", lambda x: 4 * x - x * x, lambda x: x),
    ("6 - x", "5 / x", 1.0, 5.0, "6-x", r"\frac{5}{x}", lambda x: 6 - x, lambda x: 5 / x),
)


def _between_two(rng: Random, chinese: bool) -> Drawing:
    upper_source, lower_source, a, b, upper_text, lower_text, upper, lower = rng.choice(_PAIRS)
    pad = 0.14 * (b - a) if upper_source != "6 - x" else 0.3
    start = a - pad if upper_source != "np.sqrt(2 * x)" else a
    end = b + pad
    heights = [f(start + (end - start) * k / 50) for f in (upper, lower) for k in range(51)]
    low, high = min(0.0, *heights), max(heights)
    room = 0.14 * (high - low)
    graph = Graph(
        rng,
        (min(start, 0) - 1.0, end + 1.4),
        (low - max(room, 0.7), high + room),
        equal=False,
        chinese=chinese,
    )
    graph.axes()
    graph.code(
        fill(
            """
x = np.linspace(«start», «end», 200)
upper, lower = «upper!code», «lower!code»
ax.fill_between(x, upper, lower, where=(x >= «a») & (x <= «b»), «look!code»)
ax.plot(x, upper, "k-", x, lower, "k-", lw=1.8)
""",
            start=start,
            end=end,
            upper=upper_source,
            lower=lower_source,
            a=a,
            b=b,
            look=rng.choice(['color="0.82"', 'facecolor="none", hatch="///", edgecolor="0.4", lw=0']),
        )
    )
    graph.counts.update({"curves": 2, "shaded_regions": 1})
    graph.curve(upper, start, end)
    graph.curve(lower, start, end)
    corners = [(a, round(upper(a), 3)), (b, round(upper(b), 3))]
    far = [p for p in corners if p != (0.0, 0.0)]
    graph.segments(*[(p, (p[0], 0.0)) for p in far if p[1] != 0], *[(p, (0.0, p[1])) for p in far if p[0] != 0])
    graph.dots(*far)
    for p, name in zip(far, "AB", strict=False):
        graph.label(*p, f"${name}$")
        if p[0] != 0 and p[1] != 0:
            graph.label(p[0], 0, f"${p[0]:g}$", 270 if p[1] > 0 else 90)
            graph.label(0, p[1], f"${p[1]:g}$", 180 if p[0] > 0 else 0)
    for f, text in ((upper, upper_text), (lower, lower_text)):
        anchors = [start + (end - start) * t for t in (0.97, 0.03, 0.9, 0.1, 0.6, 0.4)]
        graph.label_along([(x, f(x)) for x in anchors], f"$y={text}$")
    middle = (a + b) / 2
    spots = [(m, (upper(m) + lower(m)) / 2) for m in (middle, a + 0.4 * (b - a), a + 0.6 * (b - a), a + 0.7 * (b - a))]
    graph.label_inside(spots, "阴影" if chinese else "$S$")
    graph.values.update({"a": a, "b": b, "upper": upper_source, "lower": lower_source})
    return graph.drawing()
