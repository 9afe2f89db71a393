"""Piecewise and step functions with open and closed end points."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.family import Drawing, family, fill, literal

Point = tuple[float, float]


@dataclass(frozen=True)
class Piece:
    """One piece of a graph.

    Attributes:
        source: numpy expression in `x`.
        f: the same as a function.
        start: left end.
        end: right end.
        ends: for each end whether its dot is closed ("c"), open ("o") or not drawn ("-").
    """

    source: str
    f: Callable[[float], float]
    start: float
    end: float
    ends: str


@family("functions_calculus")
def piecewise_graph(rng: Random, level: int) -> Drawing:
    """Step, broken-line or mixed piecewise graph with open and closed dots, jumps and dashed projections."""
    kind = rng.choice(["steps", "lines", "mixed"] if level > 1 else ["steps", "lines", "lines"])
    if kind == "steps":
        return _steps(rng, level)
    return _lines(rng, level) if kind == "lines" else _mixed(rng, level)


def _steps(rng: Random, level: int) -> Drawing:
    count = {1: 3, 2: 5, 3: 7}[level]
    first = -(count // 2) if rng.random() < 0.6 else 0
    closed_left = rng.random() < 0.6
    rising = rng.random() < 0.4
    lift = rng.choice([0, 0, 1, -1])
    if rising:
        heights = [first + k + lift for k in range(count)]
    else:
        heights = [0] * count
        for _ in range(200):
            heights = [rng.randint(-1, 4) for _ in range(count)]
            if all(a != b for a, b in pairwise(heights)):
                break
    low, high = min(0, *heights), max(heights)
    graph = Graph(rng, (min(first, 0) - 1.2, first + count + 1.2), (low - 1.2, high + 1.4))
    _numbered_axes(graph, rng, low, high, level)
    graph.code(
        fill(
            """
heights = «heights»
for k, y in enumerate(heights, start=«first»):
    ax.plot([k, k + 1], [y, y], "k-", lw=1.8)
    ax.plot(k, y, «left!code»)
    ax.plot(k + 1, y, «right!code»)
""",
            heights=heights,
            first=first,
            left=_DOTS["c" if closed_left else "o"],
            right=_DOTS["o" if closed_left else "c"],
        )
    )
    for k, y in enumerate(heights, start=first):
        graph.path([(k + t / 10, y) for t in range(11)])
    graph.counts.update({"pieces": count, "dots": count, "open_dots": count})
    graph.values.update({"heights": heights, "first": first})
    if level == 3:
        jumps = [
            ((float(k), float(a)), (float(k), float(b))) for k, (a, b) in enumerate(pairwise(heights), start=first + 1)
        ]
        graph.segments(*jumps)
    text = r"$y=\lfloor x\rfloor$" if rising and closed_left and lift == 0 else "$y=f(x)$"
    graph.label_along([(first + count - 0.5, heights[-1]), (first + 0.5, heights[0])], text)
    return graph.drawing()


_DOTS = {"c": '"ko", ms=6', "o": '"o", mfc="white", mec="k", ms=6'}


def _numbered_axes(graph: Graph, rng: Random, low: float, high: float, level: int) -> None:
    style = rng.choice(["all", "one", "some"] if level > 1 else ["one", "some"])
    xs = [k for k in range(math.ceil(graph.x[0] + 0.5), math.floor(graph.x[1] - 0.6) + 1) if k]
    ys = [k for k in range(math.ceil(low), math.floor(high) + 1) if k]
    if style == "one":
        graph.axes((1,), (1,))
    elif style == "some":
        graph.axes([k for k in xs if k % 2 == 0], [k for k in ys if k % 2 == 0])
    else:
        graph.axes(xs, ys)


def _lines(rng: Random, level: int) -> Drawing:
    """Draw a broken line through lattice points, with a jump or an open end in places."""
    count = {1: 3, 2: 4, 3: 6}[level]
    knots: list[tuple[int, int]] = []
    for _ in range(300):
        x = -rng.randint(2, 4)
        knots = []
        for _ in range(count + 1):
            knots.append((x, rng.randint(-2, 4)))
            x += rng.choice([1, 2, 2]) if level < 3 else rng.choice([1, 2])
        slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(knots)]
        if max(map(abs, slopes)) <= 3 and all(s != t for s, t in pairwise(slopes)) and knots[-1][0] >= 2:
            break
    low, high = min(0, *(y for _, y in knots)), max(2, *(y for _, y in knots))
    graph = Graph(rng, (knots[0][0] - 1.2, knots[-1][0] + 1.4), (low - 1.2, high + 1.4))
    _numbered_axes(graph, rng, low, high, level)
    graph.code(
        fill(
            """
