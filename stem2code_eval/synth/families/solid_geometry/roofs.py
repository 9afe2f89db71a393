"""Boxes and prisms with a pyramid or a roof on top, lettered, hidden edges dashed."""

from random import Random

from stem2code_eval.synth.families.solid_geometry.bodies import Body, table
from stem2code_eval.synth.families.solid_geometry.space import Point3, reads_clearly, split_edges
from stem2code_eval.synth.families.solid_geometry.strokes import VIEWS, program, tex
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts

_FLOOR = ("A", "B", "C", "D")


def roofed_box(rng: Random, level: int) -> Drawing:
    """Return a box under a pyramid (apex P) or a gabled roof (ridge EF); from level 2 with its inner base lines."""
    while True:
        body = _pyramid_on_box(rng) if rng.random() < 0.5 else _gabled(rng)
        view = rng.choice(VIEWS)
        visible, hidden = split_edges(body.points, body.faces, view)
        if reads_clearly({name: view(p) for name, p in body.points.items()}, visible + hidden, 0.04):
            break
    points = dict(body.points)
    groups = [("edges in front", "-", visible), ("hidden edges", "--", hidden)]
    setup, dots = "", []
    if level > 1 and "P" in points:
        x, y, _ = points["P"]
        points["O"] = (x, y, points["A1"][2])
        setup = f'space["O"] = ({x:g}, {y:g}, {points["A1"][2]:g})  # the foot of the pyramid\'s height'
        groups.append(
            ("the pyramid's base, its diagonals and its height", "--", [("A1", "C1"), ("B1", "D1"), ("P", "O")])
        )
        dots = ["O"]
    letters = list(points)
    facts: Facts = {
        "labels": [tex(name) for name in letters],
        "counts": {
            "vertices": len(body.points),
            "edges": len(visible) + len(hidden),
            "faces": len(body.faces),
            "hidden_edges": len(hidden),
            "parts": 2,
        },
        "values": {"solid": body.kind, "inside": None},
        "relations": [["foot_of_height", "O", "P"]] if dots else [],
    }
    text = program(rng, body, view, points, setup, groups, letters=letters, dots=dots)
    return Drawing(tidy(text), facts)


def _box(length: float, width: float, height: float) -> dict[str, Point3]:
    floor = [(0.0, 0.0), (length, 0.0), (length, width), (0.0, width)]
    points: dict[str, Point3] = {name: (x, y, 0) for name, (x, y) in zip(_FLOOR, floor, strict=True)}
    return points | {f"{name}1": (x, y, height) for name, (x, y, _) in points.items()}


_WALLS = (
    ("A", "B", "C", "D"),
    ("A", "B", "B1", "A1"),
    ("B", "C", "C1", "B1"),
    ("C", "D", "D1", "C1"),
    ("D", "A", "A1", "D1"),
)


def _pyramid_on_box(rng: Random) -> Body:
    length, width, height = rng.choice([4, 4.5]), rng.choice([3, 4]), rng.choice([2.5, 3, 4])
    points = _box(length, width, height)
    points["P"] = (length / 2, width / 2, height + rng.choice([1.5, 2, 2.5]))
    roof = tuple((p, q, "P") for p, q in (("A1", "B1"), ("B1", "C1"), ("C1", "D1"), ("D1", "A1")))
    return Body("box with a pyramid", points, (*_WALLS, *roof), table(points))


def _gabled(rng: Random) -> Body:
    length, width, height = rng.choice([4, 5]), rng.choice([3, 4]), rng.choice([2, 2.5, 3])
    points = _box(length, width, height)
    ridge = height + rng.choice([1.2, 1.5, 2])
    if rng.random() < 0.5:
        points |= {"E": (length / 2, 0, ridge), "F": (length / 2, width, ridge)}
        walls = (_WALLS[0], ("A", "B", "B1", "E", "A1"), _WALLS[2], ("C", "D", "D1", "F", "C1"), _WALLS[4])
        roof = (("A1", "E", "F", "D1"), ("B1", "C1", "F", "E"))
        return Body("house with a gabled roof", points, (*walls, *roof), table(points))
    inset = rng.choice([0.8, 1, 1.2])
    points |= {"E": (inset, width / 2, ridge), "F": (length - inset, width / 2, ridge)}
    slopes = (("A1", "B1", "F", "E"), ("B1", "C1", "F"), ("C1", "D1", "E", "F"), ("D1", "A1", "E"))
    return Body("house with a hipped roof", points, (*_WALLS, *slopes), table(points))
