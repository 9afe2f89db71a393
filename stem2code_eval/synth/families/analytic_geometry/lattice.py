"""Figures on a square lattice: polygons with their images, and vectors."""

import math
from random import Random

from stem2code_eval.synth.families.analytic_geometry.graph import Graph
from stem2code_eval.synth.families.plane_geometry.layout import angle_at
from stem2code_eval.synth.family import Drawing, family, fill, literal

Point = tuple[int, int]

_GRID = """
for k in range(«low», «high» + 1):
    ax.plot([k, k], [«bottom», «top»], color="«colour!code»", lw=«lw», «style!code»zorder=0)
for k in range(«bottom», «top» + 1):
    ax.plot([«low», «high»], [k, k], color="«colour!code»", lw=«lw», «style!code»zorder=0)
"""
_HALF = 5


@family("analytic_geometry")
def lattice_figures(rng: Random, level: int) -> Drawing:
    """Polygon on a lattice with its reflected, turned or shifted images, or vectors with their sum."""
    return (_vectors if rng.random() < 0.4 else _polygons)(rng, level)


def _board(rng: Random) -> Graph:
    graph = Graph(rng, (-_HALF - 0.6, _HALF + 0.8), (-_HALF - 0.6, _HALF + 0.8))
    numbered = rng.choice([(-4, -2, 2, 4), (1,), (-1, 1), (-5, 5)])
    graph.axes(numbered, numbered)
    look = rng.choice([("0.75", 0.8, ""), ("0.6", 0.8, 'ls="--", '), ("0.8", 1.0, "")])
    graph.code(fill(_GRID, low=-_HALF, high=_HALF, bottom=-_HALF, top=_HALF, colour=look[0], lw=look[1], style=look[2]))
    graph.counts["grid_lines"] = 4 * _HALF + 2
    return graph


def _cross(o: Point, a: Point, b: Point) -> int:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _fat_polygon(rng: Random, corners: int, low: Point, high: Point) -> list[Point]:
    """Return a convex lattice polygon, anticlockwise, whose corners are all well bent."""
    for _ in range(500):
        points = [(rng.randint(low[0], high[0]), rng.randint(low[1], high[1])) for _ in range(corners)]
        turns = [_cross(points[k - 2], points[k - 1], points[k]) for k in range(corners)]
        sides = [
            (points[k][0] - points[k - 1][0]) ** 2 + (points[k][1] - points[k - 1][1]) ** 2 for k in range(corners)
        ]
        if min(turns) >= 4 and min(sides) >= 4 and _sharpest(points) > 28:
            return points
    (x, y), width = low, high[0] - low[0]
    return [(x, y), (x + width, y), (x + width - 1, y + 3), (x, y + 2)][:corners]


def _sharpest(points: list[Point]) -> float:
    """Return the smallest angle of a polygon in degrees."""
    corners = [complex(*p) for p in points]
    return min(angle_at(corners[k - 2], corners[k - 1], corners[k]) for k in range(len(corners)))


def _draw_polygon(graph: Graph, points: list[Point], names: list[str], look: str, variable: str) -> None:
    listed = ", ".join(literal(p) for p in points)
    graph.code(f"{variable} = np.array([{listed}])\nax.fill(*{variable}.T, {look})")
    graph.path([(float(x), float(y)) for x, y in [*points, points[0]]])
    middle = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
    for (x, y), name in zip(points, names, strict=True):
        graph.label(x, y, name, _heading(x - middle[0], y - middle[1]))
    graph.counts["polygons"] += 1
    graph.values[variable] = [list(p) for p in points]


def _heading(dx: float, dy: float) -> float:
    return round(float(_degrees(dx, dy)) / 15) * 15.0


def _degrees(dx: float, dy: float) -> float:
    return math.degrees(math.atan2(dy, dx))