knots = «knots»
xs, ys = zip(*knots)
ax.plot(xs, ys, "k-", lw=1.8)
""",
            knots=knots,
        )
    )
    for a, b in pairwise(knots):
        graph.path([(a[0] + (b[0] - a[0]) * t / 20, a[1] + (b[1] - a[1]) * t / 20) for t in range(21)])
    graph.counts["pieces"] = count
    graph.values["knots"] = [list(k) for k in knots]
    ends = [knots[0], knots[-1]]
    if rng.random() < 0.5:
        graph.dots(ends[0])
        graph.dots(ends[1], hollow=True)
    else:
        graph.dots(*ends)
    if level > 1:
        marked = [k for k in knots[1:-1] if k[0] and k[1]]
        graph.segments(*[(k, (k[0], 0)) for k in marked], *([(k, (0, k[1])) for k in marked] if level == 3 else []))
    if level == 3:
        for name, k in zip("ABCDEFGH", knots, strict=False):
            graph.label(*k, f"${name}$")
        graph.dots(*knots[1:-1])
    else:
        graph.label_along(
            [(a[0] * 0.5 + b[0] * 0.5, a[1] * 0.5 + b[1] * 0.5) for a, b in pairwise(knots)],
            "$y=f(x)$",
        )
    return graph.drawing()


def _minus(shift: int) -> str:
    """Return source for x - shift."""
    return f"x - {shift}" if shift > 0 else f"x + {-shift}" if shift else "x"


def _left_piece(rng: Random, cut: int) -> tuple[Piece, str]:
    kind = rng.choice(["parabola", "line", "exponential"])
    if kind == "parabola":
        return Piece(f"({_minus(cut - 2)})**2 - 1", lambda x: (x + 2 - cut) ** 2 - 1, cut - 3.7, cut, "-c"), kind
    if kind == "line":
        half = rng.random() < 0.5
        source = f"({_minus(cut)}) / 2 + 2" if half else _minus(cut - 2)
        return Piece(source, lambda x: (x - cut) * (0.5 if half else 1) + 2, cut - 3.5, cut, "-c"), kind
    return Piece(f"2 * np.exp({_minus(cut)})", lambda x: 2 * math.exp(x - cut), cut - 4, cut, "-c"), kind


def _right_piece(kind: str, cut: int, ends: str = "o-") -> Piece:
    if kind == "root":
        return Piece(f"np.sqrt({_minus(cut)}) - 1", lambda x: math.sqrt(max(x - cut, 0)) - 1, cut, cut + 4, ends)
    if kind == "hyperbola":
        return Piece(f"1 / ({_minus(cut - 1)}) - 2", lambda x: 1 / (x - cut + 1) - 2, cut, cut + 4, ends)
    if kind == "line":
        return Piece(f"{cut + 1} - x", lambda x: cut + 1 - x, cut, cut + 3.5, ends)
    return Piece(f"np.sin(2 * ({_minus(cut)})) - 1", lambda x: math.sin(2 * (x - cut)) - 1, cut, cut + 4, ends)


def _mixed(rng: Random, level: int) -> Drawing:
    """Draw two or three curved pieces that do not meet, and at level 3 an isolated value and an asymptote."""
    cut = rng.choice([-1, 0, 1, 1])
    left, left_kind = _left_piece(rng, cut)
    right_kind = rng.choice(["root", "hyperbola", "line", "wave"])
    closed_left = rng.random() < 0.5
    left = replace(left, ends="-c" if closed_left else "-o")
    pieces = [left, _right_piece(right_kind, cut, "o-" if closed_left else "c-")]
    stop = cut + rng.choice([2, 3])
    if level == 3:
        last = _right_piece(right_kind, stop)
        taken = [left.f(cut), last.f(stop)]
        flat = float(rng.choice([h for h in (1, 3, 4) if all(abs(h - y) > 0.4 for y in taken)]))
        pieces = [left, Piece(f"{flat:g} + 0 * x", lambda _: flat, cut, stop, "oc"), last]
    low = min(0.0, *(_heights(p, min) for p in pieces))
    high = max(_heights(p, max) for p in pieces)
    graph = Graph(rng, (pieces[0].start - 0.8, pieces[-1].end + 1.2), (low - 1.0, min(high, 6.0) + 1.2))
    if level == 3:
        graph.axes((), rng.choice([(), (1,)]))
    else:
        _numbered_axes(graph, rng, math.ceil(low), math.floor(high), level)
    _write_pieces(graph, rng, pieces)
    closed = [(_end(p, k)) for p in pieces for k in (0, 1) if p.ends[k] == "c"]
    hollow = [(_end(p, k)) for p in pieces for k in (0, 1) if p.ends[k] == "o"]
    graph.dots(*closed)
    graph.dots(*hollow, hollow=True)
    if level == 3:
        heights = [y for x, y in hollow if x == cut]
        if not closed_left and min(abs(y) for y in heights) > 0.4 and cut:
            graph.dots((cut, 0.0))
        elif not closed_left:
            graph.dots((cut, round(sum(heights) / 2, 2)))
        for x in (cut, stop):
            if x:
                graph.segments(((x, graph.y[0] + 0.3), (x, graph.y[1] - 0.4)))
        if cut:
            graph.label(cut, 0, "$a$", 225)
        graph.label(stop, 0, "$b$", 315)
    elif cut and rng.random() < 0.6:
        ys = [y for _, y in [*closed, *hollow]]
        graph.segments(((cut, min(0.0, *ys)), (cut, max(0.0, *ys))))
    graph.counts["pieces"] = len(pieces)
    graph.values.update({"cut": cut, "kinds": [left_kind, right_kind]})
    anchors = [
        (x, p.f(x)) for p in pieces for x in (p.start + 0.15 * (p.end - p.start), p.start + 0.85 * (p.end - p.start))
    ]
    graph.label_along([a for a in anchors if graph.y[0] < a[1] < graph.y[1]], "$y=f(x)$")
    return graph.drawing()


def _heights(piece: Piece, choose: Callable[[list[float]], float]) -> float:
    step = (piece.end - piece.start) / 30
    return choose([piece.f(piece.start + step * k) for k in range(31)])


def _end(piece: Piece, which: int) -> Point:
    x = (piece.start, piece.end)[which]
    return x, round(piece.f(x), 3)


def _write_pieces(graph: Graph, rng: Random, pieces: list[Piece]) -> None:
    for piece in pieces:
        graph.curve(piece.f, piece.start, piece.end, 80)
    if rng.random() < 0.5:
        rows = "\n".join(f"    (lambda x: {p.source}, {literal(p.start)}, {literal(p.end)})," for p in pieces)
        graph.code(
            f"pieces = [\n{rows}\n]\nfor f, start, end in pieces:\n"
            '    x = np.linspace(start, end, 100)\n    ax.plot(x, f(x), "k-", lw=1.8)'
        )
        return
    for piece in pieces:
        source = 'x = np.linspace(«a», «b», 100)\nax.plot(x, «source!code», "k-", lw=1.8)'
        graph.code(fill(source, a=piece.start, b=piece.end, source=piece.source))
