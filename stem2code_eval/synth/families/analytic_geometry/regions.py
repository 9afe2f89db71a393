"""Linear programming: half planes, their common region, objective lines."""

import math
from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.family import Drawing, family, literal

Point = tuple[float, float]


@dataclass(frozen=True)
class Side:
    """The half plane a x + b y <= c."""

    a: int
    b: int
    c: int

    def spare(self, p: Point) -> float:
        """Return how far `p` is inside, in units of c; negative outside."""
        return self.c - self.a * p[0] - self.b * p[1]

    def solved(self) -> str:
        """Return source for y on the border, in terms of x."""
        a, c = (self.a, self.c) if self.b > 0 else (-self.a, -self.c)
        line = f"{c} {'-' if a > 0 else '+'} {'' if abs(a) == 1 else f'{abs(a)} * '}x" if a else f"{c} + 0 * x"
        return line if abs(self.b) == 1 else f"({line}) / {abs(self.b)}"

    def equation(self) -> str:
        """Return the equation of the border as mathtext."""
        terms = "".join(_term(k, v) for k, v in ((self.a, "x"), (self.b, "y")) if k)
        return f"${terms.removeprefix('+')}={self.c}$"


def _term(factor: int, variable: str) -> str:
    return (
        f"{factor:+d}".replace("+1", "+").replace("-1", "-") + variable
        if abs(factor) == 1
        else f"{factor:+d}{variable}"
    )


_AXES = (Side(-1, 0, 0), Side(0, -1, 0))
_PACKS = {
    1: (
        (Side(1, 1, 6),),
        (Side(1, 2, 8),),
        (Side(2, 1, 8),),
        (Side(3, 2, 12),),
        (Side(2, 3, 12),),
        (Side(1, 2, 6),),
    ),
    2: (
        (Side(1, 1, 6), Side(1, 3, 12)),
        (Side(2, 1, 10), Side(1, 2, 8)),
        (Side(3, 1, 12), Side(1, 1, 6)),
        (Side(1, 1, 7), Side(-1, 2, 5)),
        (Side(1, -1, 3), Side(1, 2, 9)),
        (Side(2, -1, 6), Side(1, 1, 6)),
    ),
    3: (
        (Side(1, 1, 7), Side(-1, 1, 3), Side(1, -1, 3)),
        (Side(2, 1, 12), Side(1, 3, 15), Side(1, 1, 7)),
        (Side(1, 2, 10), Side(2, 1, 11), Side(-1, 1, 3)),
        (Side(1, 0, 5), Side(1, 2, 11), Side(-1, 1, 3)),
        (Side(1, 0, 5), Side(0, 1, 4), Side(1, 1, 7)),
        (Side(3, 1, 16), Side(1, 3, 16), Side(-1, 1, 4)),
    ),
}


