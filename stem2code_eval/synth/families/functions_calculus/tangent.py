"""Tangents, secants, normals and the mean value theorem on a curve."""

from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.families.functions_calculus.library import POSITIVE, Function
from stem2code_eval.synth.family import Drawing, family, fill

Point = tuple[float, float]

_CURVE = """
def f(x):
    return «source!code»


x = np.linspace(«start», «end», 200)
ax.plot(x, f(x), "k-", lw=1.8)
"""
_TANGENT = """
x0 = «x0»
slope = «slope»
t = np.array([«t1», «t2»])
ax.plot(t, f(x0) + slope * (t - x0), "k-", lw=1.2)
"""


@family("functions_calculus")
def tangent_and_secant(rng: Random, level: int) -> Drawing:
    """Curve with a tangent at P, and by level secants, a slope triangle, a normal or a parallel chord."""
    build = rng.choice(_BUILDERS[level])
    flat = ("sqrt", "exp", "x**2 / 4") if build is _many_secants else ("sqrt",)
    function = rng.choice([f for f in POSITIVE if not any(part in f.source for part in flat)])
    step = (function.end - function.start) / 60
    top = max(function.f(function.start + step * k) for k in range(61))
    graph = Graph(rng, (-1.2, function.end + 1.0), (-1.0, top + 1.2), equal=build is _normal)
    graph.axes()
    graph.code(fill(_CURVE, source=function.source, start=function.start, end=function.end))
    graph.curve(function.f, function.start, function.end)
    graph.counts["curves"] = 1
    graph.values["function"] = function.source
    build(graph, rng, function)
    xs = [function.start + (function.end - function.start) * t for t in (0.98, 0.02, 0.9, 0.1, 0.8, 0.6, 0.45, 0.3)]
    anchors = [(x, function.f(x)) for x in xs]
    graph.label_along(anchors, rng.choice(["$y=f(x)$", f"$y={function.text}$"]))
    return graph.drawing()


def _at(function: Function, share: float) -> Point:
    x = round(max(function.start, 0.2) + share * (function.end - max(function.start, 0.2)), 2)
    return x, round(function.f(x), 3)


def _cut(graph: Graph, through: Point, slope: float, reach: float, pad: float = 0.25) -> tuple[float, float]:
    """Return abscissae about `through` between which a line of this slope stays within the picture."""
    low, high = through[0] - reach, through[0] + reach
    low, high = max(low, graph.x[0] + pad), min(high, graph.x[1] - pad)
    if slope:
        hits = sorted((y - through[1]) / slope + through[0] for y in (graph.y[0] + pad, graph.y[1] - pad))
        low, high = max(low, hits[0]), min(high, hits[1])
    return round(low, 2), round(high, 2)


def _draw_tangent(graph: Graph, function: Function, p: Point, reach: float) -> None:
    slope = round(function.slope(p[0]), 4)
    low, high = _cut(graph, p, slope, reach)
    graph.code(fill(_TANGENT, x0=p[0], slope=slope, t1=low, t2=high))
    graph.curve(lambda x: p[1] + slope * (x - p[0]), low, high, 40)
    graph.counts["tangents"] += 1
    graph.values.update({"x0": p[0], "slope": slope})
    graph.relations.append(["tangent", "l", "curve at P"])


def _drop(graph: Graph, p: Point, x_text: str, y_text: str) -> None:
    """Dashed lines from a point to both axes, with texts at their feet."""
    graph.segments((p, (p[0], 0.0)), (p, (0.0, p[1])))
    graph.label(p[0], 0, x_text, 270)
    graph.label(0, p[1], y_text, 180)


def _tangent_only(graph: Graph, rng: Random, function: Function) -> None:
    p = _at(function, rng.choice([0.35, 0.45, 0.55]))
    _draw_tangent(graph, function, p, 2.4)
    graph.dots(p)
    graph.label(*p, "$P$")
    if rng.random() < 0.6:
        graph.segments((p, (p[0], 0.0)))
        graph.label(p[0], 0, "$x_0$", 270)
    slope, end = graph.values["slope"], _cut(graph, p, graph.values["slope"], 2.4)[1]
    if rng.random() < 0.5:
        graph.label(end, p[1] + slope * (end - p[0]), "$l$")


def _secant(graph: Graph, rng: Random, function: Function) -> None:
    p, q = _at(function, rng.choice([0.25, 0.3])), _at(function, rng.choice([0.7, 0.75]))
    slope = (q[1] - p[1]) / (q[0] - p[0])
    if rng.random() < 0.6:
        _draw_tangent(graph, function, p, 2.2)
    low, high = _cut(graph, p, slope, 10)
    low, high = max(low, p[0] - 0.9), min(high, q[0] + 0.9)
    ends = [(round(x, 2), round(p[1] + slope * (x - p[0]), 3)) for x in (low, high)]
    graph.segments((ends[0], ends[1]), style="k-", width=1.2)
    graph.dots(p, q)
    graph.label(*p, rng.choice(["$P$", "$A$"]))
    graph.label(*q, "$Q$" if graph.values.get("slope") is not None else rng.choice(["$Q$", "$B$"]))
    if rng.random() < 0.5:
        _drop(graph, p, "$x_0$", "$f(x_0)$")
        graph.segments((q, (q[0], 0.0)))
        graph.label(q[0], 0, r"$x_0+h$", 270)
    elif abs(q[1] - p[1]) > 0.6:
        corner = (q[0], p[1])
        graph.segments((p, corner), (corner, q))
        graph.label((p[0] + q[0]) / 2, p[1], r"$\Delta x$", 270 if slope > 0 else 90)
        graph.label(q[0], (p[1] + q[1]) / 2, r"$\Delta y$", 0)
    else:
        graph.segments((p, (p[0], 0.0)), (q, (q[0], 0.0)))
        graph.label(p[0], 0, "$a$", 270)
        graph.label(q[0], 0, "$b$", 270)
    graph.values["secant_slope"] = round(slope, 4)


