"""Shaded figures of some parts: lenses, petals, half circles on a line or a triangle, cut polygons."""

import math
from random import Random

from stem2code_eval.synth.families.plane_geometry.areas_shapes import SQUARE, Maker, Shape, square_corners
from stem2code_eval.synth.family import fill


def lens(rng: Random) -> Shape:
    """A square with two quarter circles about opposite corners, their overlap shaded."""
    side = rng.choice([4, 6])
    regions = """
t = np.radians(np.linspace(0, 90, 80))
x, y = a * np.cos(t), a * np.sin(t)  # quarter circle about A; a - x, a - y is the one about C
ax.fill(np.append(x, a - x), np.append(y, a - y), **shade)
ax.plot(x, y, "k-", a - x, a - y, "k-", lw=1.5)
"""
    body = fill(SQUARE, a=side, fill=regions.strip("\n"))
    texts = square_corners(side)
    counts = {"arcs": 2, "segments": 4}
    if rng.random() < 0.5:
        body += 'ax.plot([0, a], [a, 0], "k--", lw=1)\n'
        counts["segments"] += 1
    return Shape(body, (0, side, 0, side), side**2 * (math.pi / 2 - 1), texts, counts, {"side": side})


def petals(rng: Random) -> Shape:
    """A square with a half circle on each side, the four petals where they overlap shaded."""
    side = rng.choice([4, 6])
    body = """
a = «a»  # side of the square
r = a / 2
t = np.linspace(0, np.pi / 2, 60)
for sx, sy in [(1, 1), (-1, 1), (-1, -1), (1, -1)]:
    # one petal runs from the centre to a corner of the square
    x = np.append(r * np.sin(t), r - r * np.sin(t))
    y = np.append(r - r * np.cos(t), r * np.cos(t))
    ax.fill(sx * x, sy * y, **shade)
    ax.plot(sx * x, sy * y, "k-", lw=1.5)
ax.plot([-r, r, r, -r, -r], [-r, -r, r, r, -r], "k-", lw=1.5)
"""
    half = side / 2
    texts = tuple((round(x - half, 2), round(y - half, 2), t) for x, y, t in square_corners(side))
    counts = {"arcs": 8, "segments": 4, "petals": 4}
    area = side**2 * (math.pi / 2 - 1)
    return Shape(fill(body, a=side), (-half, half, -half, half), area, texts, counts, {"side": side})


def arbelos(rng: Random) -> Shape:
    """Three half circles on one line; the region between the large and the two small ones shaded."""
    left, right = rng.choice([(2.0, 3.0), (3.0, 2.0), (1.5, 3.5), (2.5, 2.5)])
    flipped = rng.random() < 0.4
    body = """
p, q = «left», «right»  # radii of the two small half circles
R = p + q
t = np.linspace(0, np.pi, 150)
arcs = [(0, R, 1), (-q, p, «sign»), (p, q, 1)]
outline_x = np.concatenate([x + r * np.cos(t) * (1 if r == R else -1) for x, r, _ in arcs])
outline_y = np.concatenate([s * r * np.sin(t) for _, r, s in arcs])
ax.fill(outline_x, outline_y, **shade)
for x, r, s in arcs:
    ax.plot(x + r * np.cos(t), s * r * np.sin(t), "k-", lw=1.5)
ax.plot([-R, R], [0, 0], "k-", lw=1.5)
"""
    total = left + right
    low = -left if flipped else 0.0
    area = math.pi / 2 * (total**2 - right**2 + (left**2 if flipped else -(left**2)))
    middle = (left - right + (0.35 if flipped else 0.0), -0.55, "$C$")
    texts = ((-total - 0.4, 0.0, "$A$"), (total + 0.4, 0.0, "$B$"), middle)
    counts = {"arcs": 3, "segments": 1}
    source = fill(body, left=left, right=right, sign=-1 if flipped else 1)
    box = (-total, total, low - (0 if flipped else 0.6), total)
    return Shape(source, box, area, texts, counts, {"p": left, "q": right}, [["on_line", "C", "AB"]])


def lunes(rng: Random) -> Shape:
    """The lunes of Hippocrates over the legs of a right triangle."""
    x, y = rng.choice([(4, 3), (5, 3), (4, 4), (3, 4)])
    body = """
a, b = «x», «y»  # legs
c = np.hypot(a, b)
turn = np.arctan2(b, a)
t = np.linspace(0, np.pi, 120)


def half_circle(cx, cy, r, start):
    return cx + r * np.cos(start + t), cy + r * np.sin(start + t)


legs = [half_circle(a / 2, 0, a / 2, np.pi), half_circle(0, b / 2, b / 2, np.pi / 2)]
for arc in legs:
    ax.fill(*arc, **shade)
hypotenuse = half_circle(a / 2, b / 2, c / 2, np.pi - turn)
ax.fill(*hypotenuse, facecolor="white")
for arc in [*legs, hypotenuse]:
    ax.plot(*arc, "k-", lw=1.5)
ax.plot([0, a, 0, 0], [0, 0, b, 0], "k-", lw=1.5)
"""
    texts = ((0.3, 0.3, "$C$"), (x + 0.3, -0.2, "$A$"), (-0.2, y + 0.35, "$B$"))
    counts = {"arcs": 3, "segments": 3}
    box = (-y / 2, x + 0.2, -x / 2, y + 0.2)
    values = {"CA": x, "CB": y}
    return Shape(fill(body, x=x, y=y), box, x * y / 2, texts, counts, values, [["perpendicular", "CA", "CB"]])


def alternate_triangles(rng: Random) -> Shape:
    """A regular polygon cut into triangles from its centre, every other one shaded."""
    sides = rng.choice([6, 8, 10])
    body = """
n = «sides»
t = np.pi / 2 + 2 * np.pi * np.arange(n + 1) / n
x, y = «radius» * np.cos(t), «radius» * np.sin(t)
for k in range(0, n, 2):
    ax.fill([0, x[k], x[k + 1]], [0, y[k], y[k + 1]], **shade)
for k in range(n // 2):
    ax.plot(x[[k, k + n // 2]], y[[k, k + n // 2]], "k-", lw=1.5)
ax.plot(x, y, "k-", lw=1.5)
"""
    counts = {"segments": sides + sides // 2, "shaded_regions": sides // 2}
    area = sides / 4 * 9 * math.sin(2 * math.pi / sides)
    return Shape(fill(body, sides=sides, radius=3), (-3, 3, -3, 3), area, (), counts, {"sides": sides})


SOME: tuple[Maker, ...] = (lens, petals, arbelos, lunes, alternate_triangles)
