"""Curves in polar coordinates: roses, cardioids, limaçons, spirals and lemniscates."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.family import Drawing, family, fill


@dataclass(frozen=True)
class Curve:
    """A polar curve r(t).

    Attributes:
        source: numpy expression in `t`.
        r: the same as a function.
        end: the curve runs from 0 to this angle, in units of pi.
        equation: mathtext.
        name: what it is called.
        reach: the largest |r|.
    """

    source: str
    r: Callable[[float], float]
    end: float
    equation: str
    name: str
    reach: float


def _rose(rng: Random) -> Curve:
    n, a = rng.choice([2, 3, 3, 4, 5]), rng.choice([3, 4])
    wave = rng.choice(["cos", "sin"])
    f = math.cos if wave == "cos" else math.sin
    end = 1 if n % 2 else 2
    return Curve(
        f"{a} * np.{wave}({n} * t)",
        lambda t: a * f(n * t),
        end,
        rf"$r={a}\{wave}{n}\theta$",
        f"rose of {n if n % 2 else 2 * n} petals",
        a,
    )


def _cardioid(rng: Random) -> Curve:
    a, sign = rng.choice([2, 1.5]), rng.choice([1, -1])
    wave = rng.choice(["cos", "sin"])
    f = math.cos if wave == "cos" else math.sin
    mark = "+" if sign > 0 else "-"
    return Curve(
        f"{a} * (1 {mark} np.{wave}(t))",
        lambda t: a * (1 + sign * f(t)),
        2,
        rf"$r={a}(1{mark}\{wave}\theta)$",
        "cardioid",
        2 * a,
    )


def _limacon(rng: Random) -> Curve:
    a, b = rng.choice([(1, 3), (1, 2.5), (3, 2), (1.5, 2.5)])
    return Curve(
        f"{a} + {b} * np.cos(t)",
        lambda t: a + b * math.cos(t),
        2,
        rf"$r={a}+{b}\cos\theta$",
        "limaçon",
        a + b,
    )


def _spiral(rng: Random) -> Curve:
    turns, pitch = rng.choice([(2, 0.3), (3, 0.2), (2.5, 0.25)])
    reach = pitch * turns * 2 * math.pi
    return Curve(f"{pitch} * t", lambda t: pitch * t, 2 * turns, rf"$r={pitch}\theta$", "spiral", reach)


def _circle(rng: Random) -> Curve:
    a, wave = rng.choice([3, 4]), rng.choice(["cos", "sin"])
    f = math.cos if wave == "cos" else math.sin
    return Curve(f"{a} * np.{wave}(t)", lambda t: a * f(t), 1, rf"$r={a}\{wave}\theta$", "circle", a)


_CURVE = """
t = np.linspace(0, «end!code», 400)
r«suffix!code» = «source!code»
ax.plot(r«suffix!code» * np.cos(t), r«suffix!code» * np.sin(t), "k-", lw=«width»)
"""


def _draw(graph: Graph, curve: Curve, suffix: str = "", width: float = 1.8) -> None:
    end = "np.pi" if curve.end == 1 else f"{curve.end:g} * np.pi"
    graph.code(fill(_CURVE, end=end, source=curve.source, suffix=suffix, width=width))
    turns = [curve.end * math.pi * k / 400 for k in range(401)]
    points = [(curve.r(t) * math.cos(t), curve.r(t) * math.sin(t)) for t in turns]
    for k in range(0, 400, 20):
        graph.path(points[k : k + 21])
    graph.counts["curves"] += 1


def _polar_grid(graph: Graph, reach: float, spokes: int, labelled: bool) -> None:
    rings = math.ceil(reach)
    graph.code(
        fill(
            """
for radius in range(1, «rings» + 1):
    ax.add_patch(plt.Circle((0, 0), radius, fill=False, ec="0.6", lw=0.8))
for k in range(«spokes»):
    angle = 2 * np.pi * k / «spokes»
    ax.plot([0, «rings» * np.cos(angle)], [0, «rings» * np.sin(angle)], color="0.6", lw=0.8)