def _many_secants(graph: Graph, rng: Random, function: Function) -> None:
    p = _at(function, 0.22)
    _draw_tangent(graph, function, p, 3.0)
    shares = rng.choice([(0.45, 0.65, 0.9), (0.5, 0.72, 0.92), (0.42, 0.6, 0.76, 0.92)])
    others = [_at(function, share) for share in shares]
    for q in others:
        slope = (q[1] - p[1]) / (q[0] - p[0])
        low, high = max(p[0] - 0.5, graph.x[0] + 0.2), q[0] + 0.3
        graph.segments(
            (
                (round(low, 2), round(p[1] + slope * (low - p[0]), 3)),
                (round(high, 2), round(p[1] + slope * (high - p[0]), 3)),
            ),
            style="k-" if q is others[-1] else "k--",
        )
    graph.dots(p, *others)
    graph.label(*p, "$P$")
    for k, q in enumerate(others, start=1):
        graph.label(*q, f"$Q_{k}$")
    graph.segments((p, (p[0], 0.0)))
    graph.label(p[0], 0, "$x_0$", 270)
    graph.counts["secants"] = len(others)


def _mean_value(graph: Graph, rng: Random, function: Function) -> None:
    a, b = _at(function, rng.choice([0.1, 0.15])), _at(function, rng.choice([0.85, 0.9]))
    slope = (b[1] - a[1]) / (b[0] - a[0])
    steps = [a[0] + (b[0] - a[0]) * k / 2000 for k in range(100, 1900)]
    misses = [round(abs(function.slope(x) - slope), 6) for x in steps]
    best = round(steps[misses.index(min(misses))], 2)
    c = (best, round(function.f(best), 3))
    _draw_tangent(graph, function, c, 1.8)
    graph.segments((a, b), style="k-", width=1.2)
    graph.segments(*[(point, (point[0], 0.0)) for point in (a, c, b)])
    if rng.random() < 0.5:
        graph.segments((a, (0.0, a[1])), (b, (0.0, b[1])))
        if abs(a[1] - b[1]) > 0.5:
            graph.label(0, a[1], "$f(a)$", 180)
            graph.label(0, b[1], "$f(b)$", 180)
    graph.dots(a, b, c)
    for point, name, foot in (
        (a, "$A$", "$a$"),
        (b, "$B$", "$b$"),
        (c, "$C$", rng.choice([r"$\xi$", "$c$"])),
    ):
        graph.label(*point, name)
        graph.label(point[0], 0, foot, 270)
    graph.relations.append(["parallel", "tangent at C", "AB"])


def _corner(graph: Graph, slope: float) -> tuple[Point, Point]:
    """Return the two sides of a right-angle mark on a line of this slope, 0.12 inches long, rounded."""
    size = graph.inches_x(0.12) / (1 + slope**2) ** 0.5
    sign = 1 if slope > 0 else -1
    return (round(size, 3), round(slope * size, 3)), (round(-sign * slope * size, 3), round(sign * size, 3))


def _normal(graph: Graph, rng: Random, function: Function) -> None:
    p = _at(function, rng.choice([0.4, 0.5, 0.6]))
    if abs(function.slope(p[0])) < 0.25:
        p = _at(function, 0.3)
    _draw_tangent(graph, function, p, 3.0)
    slope = graph.values["slope"]
    if abs(slope) > 0.15:
        normal = -1 / slope
        low, high = _cut(graph, p, normal, 2.2)
        ends = [(x, round(p[1] + normal * (x - p[0]), 3)) for x in (low, high)]
        graph.segments((ends[0], ends[1]), style="k--", width=1.2)
        graph.label(*ends[0], "$n$")
        along, across = _corner(graph, slope)
        square = [
            (p[0] + along[0], p[1] + along[1]),
            (p[0] + along[0] + across[0], p[1] + along[1] + across[1]),
        ]
        square.append((p[0] + across[0], p[1] + across[1]))
        graph.segments(*pairwise(square), style="k-")
        graph.counts["right_angles"] = 1
        graph.relations.append(["normal", "n", "curve at P"])
    _drop(graph, p, "$x_0$", "$y_0$")
    q = _at(function, 0.92)
    root = p[0] - p[1] / slope if abs(slope) > 0.15 else q[0]
    clear = min(abs(root), abs(root - p[0]), abs(root - q[0])) > 0.6
    if clear and graph.x[0] + 0.4 < root < graph.x[1] - 0.4:
        graph.dots((round(root, 3), 0.0))
        graph.label(root, 0, "$T$", 270)
    graph.dots(p)
    graph.label(*p, "$P$")
    graph.segments((q, (q[0], 0.0)), (p, q), style="k--")
    graph.dots(q)
    graph.label(*q, "$Q$")
    graph.label(q[0], 0, "$x_1$", 270)


_BUILDERS = {1: [_tangent_only], 2: [_secant], 3: [_many_secants, _mean_value, _normal]}