def _clip(corners: list[Point], side: Side) -> list[Point]:
    """Return the part of a convex polygon inside a half plane (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for p, q in zip(corners, corners[1:] + corners[:1], strict=True):
        at_p, at_q = side.spare(p), side.spare(q)
        if at_p >= 0:
            kept.append(p)
        if at_p * at_q < 0:
            share = at_p / (at_p - at_q)
            kept.append((round(p[0] + share * (q[0] - p[0]), 4), round(p[1] + share * (q[1] - p[1]), 4)))
    return kept


@family("analytic_geometry")
def feasible_region(rng: Random, level: int) -> Drawing:
    """Region of a linear programme with its border lines, and by level objective lines and corners."""
    sides = rng.choice(_PACKS[level])
    chinese = rng.random() < 0.4
    reach = 9.0
    corners: list[Point] = [(0.0, 0.0), (reach, 0.0), (reach, reach), (0.0, reach)]
    for side in sides:
        corners = _clip(corners, side)
    right = max(p[0] for p in corners) + 2.6
    top = max(p[1] for p in corners) + 2.0
    for side in sides:
        if side.a > 0 and side.b > 0 and abs(side.c / side.a - right) < 0.9:
            right = side.c / side.a + 1.2
    graph = Graph(rng, (-1.6, right), (-1.6, top), equal=True, chinese=chinese)
    ticks = rng.choice([(), (1,), tuple(range(2, int(right - 0.7), 2))])
    graph.axes(ticks, tuple(k for k in ticks if k < top - 0.7))
    listed = ", ".join(literal(p) for p in corners)
    look = rng.choice(
        [
            'color="0.85"',
            'color="0.8"',
            'facecolor="none", hatch="///", edgecolor="0.4", lw=0',
            'color="lightgray"',
        ]
    )
    graph.code(f"region = np.array([{listed}])\nax.fill(*region.T, {look}, zorder=0)")
    graph.counts["shaded_regions"] = 1
    middle = (sum(p[0] for p in corners) / len(corners), sum(p[1] for p in corners) / len(corners))
    if level == 3 or rng.random() < 0.5:
        named = [p for p in corners if p != (0.0, 0.0)]
        for name, p in zip("ABCDEF", named, strict=False):
            graph.label(*p, f"${name}$", math.degrees(math.atan2(p[1] - middle[1], p[0] - middle[0])))
        graph.dots(*named)
    for side in sides:
        _border(graph, side, rng)
    graph.values.update({"corners": [list(p) for p in corners], "constraints": [[s.a, s.b, s.c] for s in sides]})
    if level > 1:
        _objective(graph, rng, corners, level)
    if chinese or rng.random() < 0.3:
        spots = [middle] + [
            (middle[0] + t * (p[0] - middle[0]), middle[1] + t * (p[1] - middle[1]))
            for t in (0.25, 0.45)
            for p in corners
        ]
        graph.label_inside(spots, "可行域" if chinese else "$D$")
    return graph.drawing()


def _ends(graph: Graph, side: Side, pad: float) -> tuple[Point, Point]:
    """Return where the border leaves the picture."""
    (x0, x1), (y0, y1) = graph.x, graph.y
    box = [(x0 + pad, y0 + pad), (x1 - pad, y0 + pad), (x1 - pad, y1 - pad), (x0 + pad, y1 - pad)]
    hits: list[Point] = []
    for p, q in zip(box, box[1:] + box[:1], strict=True):
        at_p, at_q = side.spare(p), side.spare(q)
        if at_p == 0 or at_p * at_q < 0:
            share = at_p / (at_p - at_q)
            hits.append((round(p[0] + share * (q[0] - p[0]), 2), round(p[1] + share * (q[1] - p[1]), 2)))
    first, second = sorted(hits)[0], sorted(hits)[-1]
    return first, second


def _border(graph: Graph, side: Side, rng: Random) -> None:
    first, second = _ends(graph, side, 0.35)
    if side.b and rng.random() < 0.7:
        graph.code(f'x = np.array([{first[0]:g}, {second[0]:g}])\nax.plot(x, {side.solved()}, "k-", lw=1.5)')
        graph.path([first, second])
        graph.counts["segments"] += 1
    else:
        graph.segments((first, second), style="k-", width=1.5)
    shares = (0.1, 0.9, 0.16, 0.84, 0.22, 0.78, 0.04, 0.96, 0.3, 0.7)
    anchors = [(first[0] + t * (second[0] - first[0]), first[1] + t * (second[1] - first[1])) for t in shares]
    graph.label_along(anchors, side.equation())


def _objective(graph: Graph, rng: Random, corners: list[Point], level: int) -> None:
    """Draw the objective line through the origin's neighbourhood or the best corner, dashed."""
    a, b = rng.choice([(1, 1), (1, 2), (2, 1), (3, 2), (2, 3)])
    best = max(corners, key=lambda p: (a * p[0] + b * p[1], p[0]))
    value = a * best[0] + b * best[1]
    levels = [value] if level == 2 else [value / 3, 2 * value / 3, value]
    for height in levels:
        half = 1.9
        step = half / math.hypot(a, b)
        foot = (best[0] * height / value, best[1] * height / value)
        ends = [(round(foot[0] + s * b * step, 2), round(foot[1] - s * a * step, 2)) for s in (-1, 1)]
        graph.segments((ends[0], ends[1]))
    arrow = 'arrowprops={"arrowstyle": "->", "lw": 1.2}'
    tip = (round(a * 1.0 / math.hypot(a, b), 2), round(b * 1.0 / math.hypot(a, b), 2))
    start = (best[0] * 2 / 3, best[1] * 2 / 3) if level == 3 else (best[0], best[1])
    start = (round(start[0], 2), round(start[1], 2))
    end = (round(start[0] + tip[0], 2), round(start[1] + tip[1], 2))
    if level == 3:
        graph.code(f'ax.annotate("", {literal(end)}, {literal(start)}, {arrow})')
        graph.path([start, end])
        graph.counts["arrows"] = 1
    graph.values.update({"objective": [a, b], "optimum": [list(best), value]})