""",
            rings=rings,
            spokes=spokes,
        )
    )
    graph.counts.update({"circles": rings, "spokes": spokes})
    if not labelled:
        return
    names = {
        0: "$0$",
        1: r"$\frac{\pi}{6}$",
        2: r"$\frac{\pi}{3}$",
        3: r"$\frac{\pi}{2}$",
        4: r"$\frac{2\pi}{3}$",
    }
    names |= {
        5: r"$\frac{5\pi}{6}$",
        6: r"$\pi$",
        7: r"$\frac{7\pi}{6}$",
        8: r"$\frac{4\pi}{3}$",
        9: r"$\frac{3\pi}{2}$",
    }
    names |= {10: r"$\frac{5\pi}{3}$", 11: r"$\frac{11\pi}{6}$"}
    far = rings + graph.inches_x(0.2)
    for k in range(0, 12, 12 // spokes):
        angle = math.pi * k / 6
        graph.text(far * math.cos(angle), far * math.sin(angle), names[k])


@family("analytic_geometry")
def polar_curves(rng: Random, level: int) -> Drawing:
    """Rose, cardioid, limaçon or spiral, and by level a polar grid, a second curve, a shaded sector."""
    kinds = [_rose, _rose, _cardioid, _limacon, _spiral] if level < 3 else [_rose, _cardioid, _limacon]
    curve = rng.choice(kinds)(rng)
    rings = math.ceil(curve.reach)
    half = rings + (0.9 if level > 1 else 0.7)
    graph = Graph(rng, (-half, half), (-half, half))
    graph.values.update({"curve": curve.name, "equation": curve.equation, "reach": curve.reach})
    if level == 1:
        if rng.random() < 0.5:
            graph.axes(origin=_origin(curve))
        else:
            _polar_axis(graph, half, _origin(curve))
        _draw(graph, curve)
        _equation(graph, curve, half)
        return graph.drawing()
    spokes = 6 if level == 2 else 12
    _polar_grid(graph, curve.reach, spokes, rng.random() < 0.75)
    if level == 2:
        _draw(graph, curve)
        if rng.random() < 0.5:
            _point(graph, rng, curve)
        return graph.drawing()
    other = _circle(rng)
    for _ in range(20):
        if other.reach <= curve.reach + 0.5:
            break
        other = _circle(rng)
    if rng.random() < 0.5:
        _draw(graph, curve, "1")
        _draw(graph, other, "2", 1.4)
        _point(graph, rng, curve)
    else:
        start, end = rng.choice([(0, 60), (30, 90), (0, 30), (60, 120)])
        _draw(graph, curve)
        graph.code(
            fill(
                """
s = np.radians(np.linspace(«start», «end», 80))
rho = «source!code»
ax.fill(np.append(0, rho * np.cos(s)), np.append(0, rho * np.sin(s)), color="0.8", zorder=0)
""",
                start=start,
                end=end,
                source=curve.source.replace("t)", "s)").replace("* t", "* s"),
            )
        )
        ends = [
            (
                curve.r(math.radians(d)) * math.cos(math.radians(d)),
                curve.r(math.radians(d)) * math.sin(math.radians(d)),
            )
            for d in (start, end)
        ]
        rounded = [(round(x, 3), round(y, 3)) for x, y in ends]
        far = [p for p in rounded if math.hypot(*p) > 0.4]
        graph.segments(*[((0.0, 0.0), p) for p in far], style="k-", width=1.4)
        if far:
            graph.dots(*far)
        for p, name in zip(far, "AB", strict=False):
            graph.label(*p, f"${name}$")
        graph.counts["shaded_regions"] = 1
        graph.values["sector"] = [start, end]
    return graph.drawing()


def _origin(curve: Curve) -> str:
    """Return the label of the pole; none among many petals, where it would not be read."""
    return "" if curve.name.startswith("rose of 8") else "$O$"


def _polar_axis(graph: Graph, half: float, origin: str) -> None:
    arrow = 'arrowprops={"arrowstyle": "-|>", "fc": "k", "lw": 1.2, "shrinkA": 0, "shrinkB": 0}'
    graph.code(f'ax.annotate("", ({half:g}, 0), (0, 0), {arrow})')
    graph.path([(half * k / 30, 0.0) for k in range(31)])
    graph.dots((0, 0))
    if origin:
        graph.label(0, 0, origin, 225)
    graph.label(half - 0.3, 0, "$x$", 270)


def _equation(graph: Graph, curve: Curve, half: float) -> None:
    turns = [math.pi * k / 8 for k in range(int(8 * curve.end))]
    t = max(turns, key=lambda t: round(abs(curve.r(t)) * (1 if math.sin(t) * curve.r(t) > 0.3 else 0.5), 6))
    x, y = curve.r(t) * math.cos(t), curve.r(t) * math.sin(t)
    graph.text(-0.45 * half if x > 0 else 0.45 * half, (half - 0.25) if y > 0 else -(half - 0.25), curve.equation)


def _point(graph: Graph, rng: Random, curve: Curve) -> None:
    options = [d for d in range(15, 166, 5) if curve.r(math.radians(d)) > 0.55 * curve.reach]
    if not options:
        return
    turn = math.radians(rng.choice(options))
    r = curve.r(turn)
    point = (round(r * math.cos(turn), 3), round(r * math.sin(turn), 3))
    graph.segments(((0, 0), point), style="k-", width=1.4)
    graph.dots(point)
    graph.label(*point, r"$P(r,\theta)$" if rng.random() < 0.5 else "$P$")
    size = 0.7
    graph.code(
        fill(
            """
a = np.linspace(0, «turn», 30)
ax.plot(«size» * np.cos(a), «size» * np.sin(a), "k-", lw=1)
""",
            turn=turn,
            size=size,
        )
    )
    graph.text(1.0 * math.cos(turn / 2), 1.0 * math.sin(turn / 2), r"$\theta$")
