"""Simple shaded figures: one or two circles, arcs or polygons."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from stem2code_eval.synth.family import fill


@dataclass(frozen=True)
class Shape:
    """A shaded figure: source text that draws it with `ax`, `np` and `shade`, and what is true of it.

    Attributes:
        body: source text.
        box: left, right, bottom and top of the ink, in data units.
        area: the shaded area in square units.
        texts: x, y and text of each label.
        counts: how many of what is drawn.
        values: lengths and angles.
        relations: what holds between parts.
    """

    body: str
    box: tuple[float, float, float, float]
    area: float
    texts: tuple[tuple[float, float, str], ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    relations: list[Any] = field(default_factory=list)


def square_corners(side: float, letters: str = "ABCD") -> tuple[tuple[float, float, str], ...]:
    """Return labels for the corners of a square on the origin, anticlockwise from the lower left."""
    out, far = -0.07 * side, 1.07 * side
    places = [(out, out), (far, out), (far, far), (out, far)]
    return tuple((round(x, 2), round(y, 2), f"${name}$") for (x, y), name in zip(places, letters, strict=True))


SQUARE = """
a = «a»  # side of the square
«fill!code»
ax.plot([0, a, a, 0, 0], [0, 0, a, a, 0], "k-", lw=1.5)
"""


def ring(rng: Random) -> Shape:
    """Two concentric circles with the ring between them shaded."""
    outer, inner = rng.choice([(5, 3), (5, 2), (4, 2), (4, 3), (6, 4)])
    eccentric = rng.random() < 0.4
    shift = outer - inner if eccentric else 0
    radii = """
ax.plot([0, R], [0, 0], "k-", lw=1)
ax.plot([0, r * np.cos(2)], [0, r * np.sin(2)], "k-", lw=1)
ax.plot(0, 0, "ko", ms=4)
"""
    body = """
R, r = «outer», «inner»
ax.add_patch(plt.Circle((0, 0), R, **shade))
ax.add_patch(plt.Circle((«shift», 0), r, facecolor="white"))
for x, radius in [(0, R), («shift», r)]:
    ax.add_patch(plt.Circle((x, 0), radius, fill=False, lw=1.5))
"""
    source = fill(body + ("" if eccentric else radii), outer=outer, inner=inner, shift=-shift)
    texts: tuple[tuple[float, float, str], ...] = ()
    if not eccentric:
        texts = (
            (round((outer + inner) / 2, 2), 0.45, "$R$"),
            (round(-0.21 * inner + 0.4, 2), round(0.5 * inner, 2), "$r$"),
        )
        texts += ((-0.4, -0.3, "$O$"),)
    relations = [["tangent", "circle R", "circle r"] if eccentric else ["concentric", "circle R", "circle r"]]
    area = math.pi * (outer**2 - inner**2)
    values = {"R": outer, "r": inner}
    return Shape(source, (-outer, outer, -outer, outer), area, texts, {"circles": 2}, values, relations)


def circle_in_square(rng: Random) -> Shape:
    """A square with its inscribed circle; the corners or the circle shaded, or a square in a circle."""
    side = rng.choice([4, 6, 8])
    outside = rng.random() < 0.6
    regions = (
        "ax.add_patch(plt.Rectangle((0, 0), a, a, **shade))\n"
        'ax.add_patch(plt.Circle((a / 2, a / 2), a / 2, fc="white"))'
        if outside
        else "ax.add_patch(plt.Circle((a / 2, a / 2), a / 2, **shade))"
    )
    circle = "ax.add_patch(plt.Circle((a / 2, a / 2), a / 2, fill=False, lw=1.5))\n"
    body = fill(SQUARE, a=side, fill=regions) + circle
    disc = math.pi * side**2 / 4
    texts = (*square_corners(side), (side / 2, -0.07 * side, f"${side}$"))
    counts = {"circles": 1, "segments": 4}
    return Shape(body, (0, side, 0, side), side**2 - disc if outside else disc, texts, counts, {"side": side})


def quarters_in_square(rng: Random) -> Shape:
    """A square with quarter circles about one, two or four of its corners."""
    side = rng.choice([4, 6])
    count = rng.choice([1, 2, 4])
    share = 1.0 if count == 1 else 0.5 if count == 4 else rng.choice([0.5, 0.6])
    corners = {1: ["(0, 0)"], 2: ["(0, 0)", "(a, a)"], 4: ["(0, 0)", "(a, 0)", "(a, a)", "(0, a)"]}[count]
    starts = {1: [0], 2: [0, 180], 4: [0, 90, 180, 270]}[count]
    outside = rng.random() < 0.5
    regions = "ax.add_patch(plt.Rectangle((0, 0), a, a, **shade))" if outside else ""
    body = fill(SQUARE, a=side, fill=regions) + fill(
        """