def _polygons(rng: Random, level: int) -> Drawing:
    graph = _board(rng)
    corners = rng.choice([3, 3, 4])
    letters = rng.choice(["ABCD", "ABCD", "PQRS", "KLMN"])[:corners]
    outline = 'fc="none", ec="k", lw=1.6'
    grey = f'fc="{rng.choice(["0.8", "0.85", "lightgray"])}", ec="k", lw=1.6, alpha=0.7'
    if level == 1:
        points = _fat_polygon(rng, corners, (-4, -3), (4, 4))
        _draw_polygon(graph, points, [f"${c}$" for c in letters], rng.choice([outline, grey]), "polygon")
        graph.values["area"] = _area(points)
        return graph.drawing()
    points = _fat_polygon(rng, corners, (1, 1), (4, 4))
    _draw_polygon(graph, points, [f"${c}$" for c in letters], grey, "polygon")
    maps = {
        "reflected in the x axis": lambda p: (p[0], -p[1]),
        "reflected in the y axis": lambda p: (-p[0], p[1]),
        "turned by 180 degrees about O": lambda p: (-p[0], -p[1]),
        "turned by 90 degrees about O": lambda p: (-p[1], p[0]),
        "shifted by (-5, -5)": lambda p: (p[0] - 5, p[1] - 5),
    }
    names = rng.sample(list(maps), len(maps))
    chosen: list[str] = []
    for name in names:
        images = [{maps[other](p) for p in points} for other in chosen]
        quadrant = [(q[0] > 0, q[1] > 0) for q in map(maps[name], points)]
        taken = [(maps[other](points[0])[0] > 0, maps[other](points[0])[1] > 0) for other in chosen]
        if quadrant[0] not in taken and {maps[name](p) for p in points} not in images:
            chosen.append(name)
        if len(chosen) == level - 1:
            break
    for order, name in enumerate(chosen, start=1):
        image = [maps[name](p) for p in points]
        marks = [f"${c}{chr(39) * order}$" for c in letters] if level == 2 else [f"${c}_{order}$" for c in letters]
        _draw_polygon(graph, image, marks, outline, f"image{order}" if level == 3 else "image")
        graph.relations.append(["image", name])
    if not chosen[0].startswith("turned") and (level == 3 or rng.random() < 0.6):
        image = [maps[chosen[0]](p) for p in points]
        graph.segments(
            *zip(
                [(float(x), float(y)) for x, y in points],
                [(float(x), float(y)) for x, y in image],
                strict=True,
            )
        )
    return graph.drawing()


def _area(points: list[Point]) -> float:
    return sum(_cross((0, 0), a, b) for a, b in zip(points, points[1:] + points[:1], strict=True)) / 2


def _arrow(graph: Graph, start: Point, end: Point, text: str, dashed: bool = False) -> None:
    line = ', "ls": "--"' if dashed else ""
    style = f'arrowprops={{"arrowstyle": "-|>", "fc": "k", "lw": 1.6{line}, "shrinkA": 0, "shrinkB": 0}}'
    graph.code(f'ax.annotate("", {literal(end)}, {literal(start)}, {style})')
    graph.path([(start[0] + (end[0] - start[0]) * k / 20, start[1] + (end[1] - start[1]) * k / 20) for k in range(21)])
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    graph.label(*middle, text)
    graph.counts["arrows"] += 1
    graph.values[text.strip("$")] = [end[0] - start[0], end[1] - start[1]]


def _two_vectors(rng: Random, reach: int) -> tuple[Point, Point]:
    for _ in range(200):
        u = (rng.randint(1, reach), rng.randint(-1, reach))
        v = (rng.randint(-reach + 1, reach - 2), rng.randint(1, reach))
        total = (u[0] + v[0], u[1] + v[1])
        if (
            _cross((0, 0), u, v) >= 4
            and max(map(abs, total)) <= 5
            and min(_square(u), _square(v)) >= 5
            and u[1]
            and v[0]
        ):
            return u, v
    return (3, 1), (1, 3)


def _square(p: Point) -> int:
    return p[0] ** 2 + p[1] ** 2


def _vectors(rng: Random, level: int) -> Drawing:
    graph = _board(rng)
    u, v = _two_vectors(rng, 4)
    total = (u[0] + v[0], u[1] + v[1])
    bold = rng.choice([(r"$\vec{a}$", r"$\vec{b}$"), (r"$\mathbf{u}$", r"$\mathbf{v}$"), (r"$\vec{p}$", r"$\vec{q}$")])
    if level == 1:
        shifts = [(0, 0), (-3, -1), (-2, -3), (1, -3), (-1, -2)]
        shift = rng.choice([s for s in shifts if max(abs(s[k] + w[k]) for k in (0, 1) for w in (u, v)) <= _HALF])
        for vector, text in zip((u, v), bold, strict=True):
            _arrow(graph, shift, (shift[0] + vector[0], shift[1] + vector[1]), text)
        return graph.drawing()
    plus = f"${bold[0].strip('$')}+{bold[1].strip('$')}$"
    _arrow(graph, (0, 0), u, bold[0])
    _arrow(graph, (0, 0), v, bold[1])
    _arrow(graph, (0, 0), total, plus)
    ends = [(float(u[0]), float(u[1])), (float(v[0]), float(v[1]))]
    corner = (float(total[0]), float(total[1]))
    graph.segments((ends[0], corner), (ends[1], corner))
    graph.relations.append(["sum", *[b.strip("$") for b in bold]])
    for (x, y), name in zip((u, total, v), "ACB", strict=True):
        graph.label(x, y, f"${name}$")
    if level == 3:
        minus = f"$-{bold[1].strip('$')}$"
        away = (-v[0], -v[1])
        _arrow(graph, (0, 0), away, minus)
        far = (u[0] - v[0], u[1] - v[1])
        if max(map(abs, far)) <= 5:
            _arrow(graph, (0, 0), far, f"${bold[0].strip('$')}-{bold[1].strip('$')}$")
            graph.segments(
                (ends[0], (float(far[0]), float(far[1]))),
                ((float(away[0]), float(away[1])), (float(far[0]), float(far[1]))),
            )
        graph.segments((ends[0], ends[1]))
    return graph.drawing()
