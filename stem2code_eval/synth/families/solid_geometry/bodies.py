"""Convex solids with named vertices, each with the lines of program that set its vertices up."""

from dataclasses import dataclass
from math import cos, pi, sin

from stem2code_eval.synth.families.solid_geometry.space import Point3
from stem2code_eval.synth.family import literal


@dataclass(frozen=True, slots=True)
class Body:
    """A convex solid: named vertices, faces as tuples of names, and program text that fills a dict `space`."""

    kind: str
    points: dict[str, Point3]
    faces: tuple[tuple[str, ...], ...]
    code: str


def table(points: dict[str, Point3]) -> str:
    """Return program text for a dict of points, one a line."""
    rows = "".join(f"    {literal(name)}: {literal(p)},\n" for name, p in points.items())
    return "space = {\n" + rows + "}"


def _prism_faces(base: str) -> tuple[tuple[str, ...], ...]:
    top = tuple(f"{name}1" for name in base)
    sides = [(p, q, f"{q}1", f"{p}1") for p, q in zip(base, base[1:] + base[0], strict=True)]
    return (tuple(base), *sides, top)


def _pyramid_faces(base: str, apex: str) -> tuple[tuple[str, ...], ...]:
    sides = [(p, q, apex) for p, q in zip(base, base[1:] + base[0], strict=True)]
    return (tuple(base), *sides)


def cuboid(length: float, width: float, height: float) -> Body:
    """Return the box ABCD-A1B1C1D1 with AB = `length` in front, AD = `width` in depth."""
    floor = {"A": (0, 0), "B": (length, 0), "C": (length, width), "D": (0, width)}
    points: dict[str, Point3] = {name: (x, y, 0) for name, (x, y) in floor.items()}
    points |= {f"{name}1": (x, y, height) for name, (x, y) in floor.items()}
    kind = "cube" if length == width == height else "cuboid"
    code = f"floor = {literal(floor)}\nheight = {literal(height)}\nspace = {{}}\n" + (
        'for name, (x, y) in floor.items():\n    space[name] = (x, y, 0)\n    space[name + "1"] = (x, y, height)'
    )
    return Body(kind, points, _prism_faces("ABCD"), code)


def triangular_prism(length: float, width: float, height: float, apex: float) -> Body:
    """Return the upright prism ABC-A1B1C1: AB in front, C behind at x = `apex`."""
    floor = {"A": (0, 0), "B": (length, 0), "C": (apex, width)}
    points: dict[str, Point3] = {name: (x, y, 0) for name, (x, y) in floor.items()}
    points |= {f"{name}1": (x, y, height) for name, (x, y) in floor.items()}
    return Body("triangular prism", points, _prism_faces("ABC"), table(points))


def tetrahedron(length: float, width: float, height: float, foot: tuple[float, float]) -> Body:
    """Return the tetrahedron S-ABC (named P-ABC in print) with `foot` the (x, y) below its apex."""
    points: dict[str, Point3] = {
        "A": (0, width, 0),
        "B": (length * 0.25, 0, 0),
        "C": (length, width, 0),
        "P": (foot[0], foot[1], height),
    }
    return Body("tetrahedron", points, _pyramid_faces("ABC", "P"), table(points))


def square_pyramid(length: float, width: float, height: float, foot: tuple[float, float]) -> Body:
    """Return the pyramid P-ABCD over a rectangle, with `foot` the (x, y) below its apex."""
    points: dict[str, Point3] = {
        "A": (0, 0, 0),
        "B": (length, 0, 0),
        "C": (length, width, 0),
        "D": (0, width, 0),
        "P": (foot[0], foot[1], height),
    }
    return Body("square pyramid", points, _pyramid_faces("ABCD", "P"), table(points))


def _ring(n: int, radius: float, start: float) -> list[tuple[float, float]]:
    angles = [(start + 360 * i / n) * pi / 180 for i in range(n)]
    return [(radius * cos(t), radius * sin(t)) for t in angles]


def _ring_code(names: str, radius: float, start: float) -> str:
    step = f"{360 // len(names) if 360 % len(names) == 0 else f'360 / {len(names)}'}"
    return (
        f"for i, name in enumerate({literal(names)}):\n"
        f"    angle = np.radians({literal(start)} + {step} * i)\n"
        f"    x, y = {literal(radius)} * np.cos(angle), {literal(radius)} * np.sin(angle)\n"
    )


def regular_prism(n: int, radius: float, height: float, start: float) -> Body:
    """Return the upright prism over a regular n-gon (3 <= n <= 8), first corner at `start` degrees."""
    names = "ABCDEFGH"[:n]
    points: dict[str, Point3] = {m: (x, y, 0) for m, (x, y) in zip(names, _ring(n, radius, start), strict=True)}
    points |= {f"{m}1": (x, y, height) for m, (x, y, _) in points.items()}
    code = "space = {}\n" + _ring_code(names, radius, start)
    code += f'    space[name] = (x, y, 0)\n    space[name + "1"] = (x, y, {literal(height)})'
    return Body(f"{n}-gonal prism", points, _prism_faces(names), code)


def regular_pyramid(n: int, radius: float, height: float, start: float) -> Body:
    """Return the right pyramid over a regular n-gon (3 <= n <= 8), apex P."""
    names = "ABCDEFGH"[:n]
    points: dict[str, Point3] = {m: (x, y, 0) for m, (x, y) in zip(names, _ring(n, radius, start), strict=True)}
    points["P"] = (0, 0, height)
    code = f'space = {{"P": (0, 0, {literal(height)})}}\n' + _ring_code(names, radius, start)
    code += "    space[name] = (x, y, 0)"
    return Body(f"{n}-gonal pyramid", points, _pyramid_faces(names, "P"), code)


def frustum(n: int, radius: float, top: float, height: float, start: float) -> Body:
    """Return the frustum of a right pyramid over a regular n-gon; `top` < 1 is the top's size to the base's."""
    names = "ABCDEFGH"[:n]
    points: dict[str, Point3] = {m: (x, y, 0) for m, (x, y) in zip(names, _ring(n, radius, start), strict=True)}
    points |= {f"{m}1": (top * x, top * y, height) for m, (x, y, _) in points.items()}
    code = "space = {}\n" + _ring_code(names, radius, start)
    code += (
        "    space[name] = (x, y, 0)\n"
        f'    space[name + "1"] = ({literal(top)} * x, {literal(top)} * y, {literal(height)})'
    )
    return Body(f"{n}-gonal frustum", points, _prism_faces(names), code)
