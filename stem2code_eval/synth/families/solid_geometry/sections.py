"""Solids cut by a plane, the section shaded, its sides on hidden faces dashed."""

from fractions import Fraction
from math import atan2
from random import Random

from stem2code_eval.synth.families.solid_geometry.bodies import (
    Body,
    cuboid,
    square_pyramid,
    tetrahedron,
    triangular_prism,
)
from stem2code_eval.synth.families.solid_geometry.space import (
    Edge,
    Oblique,
    Point3,
    cross,
    dot,
    face_edges,
    minus,
    reads_clearly,
    split_edges,
)
from stem2code_eval.synth.families.solid_geometry.strokes import VIEWS, on_visible_face, program, tex
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family

_SHARES = (Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(1, 4), Fraction(3, 4))
_BETWEEN = '''

def between(p, q, t):
    """The point on edge pq at the share t of the way from p."""
    return tuple(u + t * (v - u) for u, v in zip(space[p], space[q]))


'''
Cut = dict[str, tuple[Edge, Fraction]]


@family("solid_geometry")
def cross_section(rng: Random, level: int) -> Drawing:
    """A solid cut by a plane through points on its edges, the section shaded."""
    sides = {1: [3], 2: [4], 3: [5, 6, 5]}[level]
    body, view, cut, corners = _search(rng, rng.choice(sides))
    points = dict(body.points) | {m: _point(body, *where) for m, where in cut.items()}
    on_edge = {m: edge for m, (edge, _) in cut.items()}
    visible, hidden = split_edges(body.points, body.faces, view)
    outline = list(zip(corners, corners[1:] + corners[:1], strict=True))
    front = [e for e in outline if on_visible_face(body, *e, view, on_edge)]
    behind = [e for e in outline if e not in front]
    setup = _BETWEEN + "\n".join(
        f'space["{m}"] = between("{p}", "{q}", {t.numerator} / {t.denominator})' for m, ((p, q), t) in cut.items()
    )
    groups = [
        ("edges in front", "-", visible),
        ("hidden edges", "--", hidden),
        ("the section, on faces in front", "-", front),
        ("the section, on hidden faces", "--", behind),
    ]
    dots = list(cut) if rng.random() < 0.5 else []
    letters = list(points) if rng.random() < 0.75 else list(cut)
    text = program(rng, body, view, points, setup, groups, shaded=corners, letters=letters, dots=dots)
    facts: Facts = {
        "labels": [tex(name) for name in letters],
        "counts": {
            "vertices": len(body.points),
            "edges": len(visible) + len(hidden),
            "hidden_edges": len(hidden),
            "section_sides": len(corners),
        },
        "values": {"solid": body.kind},
        "relations": [["on_edge", m, p, q, float(t)] for m, ((p, q), t) in cut.items()] + [["section", *corners]],
    }
    return Drawing(tidy(text), facts)


def _body(rng: Random, sides: int) -> tuple[Body, Oblique]:
    kinds = {3: ["cube", "cuboid", "prism", "tetrahedron", "pyramid"], 4: ["cube", "cuboid", "tetrahedron", "prism"]}
    kind = rng.choice([*kinds.get(sides, []), "pyramid"] if sides < 5 else ["cube", "cuboid", "cube"])
    view = rng.choice(VIEWS)
    if kind == "cube":
        return cuboid(4, 4, 4), view
    if kind == "cuboid":
        return cuboid(rng.choice([4, 5, 6]), rng.choice([3, 4]), rng.choice([3, 4])), view
    if kind == "prism":
        return triangular_prism(4, 3, rng.choice([4, 5]), rng.choice([1, 2])), view
    if kind == "tetrahedron":
        return tetrahedron(4, 3, 4, (rng.choice([1, 2]), 2)), Oblique(0.2, 0.45)
    return square_pyramid(4, 3, rng.choice([4, 5]), (rng.choice([0, 1, 2]), 1)), view


def _search(rng: Random, sides: int) -> tuple[Body, Oblique, Cut, list[str]]:
    """Draw planes at random until one cuts a polygon of `sides` sides that can be read."""
    while True:
        body, view = _body(rng, sides)
        visible, hidden = split_edges(body.points, body.faces, view)
        through = [
            _point(body, edge, rng.choice(_SHARES)) if rng.random() < 0.75 else body.points[rng.choice(edge)]
            for edge in rng.sample(visible + hidden, 3)
        ]
        normal = cross(minus(through[1], through[0]), minus(through[2], through[0]))
        if dot(normal, normal) == 0:
            continue
        cut, corners = _cut(body, through[0], normal)
        if len(corners) != sides or not cut or any(t.denominator > 6 for _, t in cut.values()):
            continue
        if any(len({*corners} & {*face}) == len(face) for face in body.faces):
            continue
        flat = {m: view(_point(body, *where)) for m, where in cut.items()}
        flat |= {name: view(p) for name, p in body.points.items()}
        outline = list(zip(corners, corners[1:] + corners[:1], strict=True))
        if reads_clearly(flat, outline, 0.022) and _area([flat[c] for c in corners]) > 1.5:
            return body, view, cut, corners


def _point(body: Body, edge: Edge, t: Fraction) -> Point3:
    (x, y, z), (u, v, w) = (body.points[name] for name in edge)
    return x + float(t) * (u - x), y + float(t) * (v - y), z + float(t) * (w - z)


def _cut(body: Body, origin: Point3, normal: Point3) -> tuple[Cut, list[str]]:
    """Return the new points of a plane section and the section's corners in order round it."""
    height = {name: dot(normal, minus(p, origin)) for name, p in body.points.items()}
    size = max(abs(h) for h in height.values())
    on_plane = [name for name, h in height.items() if abs(h) < 1e-9 * size]
    cut: Cut = {}
    letters = iter("MNEFGHKL" if len(body.points) < 8 else "EFGHMNKL")
    edges = dict.fromkeys(edge for face in body.faces for edge in face_edges(face))
    for p, q in edges:
        if p not in on_plane and q not in on_plane and height[p] * height[q] < 0:
            share = Fraction(height[p] / (height[p] - height[q])).limit_denominator(60)
            cut[next(letters)] = ((p, q), share)
    points = {name: body.points[name] for name in on_plane} | {m: _point(body, *w) for m, w in cut.items()}
    if len(points) < 3:
        return {}, []
    return cut, _round(points, normal)


def _round(points: dict[str, Point3], normal: Point3) -> list[str]:
    """Return the names of coplanar points in order round their middle."""
    total = [sum(p[axis] for p in points.values()) / len(points) for axis in range(3)]
    middle = (total[0], total[1], total[2])
    first = minus(next(iter(points.values())), middle)
    across = cross(normal, first)
    scale = dot(across, across) ** 0.5
    unit = dot(first, first) ** 0.5

    def angle(name: str) -> float:
        arm = minus(points[name], middle)
        return atan2(dot(arm, across) / scale, dot(arm, first) / unit)

    return sorted(points, key=angle)


def _area(corners: list[tuple[float, float]]) -> float:
    pairs = zip(corners, corners[1:] + corners[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
