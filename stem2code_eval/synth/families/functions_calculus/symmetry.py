"""Curves with their symmetry marked: period and amplitude, inverse pairs, even and odd functions."""

import math
from collections.abc import Callable
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.family import Drawing, family, fill

Real = Callable[[float], float]

_CURVE = """
x = np.linspace(«start», «end», 300)
ax.plot(x, «source!code», "k«style!code»", lw=1.8)
"""


@family("functions_calculus")
def curve_symmetry(rng: Random, level: int) -> Drawing:
    """Wave with its period marked, an inverse pair mirrored in y = x, or an even or odd function."""
    return rng.choice([_wave, _wave, _inverse_pair, _even_or_odd])(rng, level)


def _draw(graph: Graph, source: str, f: Real, start: float, end: float, style: str = "-") -> None:
    graph.code(fill(_CURVE, start=start, end=end, source=source, style=style))
    graph.curve(f, start, end)
    graph.counts["curves"] += 1


def _pi_text(k: int, over: int) -> str:
    """Return k pi / over as mathtext, in lowest terms."""
    shared = math.gcd(k, over)
    k, over = k // shared, over // shared
    top = {1: r"\pi", -1: r"-\pi"}.get(k, rf"{k}\pi")
    if over == 1:
        return f"${top}$"
    return f"${'-' if k < 0 else ''}" + rf"\frac{{{top.removeprefix('-')}}}{{{over}}}$"


def _wave(rng: Random, level: int) -> Drawing:
    amplitude, frequency = rng.choice([1, 1.5, 2]), rng.choice([1, 1, 2])
    shift = rng.choice([0, 0, 1, -1]) if level > 1 else 0
    wave = rng.choice(["sin", "cos"])
    g = math.sin if wave == "sin" else math.cos
    phase = shift * math.pi / 4

    def f(x: float) -> float:
        return amplitude * g(frequency * x + phase)

    turn = 2 * math.pi / frequency
    start, end = -0.35 * turn if level < 3 else -0.6 * turn, (1.25 if level < 3 else 1.6) * turn
    top = _crest(wave, frequency, phase, turn)
    if level > 1:
        end = max(end, top + 1.05 * turn)
    tall = amplitude + (0.9, 1.3, 1.7)[level - 1]
    graph = Graph(rng, (start - 0.6, end + 0.8), (-tall, tall), equal=False)
    graph.axes()
    scale = "" if amplitude == 1 else f"{amplitude} * "
    inner = "x" if frequency == 1 else f"{frequency} * x"
    inner += {0: "", 1: " + np.pi / 4", -1: " - np.pi / 4"}[shift]
    _draw(graph, f"{scale}np.{wave}({inner})", f, start, end)
    graph.values.update({"amplitude": amplitude, "period": round(turn, 4), "wave": wave})
    _mark_pi_ticks(graph, start, end, frequency, level)
    texts = {1: "A", 1.5: "1.5", 2: "2"}
    number = texts[amplitude]
    right = end if level > 1 else top
    if right > 0.05:
        graph.segments(((min(top, 0.0), amplitude), (right, amplitude)))
    graph.label(0, amplitude, f"${number}$", 150)
    if level > 1:
        graph.segments(((start, -amplitude), (end, -amplitude)))
        graph.label(0, -amplitude, f"$-{number}$", 210)
        _period_arrow(graph, top, turn, amplitude)
    if level == 3:
        zero = top + turn / 4
        graph.dots((round(top, 3), amplitude), (round(zero, 3), 0.0), (round(top + turn / 2, 3), -amplitude))
        for x, y, name in ((top, amplitude, "$A$"), (zero, 0.0, "$B$"), (top + turn / 2, -amplitude, "$C$")):
            graph.label(x, y, name)
        graph.segments(((round(top + turn / 2, 3), graph.y[0] + 0.4), (round(top + turn / 2, 3), graph.y[1] - 0.5)))
        if rng.random() < 0.6:
            other = 0.6 * amplitude
            _draw(graph, f"{other:.3g} * np.{wave}({inner})", lambda x: 0.6 * f(x), start, end, "--")
    low = -amplitude - (0.5, 0.75, 1.2)[level - 1]
    spots = [(start + (end - start) * t, low) for t in (0.8, 0.7, 0.6, 0.3)]
    graph.label_inside(spots, _wave_equation(amplitude, wave, frequency, shift))
    return graph.drawing()


