"""The regular solids and three of Archimedes', turned in space and drawn face by face."""

from math import cos, dist, radians, sin, sqrt
from random import Random

from stem2code_eval.synth.families.solid_geometry.space import Point3, cross, dot, minus
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, fill

_GOLDEN = (1 + sqrt(5)) / 2
_SOLIDS: dict[str, tuple[str, str, tuple[int, int, int]]] = {
    "tetrahedron": (
        "the corners of a cube, every other one",
        "corners = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]",
        (4, 6, 4),
    ),
    "octahedron": (
        "a regular octahedron",
        "corners = [(s, 0, 0) for s in (1, -1)] + [(0, s, 0) for s in (1, -1)] + [(0, 0, s) for s in (1, -1)]",
        (6, 12, 8),
    ),
    "cuboctahedron": (
        "the midpoints of the edges of a cube",
        "corners = []\nfor s in (1, -1):\n    for t in (1, -1):\n        corners += [(s, t, 0), (s, 0, t), (0, s, t)]",
        (12, 24, 14),
    ),
    "icosahedron": (
        "a regular icosahedron: three golden rectangles",
        "g = (1 + 5**0.5) / 2\ncorners = []\nfor s in (1, -1):\n    for t in (g, -g):\n"
        "        corners += [(0, s, t), (s, t, 0), (t, 0, s)]",
        (12, 30, 20),
    ),
    "dodecahedron": (
        "a regular dodecahedron: a cube and three rectangles",
        "g = (1 + 5**0.5) / 2\ncorners = [(x, y, z) for x in (1, -1) for y in (1, -1) for z in (1, -1)]\n"
        "for s in (1 / g, -1 / g):\n    for t in (g, -g):\n        corners += [(0, s, t), (s, t, 0), (t, 0, s)]",
        (20, 30, 12),
    ),
    "truncated octahedron": (
        "all permutations of (0, 1, 2) with signs",
        "corners = []\nfor s in (1, -1):\n    for t in (2, -2):\n"
        "        corners += [(0, s, t), (s, t, 0), (t, 0, s), (0, t, s), (t, s, 0), (s, 0, t)]",
        (24, 36, 14),
    ),
}