r = «share» * a
for (x, y), start in [«pairs!code»]:
    t = np.radians(np.linspace(start, start + 90, 60))
    ax.fill(np.append(x + r * np.cos(t), x), np.append(y + r * np.sin(t), y), «look!code»)
    ax.plot(x + r * np.cos(t), y + r * np.sin(t), "k-", lw=1.5)
ax.plot([0, a, a, 0, 0], [0, 0, a, a, 0], "k-", lw=1.5)
""",
        share=share,
        pairs=", ".join(f"({c}, {s})" for c, s in zip(corners, starts, strict=True)),
        look='"white"' if outside else "**shade",
    )
    body = body.replace('ax.plot([0, a, a, 0, 0], [0, 0, a, a, 0], "k-", lw=1.5)\n', "", 1)
    pies = count * math.pi * (share * side) ** 2 / 4
    counts = {"arcs": count, "segments": 4}
    return Shape(
        body,
        (0, side, 0, side),
        side**2 - pies if outside else pies,
        square_corners(side),
        counts,
        {"side": side},
    )


def half_disc(rng: Random) -> Shape:
    """A half disc with a triangle on its diameter; what is outside the triangle is shaded."""
    radius, apex = rng.choice([4, 5]), rng.choice([60, 70, 110, 120])
    body = """
r = «radius»
t = np.radians(np.linspace(0, 180, 120))
A, B = (-r, 0), (r, 0)
C = (r * np.cos(np.radians(«apex»)), r * np.sin(np.radians(«apex»)))
ax.fill(r * np.cos(t), r * np.sin(t), **shade)
ax.fill(*zip(A, B, C), facecolor="white")
ax.plot(r * np.cos(t), r * np.sin(t), "k-", lw=1.5)
for P, Q in [(A, B), (B, C), (C, A)]:
    ax.plot(*zip(P, Q), "k-", lw=1.5)
ax.plot(0, 0, "ko", ms=4)
"""
    angle = math.radians(apex)
    top = (round(1.1 * radius * math.cos(angle), 2), round(1.1 * radius * math.sin(angle), 2), "$C$")
    texts = ((-radius - 0.4, -0.3, "$A$"), (radius + 0.4, -0.3, "$B$"), (0.0, -0.5, "$O$"), top)
    area = math.pi * radius**2 / 2 - radius**2 * math.sin(angle)
    relations = [["midpoint", "O", "AB"], ["perpendicular", "CA", "CB"]]
    source = fill(body, radius=radius, apex=apex)
    counts = {"arcs": 1, "segments": 3, "dots": 1}
    return Shape(source, (-radius, radius, -0.7, radius), area, texts, counts, {"r": radius}, relations)


def sector(rng: Random) -> Shape:
    """A sector of a circle with its angle written, the triangle under its chord left white or not."""
    radius, degrees = rng.choice([4, 5, 6]), rng.choice([60, 75, 90, 120])
    segment = rng.random() < 0.5
    start = 90 - degrees / 2
    body = """
r, start, end = «radius», «start», «end»
t = np.radians(np.linspace(start, end, 100))
x, y = np.append(r * np.cos(t), 0), np.append(r * np.sin(t), 0)
ax.fill(x, y, **shade)
«white!code»ax.plot(np.append(x, x[0]), np.append(y, y[0]), "k-", lw=1.5)
ax.plot(0.14 * r * np.cos(t), 0.14 * r * np.sin(t), "k-", lw=1)
"""
    white = """ax.fill([0, x[0], x[-2]], [0, y[0], y[-2]], facecolor="white")
ax.plot([x[0], x[-2]], [y[0], y[-2]], "k-", lw=1.5)
"""
    source = fill(body, radius=radius, start=start, end=start + degrees, white=white if segment else "")
    turn = math.radians(start)
    ends = [(1.08 * radius * math.cos(turn), 1.08 * radius * math.sin(turn))]
    ends.append((-ends[0][0], ends[0][1]))
    texts = (
        (0.0, round(0.24 * radius, 2), rf"${degrees}^\circ$"),
        (0.0, round(-0.08 * radius, 2), "$O$"),
        (round(ends[0][0], 2), round(ends[0][1], 2), "$B$"),
        (round(ends[1][0], 2), round(ends[1][1], 2), "$A$"),
    )
    area = radius**2 * (math.radians(degrees) - (math.sin(math.radians(degrees)) if segment else 0)) / 2
    half = radius * math.cos(turn)
    counts = {"arcs": 2, "segments": 3 if segment else 2}
    return Shape(source, (-half, half, -0.1 * radius, radius), area, texts, counts, {"r": radius, "angle AOB": degrees})


Maker = Callable[[Random], Shape]
FEW: tuple[Maker, ...] = (ring, circle_in_square, quarters_in_square, half_disc, sector)