def _wave_equation(amplitude: float, wave: str, frequency: int, shift: int) -> str:
    front = "A" if amplitude == 1 else f"{amplitude:g}"
    inner = "x" if frequency == 1 else f"{frequency}x"
    if shift:
        return rf"$y={front}\{wave}({inner}{'+' if shift > 0 else '-'}\frac{{\pi}}{{4}})$"
    return rf"$y={front}\{wave} {inner}$"


def _crest(wave: str, frequency: int, phase: float, turn: float) -> float:
    """Return the first abscissa > 0 (or about 0) where the wave is highest."""
    x = ((math.pi / 2 if wave == "sin" else 0.0) - phase) / frequency
    return x if x > -0.05 else x + turn


def _mark_pi_ticks(graph: Graph, start: float, end: float, frequency: int, level: int) -> None:
    over = 2 * frequency if level == 2 else frequency
    step = math.pi / over
    height = graph.inches_y(0.05)
    ticks = [k for k in range(math.ceil(start / step), math.floor(end / step) + 1) if k]
    half = "" if over == 1 else f" / {over}"
    graph.code(f'for k in {ticks}:\n    ax.plot([k * np.pi{half}] * 2, [0, {height}], "k-", lw=1)')
    graph.counts["ticks"] = len(ticks)
    for k in ticks:
        graph.label(k * step, 0, _pi_text(k, over), 270)


def _period_arrow(graph: Graph, top: float, turn: float, amplitude: float) -> None:
    high = round(amplitude + graph.inches_y(0.18), 2)
    a, b = round(top, 3), round(top + turn, 3)
    graph.code(
        f'ax.annotate("", ({b}, {high}), ({a}, {high}), arrowprops={{"arrowstyle": "<->", "shrinkA": 0, "shrinkB": 0}})'
    )
    graph.path([(a + (b - a) * k / 20, high) for k in range(21)])
    graph.label_along([(a + (b - a) * t, high) for t in (0.5, 0.35, 0.65)], "$T$", 90)
    graph.counts["double_arrows"] = 1


_PAIRS: tuple[tuple[str, Real, float, float, str, str, Real, float, float, str], ...] = (
    ("2**x", lambda x: 2**x, -2.6, 1.9, "$y=2^x$", "np.log2(x)", math.log2, 0.17, 3.8, r"$y=\log_2 x$"),
    ("np.exp(x)", math.exp, -2.6, 1.35, "$y=e^x$", "np.log(x)", math.log, 0.08, 3.8, r"$y=\ln x$"),
    ("x**2", lambda x: x * x, 0.0, 1.95, "$y=x^2$", "np.sqrt(x)", math.sqrt, 0.0, 3.8, r"$y=\sqrt{x}$"),
    (
        "x**3",
        lambda x: x**3,
        -1.45,
        1.45,
        "$y=x^3$",
        "np.cbrt(x)",
        lambda x: math.copysign(abs(x) ** (1 / 3), x),
        -3.0,
        3.0,
        r"$y=\sqrt[3]{x}$",
    ),
    (
        "0.5**x",
        lambda x: 0.5**x,
        -1.9,
        2.6,
        r"$y=(\frac{1}{2})^x$",
        "-np.log2(x)",
        lambda x: -math.log2(x),
        0.17,
        3.8,
        r"$y=\log_{1/2} x$",
    ),
)