_TEMPLATE = """
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np

# «about!code»
«corners!code»

# Turn the solid: first about the z-axis, then tip it towards the viewer.
turn, tip = np.radians(«turn»), np.radians(«tip»)
about_z = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
about_x = np.array([[1, 0, 0], [0, np.cos(tip), -np.sin(tip)], [0, np.sin(tip), np.cos(tip)]])
points = np.array(corners) @ about_z.T @ about_x.T

gap = min(np.linalg.norm(p - q) for p, q in combinations(points, 2))
edges = [(p, q) for p, q in combinations(points, 2) if np.linalg.norm(p - q) < 1.01 * gap]


def hidden(p, q):
    \"\"\"An edge is hidden if both faces that meet in it look away from the viewer, who stands at y = -infinity.\"\"\"
    middle = (p + q) / 2
    normals = []
    for r in points:
        normal = np.cross(q - p, r - p)
        side = (points - p) @ normal
        if np.linalg.norm(normal) > 1e-9 and (np.all(side < 1e-9) or np.all(side > -1e-9)):
            normals.append(normal * np.sign(normal @ middle))
    return all(normal[1] > 0 for normal in normals)


fig, ax = plt.subplots(figsize=«size»)
for p, q in edges:
    style, width = ("--", 1) if hidden(p, q) else ("-", «lw»)
    ax.plot([p[0], q[0]], [p[2], q[2]], style, color="black", lw=width)
«dots!code»ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""


def regular_solid(rng: Random) -> Drawing:
    """Return a regular or semi-regular solid in a random position, its hidden edges dashed."""
    kind = rng.choice(list(_SOLIDS))
    about, corners, (vertices, edges, faces) = _SOLIDS[kind]
    while True:
        turn, tip = rng.randint(5, 85), rng.choice([12, 15, 18, 20, 25])
        points = _turned(_corners(kind), turn, tip)
        if _is_clear(points):
            break
    dots = 'ax.plot(points[:, 0], points[:, 2], "ko", ms=4)\n' if rng.random() < 0.4 else ""
    side = rng.choice([4, 4.5, 5])
    program = fill(
        _TEMPLATE,
        about=about[0].upper() + about[1:],
        corners=corners,
        turn=turn,
        tip=tip,
        size=(side, side),
        lw=rng.choice([1.5, 1.8, 2]),
        dots=dots,
        finish=rng.choice(FINISHES),
    )
    counts = {"vertices": vertices, "edges": edges, "faces": faces, "hidden_edges": _hidden_count(points)}
    return Drawing(tidy(program), {"labels": [], "counts": counts, "values": {"solid": kind}, "relations": []})


def _corners(kind: str) -> list[Point3]:
    signs, g = (1, -1), _GOLDEN
    if kind == "tetrahedron":
        return [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
    if kind == "octahedron":
        return [p for s in signs for p in ((s, 0, 0), (0, s, 0), (0, 0, s))]
    if kind == "cuboctahedron":
        return [p for s in signs for t in signs for p in ((s, t, 0), (s, 0, t), (0, s, t))]
    if kind == "icosahedron":
        return [p for s in signs for t in (g, -g) for p in ((0, s, t), (s, t, 0), (t, 0, s))]
    if kind == "dodecahedron":
        cube: list[Point3] = [(x, y, z) for x in signs for y in signs for z in signs]
        return cube + [p for s in (1 / g, -1 / g) for t in (g, -g) for p in ((0, s, t), (s, t, 0), (t, 0, s))]
    pairs = [(s, t) for s in signs for t in (2, -2)]
    turns: list[Point3] = [p for s, t in pairs for p in ((0, s, t), (s, t, 0), (t, 0, s))]
    return turns + [p for s, t in pairs for p in ((0, t, s), (t, s, 0), (s, 0, t))]


def _turned(points: list[Point3], turn: float, tip: float) -> list[Point3]:
    c, s, c2, s2 = cos(radians(turn)), sin(radians(turn)), cos(radians(tip)), sin(radians(tip))
    flat = [(c * x - s * y, s * x + c * y, z) for x, y, z in points]
    return [(x, c2 * y - s2 * z, s2 * y + c2 * z) for x, y, z in flat]


def _is_clear(points: list[Point3]) -> bool:
    """Say whether no two corners fall on nearly the same place of the paper."""
    gap = min(dist(p, q) for i, p in enumerate(points) for q in points[:i])
    return all(dist((p[0], p[2]), (q[0], q[2])) > 0.17 * gap for i, p in enumerate(points) for q in points[:i])


def _hidden_count(points: list[Point3]) -> int:
    """Count the edges whose faces all look away from a viewer at y = -infinity."""
    gap = min(dist(p, q) for i, p in enumerate(points) for q in points[:i])
    edges = [(p, q) for i, p in enumerate(points) for q in points[:i] if dist(p, q) < 1.01 * gap]
    return sum(not any(normal[1] <= 0 for normal in _face_normals(points, p, q)) for p, q in edges)


def _face_normals(points: list[Point3], p: Point3, q: Point3) -> list[Point3]:
    """Return outward normals of the faces that meet in edge pq of a solid round the origin."""
    normals = []
    for r in points:
        normal = cross(minus(q, p), minus(r, p))
        sides = [dot(minus(s, p), normal) for s in points]
        if dot(normal, normal) > 1e-9 and (max(sides) < 1e-9 or min(sides) > -1e-9):
            outward = 1 if dot(normal, p) > 0 else -1
            normals.append((outward * normal[0], outward * normal[1], outward * normal[2]))
    return normals
