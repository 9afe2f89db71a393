"""Conics with foci, directrices, asymptotes, focal chords and tangents."""

import math
from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.family import Drawing, family, fill

_ELLIPSE = """
a, b = «a», «b»
t = np.linspace(0, 2 * np.pi, 300)
ax.plot(a * np.cos(t), b * np.sin(t), "k-", lw=1.6)
"""
_HYPERBOLA = """
a, b = «a», «b»
t = np.linspace(-«reach», «reach», 200)
for sign in (-1, 1):
    ax.plot(sign * a * np.cosh(t), b * np.sinh(t), "k-", lw=1.6)
"""
_PARABOLA = """
p = «p»
y = np.linspace(-«top», «top», 200)
ax.plot(y**2 / (2 * p), y, "k-", lw=1.6)
"""


@family("analytic_geometry")
def conic_with_foci(rng: Random, level: int) -> Drawing:
    """Ellipse, hyperbola or parabola with its foci, and by level a chord, a directrix or a tangent."""
    return rng.choice([_ellipse, _hyperbola, _parabola])(rng, level)


def _ellipse(rng: Random, level: int) -> Drawing:
    a, b, c = rng.choice([(5, 3, 4), (5, 4, 3), (5, 3, 4), (6.5, 6, 2.5), (6.5, 2.5, 6)])
    tangent = level == 3 and rng.random() < 0.5
    tall = b + (2.6 if tangent else 1.6)
    if level == 3 and not tangent:
        tall = max(tall, a + 0.8)
    graph = Graph(rng, (-a - 2.2, a + 2.2), (-tall, tall))
    graph.axes()
    graph.code(fill(_ELLIPSE, a=a, b=b))
    graph.path([(a * math.cos(k / 50 * math.pi), b * math.sin(k / 50 * math.pi)) for k in range(101)])
    graph.counts["curves"] = 1
    graph.values.update({"a": a, "b": b, "c": c, "kind": "ellipse"})
    graph.dots((-c, 0), (c, 0))
    graph.label(-c, 0, "$F_1$", 270)
    graph.label(c, 0, "$F_2$", 270)
    if level == 1:
        if rng.random() < 0.6:
            for x, y, text in ((-a, 0, "$A_1$"), (a, 0, "$A_2$"), (0, b, "$B$")):
                graph.label(x, y, text)
            graph.dots((-a, 0), (a, 0), (0, b))
        return graph.drawing()
    turn = math.radians(rng.choice([50, 58, 65, 112, 120]))
    point = (round(a * math.cos(turn), 3), round(b * math.sin(turn), 3))
    if level == 2 and rng.random() < 0.4:
        _focal_chord_of_ellipse(graph, rng, a, b, c)
        return graph.drawing()
    graph.segments(((-c, 0), point), (point, (c, 0)), style="k-", width=1.3)
    graph.dots(point)
    graph.label(*point, "$P$")
    graph.relations.append(["on_curve", "P", "ellipse"])
    if level == 3 and tangent:
        slope = -(b**2) * point[0] / (a**2 * point[1])
        ends = _line(graph, point, slope, (point[0] - 3.4, point[0] + 3.4))
        graph.segments(ends, style="k-", width=1.3)
        graph.label(*ends[1], "$l$")
        steep = (point[0] / a**2, point[1] / b**2)
        inwards = 2.8 / math.hypot(*steep)
        graph.segments((point, (round(point[0] - inwards * steep[0], 3), round(point[1] - inwards * steep[1], 3))))
        graph.relations.append(["tangent", "l", "ellipse"])
    elif level == 3:
        graph.code("ax.add_patch(plt.Circle((0, 0), a, fill=False, ls=(0, (5, 4)), lw=1))")
        graph.round(0, 0, a)
        above = (point[0], round(math.copysign(math.sqrt(a**2 - point[0] ** 2), point[1]), 3))
        graph.segments(((point[0], 0), above), ((0, 0), above))
        graph.dots(above)
        graph.label(*above, "$Q$")
        graph.label(point[0], 0, "$H$", 270)
        graph.counts["circles"] = 1
    return graph.drawing()