def _inverse_pair(rng: Random, level: int) -> Drawing:
    source, f, a, b, text, back_source, back, c, d, back_text = rng.choice(_PAIRS)
    graph = Graph(rng, (-3.4, 4.4), (-3.4, 4.4))
    graph.axes((1,), (1,))
    _draw(graph, source, f, a, b)
    graph.label_along([(x, f(x)) for x in (b, a, a + 0.3)], text)
    if level == 1 and rng.random() < 0.4:
        graph.values.update({"function": source})
        return graph.drawing()
    _draw(graph, back_source, back, c, d, "-" if level > 1 else rng.choice(["-", "--"]))
    graph.segments(((-3.1, -3.1), (4.0, 4.0)))
    graph.label_along([(4.0, 4.0), (-3.0, -3.0), (3.4, 3.4)], "$y=x$")
    graph.label_along([(x, back(x)) for x in (d, d - 0.5, c)], back_text)
    graph.values.update({"function": source, "inverse": back_source})
    graph.relations.append(["mirror", text.strip("$"), back_text.strip("$"), "y=x"])
    if level > 1:
        options = [x for x in (-1.5, -1.2, 0.8, 1.0, 1.2, 1.4) if a < x < b and abs(f(x) - x) > 0.5]
        for x, name in zip(rng.sample(options, min(level - 1, len(options))), "PQ", strict=False):
            p = (x, round(f(x), 3))
            q = (p[1], p[0])
            graph.segments((p, q), style="k-")
            graph.dots(p, q)
            graph.label(*p, f"${name}$")
            graph.label(*q, f"${name}'$")
            if level == 3 and name == "P":
                graph.segments(
                    *[(s, t) for s, t in ((p, (x, 0.0)), (p, (0.0, p[1])), (q, (0.0, x)), (q, (p[1], 0.0))) if s != t]
                )
    return graph.drawing()


_BALANCED: tuple[tuple[str, Real, float, str, str], ...] = (
    ("x**2 / 2 - 2", lambda x: x * x / 2 - 2, 3.2, "even", r"$y=\frac{1}{2}x^2-2$"),
    ("np.abs(np.abs(x) - 2)", lambda x: abs(abs(x) - 2), 3.8, "even", "$y=||x|-2|$"),
    ("(x**2 - 1) * (x**2 - 6) / 4", lambda x: (x * x - 1) * (x * x - 6) / 4, 2.75, "even", "$y=f(x)$"),
    ("x**3 / 3 - 2 * x", lambda x: x**3 / 3 - 2 * x, 3.0, "odd", r"$y=\frac{1}{3}x^3-2x$"),
    ("4 * x / (1 + x**2)", lambda x: 4 * x / (1 + x * x), 4.0, "odd", r"$y=\frac{4x}{1+x^2}$"),
    ("3 * np.sin(x)", lambda x: 3 * math.sin(x), 4.2, "odd", r"$y=3\sin x$"),
)


def _even_or_odd(rng: Random, level: int) -> Drawing:
    source, f, reach, kind, text = rng.choice(_BALANCED)
    heights = [f(-reach + reach * k / 30) for k in range(61)]
    low, high = min(-0.6, *heights), max(heights)
    graph = Graph(rng, (-reach - 0.9, reach + 0.9), (low - 0.9, high + 0.9))
    graph.axes((1,) if rng.random() < 0.5 else (), ())
    _draw(graph, source, f, -reach, reach)
    graph.label_along([(x, f(x)) for x in (reach, -reach, reach - 0.4)], text)
    graph.values.update({"function": source, "kind": kind})
    if level == 1:
        return graph.drawing()
    options = [t for t in (0.3, 0.35, 0.4, 0.8, 0.85, 0.6) if abs(f(t * reach)) > 0.6]
    chosen = [options[0], *[t for t in options if t - options[0] > 0.35]][: level - 1]
    for order, (share, names) in enumerate(zip(chosen, (("P", "P'"), ("Q", "Q'")), strict=False)):
        x = round(share * reach, 2)
        p, q = (x, round(f(x), 3)), (-x, round(f(-x), 3))
        graph.dots(p, q)
        graph.segments((p, q), (p, (x, 0.0)), (q, (-x, 0.0)))
        graph.label(*p, f"${names[0]}$")
        graph.label(*q, f"${names[1]}$")
        if order == 0:
            graph.label(x, 0, "$a$", 270 if p[1] > 0 else 90)
            graph.label(-x, 0, "$-a$", 270 if q[1] > 0 else 90)
    if level == 3:
        a = round(chosen[0] * reach, 2)
        graph.code(f'x = np.linspace(0, {a}, 100)\nax.fill_between(x, {source}, color="0.85", zorder=0)')
        graph.values["shaded"] = [0, a]
    graph.relations.append([kind, text.strip("$")])
    return graph.drawing()
