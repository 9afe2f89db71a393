"""Prisms, pyramids, frusta and regular solids with their hidden edges dashed, as in a geometry text."""

from collections.abc import Mapping
from random import Random

from stem2code_eval.synth.families.solid_geometry.bodies import (
    Body,
    cuboid,
    frustum,
    regular_prism,
    regular_pyramid,
    square_pyramid,
    tetrahedron,
    triangular_prism,
)
from stem2code_eval.synth.families.solid_geometry.regular import regular_solid
from stem2code_eval.synth.families.solid_geometry.space import Edge, Oblique, Point3, reads_clearly, split_edges
from stem2code_eval.synth.families.solid_geometry.strokes import (
    TILTED_VIEWS,
    VIEWS,
    on_visible_face,
    program,
    tex,
)
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family

_MIDPOINT = """

def midpoint(p, q):
    return tuple((u + v) / 2 for u, v in zip(space[p], space[q]))


"""


@family("solid_geometry")
def polyhedra(rng: Random, level: int) -> Drawing:
    """Prism, pyramid, frustum or regular solid with dashed hidden edges and, from level 2, lines inside."""
    if level == 3 and rng.random() < 0.5:
        return regular_solid(rng)
    while True:
        body, view = _plain_body(rng) if level == 1 or rng.random() < 0.4 else _ring_body(rng)
        visible, hidden = split_edges(body.points, body.faces, view)
        on_edge = _midpoints(rng, body, visible + hidden, level - 1)
        points = body.points | {m: _middle(body.points[p], body.points[q]) for m, (p, q) in on_edge.items()}
        inner = _inner_lines(rng, body, on_edge, level)
        flat = {name: view(p) for name, p in points.items()}
        solid_flat = {name: flat[name] for name in body.points}
        if reads_clearly(solid_flat, visible + hidden) and reads_clearly(flat, inner, 0.035):
            break
    setup = "".join(f'\nspace["{m}"] = midpoint("{p}", "{q}")' for m, (p, q) in on_edge.items())
    setup = _MIDPOINT + setup.lstrip("\n") if setup else ""
    relations = [["midpoint", m, p, q] for m, (p, q) in on_edge.items()]
    front = [e for e in inner if on_visible_face(body, *e, view, on_edge)]
    behind = [e for e in inner if e not in front]
    shaded = _triangle(inner) if level == 3 and rng.random() < 0.6 else []
    groups = [
        ("edges in front", "-", visible),
        ("hidden edges", "--", hidden),
        ("lines on the faces in front", "-", front),
        ("lines inside", "--", behind),
    ]
    letters = list(points)
    text = program(
        rng, body, view, points, setup, groups, shaded=shaded, letters=letters, dots=list(on_edge) if shaded else []
    )
    facts: Facts = {
        "labels": [tex(name) for name in letters],
        "counts": {
            "vertices": len(body.points),
            "edges": len(visible) + len(hidden),
            "faces": len(body.faces),
            "hidden_edges": len(hidden),
            "inner_lines": len(inner),
        },
        "values": {"solid": body.kind},
        "relations": relations + [["segment", p, q] for p, q in inner],
    }
    return Drawing(tidy(text), facts)


def _plain_body(rng: Random) -> tuple[Body, Oblique]:
    kind = rng.choice(["cube", "cuboid", "prism", "tetrahedron", "pyramid"])
    view = rng.choice(VIEWS)
    if kind == "cube":
        return cuboid(4, 4, 4), view
    if kind == "cuboid":
        return cuboid(rng.choice([4, 5, 6]), rng.choice([3, 4]), rng.choice([2.5, 3, 4.5])), view
    if kind == "prism":
        length = rng.choice([4, 4.5, 5])
        return triangular_prism(length, 3, rng.choice([4, 5]), length * rng.choice([0.25, 0.4, 0.6])), view
    if kind == "tetrahedron":
        foot = rng.choice([(1.6, 2.0), (2.2, 1.8), (0.8, 2.4)])
        return tetrahedron(rng.choice([4, 5]), 3, rng.choice([4, 4.5]), foot), Oblique(0.2, 0.45)
    length = rng.choice([4, 5])
    foot = rng.choice([(length / 2, 1.5), (0, 3), (0, 0), (length * 0.4, 1.5)])
    return square_pyramid(length, 3, rng.choice([4, 4.5]), foot), rng.choice(VIEWS[:4])


def _ring_body(rng: Random) -> tuple[Body, Oblique]:
    view = rng.choice(TILTED_VIEWS)
    n = rng.choice([3, 4, 5, 6, 6])
    start = rng.choice([200, 215, 230])
    kind = rng.choice(["prism", "pyramid", "frustum"])
    if kind == "prism":
        return regular_prism(n, 2, rng.choice([3, 4, 4.5]), start), view
    if kind == "pyramid":
        return regular_pyramid(n, 2.4, rng.choice([3.5, 4, 4.5]), start), view
    return frustum(n, 2.6, rng.choice([0.5, 0.6]), rng.choice([2.6, 3]), start), view


def _middle(p: Point3, q: Point3) -> Point3:
    return (p[0] + q[0]) / 2, (p[1] + q[1]) / 2, (p[2] + q[2]) / 2


def _midpoints(rng: Random, body: Body, edges: list[Edge], count: int) -> dict[str, Edge]:
    """Name the midpoints of `count` edges that share no vertex."""
    chosen: list[Edge] = []
    for edge in rng.sample(edges, len(edges)):
        if len(chosen) < count and all(not {*edge} & {*other} for other in chosen):
            chosen.append(edge)
    return dict(zip(rng.choice(["MN", "EF" if len(body.points) < 5 else "MN"]), chosen, strict=False))


def _inner_lines(rng: Random, body: Body, on_edge: Mapping[str, Edge], level: int) -> list[Edge]:
    """Join each midpoint to points that it shares no edge with; at level 3 the lines make a triangle."""
    if not on_edge:
        return []
    first, *others = on_edge
    far = [v for v in body.points if v not in on_edge[first]]
    if level == 2 or not others:
        p, q = rng.sample(far, 2)
        lines = [(first, p), (first, q)]
        both = any(p in face and q in face for face in body.faces)
        return lines if both and rng.random() < 0.5 else lines[: rng.choice([1, 2])]
    second = others[0]
    corner = rng.choice([v for v in far if v not in on_edge[second]] or far)
    return [(first, second), (second, corner), (corner, first)]


def _triangle(lines: list[Edge]) -> list[str]:
    return [p for p, _ in lines] if len(lines) == 3 else []