def _focal_chord_of_ellipse(graph: Graph, rng: Random, a: float, b: float, c: float) -> None:
    slope = rng.choice([1.0, 1.4, -1.2, 0.8])
    quad, lin, const = b**2 + (a * slope) ** 2, -2 * (a * slope) ** 2 * c, (a * slope * c) ** 2 - (a * b) ** 2
    root = math.sqrt(lin**2 - 4 * quad * const)
    ends = [(x, slope * (x - c)) for x in ((-lin - root) / (2 * quad), (-lin + root) / (2 * quad))]
    (x1, y1), (x2, y2) = [(round(x, 3), round(y, 3)) for x, y in ends]
    graph.segments(((x1, y1), (x2, y2)), ((x1, y1), (-c, 0)), ((x2, y2), (-c, 0)), style="k-", width=1.3)
    graph.label(x1, y1, "$A$")
    graph.label(x2, y2, "$B$")
    graph.relations.append(["on_line", "F_2", "AB"])


def _line(
    graph: Graph, through: tuple[float, float], slope: float, span: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the ends of a line cut to the span of x and to the graph's limits."""
    ends = []
    for x in span:
        y = through[1] + slope * (x - through[0])
        low, high = graph.y[0] + 0.3, graph.y[1] - 0.3
        if not low <= y <= high:
            y = min(max(y, low), high)
            x = through[0] + (y - through[1]) / slope
        ends.append((round(x, 3), round(y, 3)))
    return ends[0], ends[1]


def _hyperbola(rng: Random, level: int) -> Drawing:
    a, b, c = rng.choice([(1.5, 2, 2.5), (2, 1.5, 2.5), (2, 2, 2.828)])
    reach = 1.5 if b >= 2 else 1.6
    far, high = a * math.cosh(reach), b * math.sinh(reach)
    graph = Graph(rng, (-far - 0.8, far + 0.8), (-high - 0.5, high + 0.5))
    graph.axes()
    graph.code(fill(_HYPERBOLA, a=a, b=b, reach=reach))
    for sign in (-1, 1):
        steps = [-reach + reach * k / 40 for k in range(81)]
        graph.path([(sign * a * math.cosh(t), b * math.sinh(t)) for t in steps])
    graph.counts["curves"] = 2
    graph.values.update({"a": a, "b": b, "c": c, "kind": "hyperbola"})
    end = far + 0.3
    if level > 1 or rng.random() < 0.6:
        top = round(min(b / a * end, high + 0.2), 3)
        side = round(top * a / b, 3)
        graph.segments(((-side, -top), (side, top)), ((-side, top), (side, -top)))
        graph.counts["asymptotes"] = 2
    graph.dots((-c, 0), (c, 0))
    graph.label(-c, 0, "$F_1$")
    graph.label(c, 0, "$F_2$")
    if level == 1:
        return graph.drawing()
    if level == 3 and rng.random() < 0.5:
        _latus_rectum(graph, a, b, c)
        return graph.drawing()
    t = rng.choice([0.8, 0.95, 1.1])
    point = (round(a * math.cosh(t), 3), round(b * math.sinh(t), 3))
    graph.segments(((-c, 0), point), (point, (c, 0)), style="k-", width=1.3)
    graph.label(*point, "$P$")
    graph.dots(point)
    graph.relations.append(["on_curve", "P", "hyperbola"])
    if level == 3:
        graph.code("ax.add_patch(plt.Circle((0, 0), np.hypot(a, b), fill=False, lw=1.2))")
        graph.round(0, 0, c)
        graph.counts["circles"] = 1
        graph.label(-c * 0.72, c * 0.72, "$C$")
        box = ((-a, -b), (a, -b), (a, b), (-a, b), (-a, -b))
        graph.segments(*pairwise(box))
    return graph.drawing()


def _latus_rectum(graph: Graph, a: float, b: float, c: float) -> None:
    """Draw the chord PQ through the right focus, perpendicular to the axis, and shade the triangle F1 P Q."""
    high = round(b**2 / a, 3)
    upper, lower = (c, high), (c, -high)
    graph.code(f'ax.fill([{-c}, {c}, {c}], [0, {high}, {-high}], color="0.85", zorder=0)')
    graph.segments((upper, lower), ((-c, 0), upper), ((-c, 0), lower), style="k-", width=1.3)
    graph.label(*upper, "$P$", 0)
    graph.label(*lower, "$Q$", 0)
    graph.dots(upper, lower)
    graph.relations += [["on_curve", "P", "hyperbola"], ["perpendicular", "PQ", "F_1F_2"]]


def _parabola(rng: Random, level: int) -> Drawing:
    p = rng.choice([2.0, 1.5, 2.4])
    slope = rng.choice([1.4, 1.6, 1.8, -1.4, -1.7])
    roots = [(p + sign * p * math.sqrt(1 + slope**2)) / slope for sign in (1, -1)]
    upper, lower = max(roots), min(roots)
    top = round(max(upper, -lower, 3.2) + 0.7, 1)
    far = top**2 / (2 * p)
    graph = Graph(rng, (-p / 2 - 1.4, far + 1.0), (-top - 0.6, top + 0.6))
    graph.axes()
    graph.code(fill(_PARABOLA, p=p, top=top))
    graph.path([((top * k / 60) ** 2 / (2 * p), top * k / 60) for k in range(-60, 61)])
    graph.counts["curves"] = 1
    graph.values.update({"p": p, "kind": "parabola"})
    graph.dots((p / 2, 0))
    graph.label(p / 2, 0, "$F$", 270)
    if level > 1 or rng.random() < 0.6:
        graph.segments(((-p / 2, -top - 0.2), (-p / 2, top + 0.2)), style=rng.choice(["k-", "k--"]), width=1.2)
        graph.label(-p / 2, -top, "$l$", 180)
        graph.values["directrix"] = -p / 2
    if level == 1:
        return graph.drawing()
    ends = [(round(y**2 / (2 * p), 3), round(y, 3)) for y in (upper, lower)]
    names = ["A", "B"]
    feet = [(-p / 2, y) for _, y in ends]
    if level == 2:
        keep = 1 if rng.random() < 0.5 else 2
        if keep == 1:
            point = (round(6.25 / (2 * p), 3), 2.5)
            graph.segments((point, (p / 2, 0)), (point, (-p / 2, 2.5)), style="k-", width=1.3)
            graph.label(*point, "$P$")
            graph.label(-p / 2, 2.5, "$H$", 180)
            graph.dots(point)
            graph.relations.append(["equal", "PF", "PH"])
            return graph.drawing()
        graph.segments((ends[0], ends[1]), style="k-", width=1.3)
        for name, end in zip(names, ends, strict=True):
            graph.label(*end, f"${name}$")
        graph.segments(*[((0.0, 0.0), end) for end in ends])
        graph.relations.append(["on_line", "F", "AB"])
        return graph.drawing()
    graph.segments((ends[0], ends[1]), style="k-", width=1.3)
    graph.segments(*zip(ends, feet, strict=True), style="k-", width=1.2)
    graph.segments(*[(foot, (p / 2, 0)) for foot in feet])
    middle = (round((ends[0][0] + ends[1][0]) / 2, 3), round((ends[0][1] + ends[1][1]) / 2, 3))
    graph.segments((middle, (-p / 2, middle[1])))
    for name, end, foot in zip(names, ends, feet, strict=True):
        graph.label(*end, f"${name}$")
        graph.label(*foot, f"${name}_1$", 180)
    graph.dots(middle)
    graph.label(*middle, "$M$")
    graph.label(-p / 2, middle[1], "$N$", 180)
    graph.relations += [["on_line", "F", "AB"], ["midpoint", "M", "AB"], ["perpendicular", "A_1F", "B_1F"]]
    return graph.drawing()
