"""Shaded figures with many parts: tilings, stars, nested squares, touching circles, targets."""

import math
from random import Random

from stem2code_eval.synth.families.plane_geometry.areas_shapes import Maker, Shape
from stem2code_eval.synth.family import fill


def quarter_tiles(rng: Random) -> Shape:
    """A board of squares, each with a shaded quarter disc about one of its corners."""
    columns, rows = rng.choice([(3, 3), (4, 3), (4, 4), (5, 3)])
    corners = [[rng.randint(0, 3) for _ in range(columns)] for _ in range(rows)]
    body = """
# corner of each square that carries the quarter disc: 0 lower left, then anticlockwise
corners = «corners»
t = np.linspace(0, np.pi / 2, 40)
for row, line in enumerate(corners):
    for column, corner in enumerate(line):
        dx, dy = [(0, 0), (1, 0), (1, 1), (0, 1)][corner]
        x = column + dx + np.append(np.cos(t + corner * np.pi / 2), 0)
        y = row + dy + np.append(np.sin(t + corner * np.pi / 2), 0)
        ax.fill(x, y, **shade)
        ax.plot(x[:-1], y[:-1], "k-", lw=1.5)
for x in range(«columns» + 1):
    ax.plot([x, x], [0, «rows»], "k-", lw=1.2)
for y in range(«rows» + 1):
    ax.plot([0, «columns»], [y, y], "k-", lw=1.2)
"""
    counts = {"squares": rows * columns, "arcs": rows * columns, "segments": rows + columns + 2}
    area = rows * columns * math.pi / 4
    source = fill(body, corners=corners, columns=columns, rows=rows)
    return Shape(source, (0, columns, 0, rows), area, (), counts, {"columns": columns, "rows": rows})


def touching_circles(rng: Random) -> Shape:
    """Three equal circles that touch each other, the gap between them shaded, their centres joined."""
    body = """
r = «r»
A, B = np.array([-r, 0]), np.array([r, 0])
C = np.array([0, np.sqrt(3) * r])
ax.fill(*np.transpose([A, B, C]), **shade)
for centre in (A, B, C):
    ax.add_patch(plt.Circle(centre, r, facecolor="white", edgecolor="black", lw=1.5))
    ax.plot(*centre, "ko", ms=4)
for P, Q in [(A, B), (B, C), (C, A)]:
    ax.plot(*zip(P, Q), "k«style!code»", lw=1.2)
«outer!code»"""
    r = rng.choice([2, 3])
    outer = rng.random() < 0.5
    around = """O = (A + B + C) / 3
ax.add_patch(plt.Circle(O, r + np.linalg.norm(A - O), fill=False, lw=1.5))
"""
    source = fill(body, r=r, style=rng.choice(["-", "--"]), outer=around if outer else "")
    area = r**2 * (math.sqrt(3) - math.pi / 2)
    high = math.sqrt(3) * r
    texts = ((-1.2 * r, -0.2 * r, "$A$"), (1.2 * r, -0.2 * r, "$B$"), (0.0, round(high + 0.25 * r, 2), "$C$"))
    middle, reach = high / 3, r * (1 + 2 / math.sqrt(3))
    box = (-reach, reach, middle - reach, middle + reach) if outer else (-2.0 * r, 2.0 * r, -1.0 * r, high + r)
    counts = {"circles": 4 if outer else 3, "segments": 3, "dots": 3}
    relations = [["equal", "AB", "BC"], ["equal", "BC", "CA"]]
    return Shape(source, box, area, texts, counts, {"r": r}, relations)


def star(rng: Random) -> Shape:
    """A regular polygon with the star of its diagonals, the star or what is around it shaded."""
    points = rng.choice([5, 6, 8])
    inside = rng.random() < 0.6
    circle = rng.random() < 0.6
    inner = 3 * math.cos(2 * math.pi / points) / math.cos(math.pi / points)
    body = """
n = «n»
t = np.pi / 2 + 2 * np.pi * np.arange(n) / n
tips = 3 * np.exp(1j * t)
notches = 3 * np.cos(2 * np.pi / n) / np.cos(np.pi / n) * np.exp(1j * (t + np.pi / n))
outline = np.column_stack([tips, notches]).ravel()
«regions!code»
for k in range(n):
    for other in (k + 1, k + 2):
        start, end = tips[k], tips[other % n]
        ax.plot([start.real, end.real], [start.imag, end.imag], "k-", lw=1.5)
«circle!code»"""
    regions = "ax.fill(outline.real, outline.imag, **shade)"
    if not inside:
        regions = 'ax.fill(tips.real, tips.imag, **shade)\nax.fill(outline.real, outline.imag, facecolor="white")'
    around = "ax.add_patch(plt.Circle((0, 0), 3, fill=False, lw=1.5))\n" if circle else ""
    area = points * 3 * inner * math.sin(math.pi / points)
    polygon = points / 2 * 9 * math.sin(2 * math.pi / points)
    letters = "ABCDEFGH"[:points]
    turns = [math.pi / 2 + 2 * math.pi * k / points for k in range(points)]
    texts = tuple(
        (round(3.35 * math.cos(turn), 2), round(3.35 * math.sin(turn), 2), f"${name}$")
        for turn, name in zip(turns, letters, strict=True)
    )
    counts = {"segments": 2 * points, "circles": int(circle)}
    source = fill(body, n=points, regions=regions, circle=around)
    return Shape(source, (-3.3, 3.3, -3.3, 3.3), area if inside else polygon - area, texts, counts, {"points": points})


def triangle_rows(rng: Random) -> Shape:
    """A triangle divided into rows of small triangles, some of which are shaded."""
    rows = rng.choice([4, 5, 6])
    cells = [(row, place) for row in range(rows) for place in range(2 * row + 1)]
    style = rng.choice(["down", "some"])
    shaded = [c for c in cells if c[1] % 2] if style == "down" else sorted(rng.sample(cells, rows + 3))
    listed = """
for row in range(n):
    for place in range(1, 2 * row + 1, 2):
        ax.fill(*np.transpose(cell(row, place)), **shade)
"""
    chosen = """
for row, place in «shaded»:
    ax.fill(*np.transpose(cell(row, place)), **shade)
"""
    body = """
n = «rows»
h = np.sqrt(3) / 2


def cell(row, place):
    \"\"\"Corners of a small triangle; rows count from the top, places from the left.\"\"\"
    x, y = (place - row) / 2, -h * row
    if place % 2:
        return [(x - 0.5, y), (x + 0.5, y), (x, y - h)]
    return [(x, y), (x + 0.5, y - h), (x - 0.5, y - h)]

""" + (listed if style == "down" else chosen)
    body += """
for k in range(1, n + 1):
    ax.plot([-k / 2, k / 2], [-h * k, -h * k], "k-", lw=1.5)
    ax.plot([k / 2, k - n / 2], [-h * k, -h * n], "k-", lw=1.5)
    ax.plot([-k / 2, n / 2 - k], [-h * k, -h * n], "k-", lw=1.5)
ax.plot([-n / 2, 0, n / 2], [-h * n, 0, -h * n], "k-", lw=1.5)
"""
    counts = {"triangles": rows**2, "shaded_regions": len(shaded)}
    box = (-rows / 2, rows / 2, -rows * math.sqrt(3) / 2, 0.0)
    return Shape(fill(body, rows=rows, shaded=shaded), box, len(shaded) * math.sqrt(3) / 4, (), counts, {"rows": rows})


def nested_squares(rng: Random) -> Shape:
    """Squares inside each other, each on the midpoints of the one before, every other one shaded."""
    levels = rng.choice([4, 5, 6])
    side = 8
    with_circle = rng.random() < 0.5
    body = """
corners = «half» * np.array([1 + 1j, -1 + 1j, -1 - 1j, 1 - 1j])
for k in range(«levels»):
    look = shade if k % 2 == «odd» else dict(facecolor="white")
    ax.fill(corners.real, corners.imag, **look)
    closed = np.append(corners, corners[0])
    ax.plot(closed.real, closed.imag, "k-", lw=1.5)
    corners = (corners + np.roll(corners, -1)) / 2
«circle!code»"""
    odd = rng.choice([0, 1])
    area = sum(side**2 / 2**k * (1 if k % 2 == odd else -1) for k in range(odd, levels))
    around = "ax.add_patch(plt.Circle((0, 0), «half» * np.sqrt(2), fill=False, lw=1.5))\n" if with_circle else ""
    source = fill(body, half=side // 2, levels=levels, odd=odd, circle=around.replace("«half»", str(side // 2)))
    reach = side / 2 * (math.sqrt(2) if with_circle else 1)
    texts: tuple[tuple[float, float, str], ...] = ()
    if not with_circle:
        texts = ((0.0, -side / 2 - 0.45, f"${side}$"),)
    counts = {"squares": levels, "segments": 4 * levels, "circles": int(with_circle)}
    return Shape(source, (-reach, reach, -reach, reach), area, texts, counts, {"side": side})


def target(rng: Random) -> Shape:
    """Concentric rings cut by spokes, shaded like a chessboard."""
    rings, spokes = rng.choice([(3, 8), (3, 6), (4, 8), (2, 12), (4, 6)])
    body = """
rings, spokes = «rings», «spokes»
for ring in range(rings):
    for k in range(spokes):
        if (ring + k) % 2 == 0:
            t = 2 * np.pi * np.linspace(k, k + 1, 30) / spokes
            x = np.append((ring + 1) * np.cos(t), ring * np.cos(t[::-1]))
            y = np.append((ring + 1) * np.sin(t), ring * np.sin(t[::-1]))
            ax.fill(x, y, **shade)
for radius in range(1, rings + 1):
    ax.add_patch(plt.Circle((0, 0), radius, fill=False, lw=1.5))
for k in range(spokes // 2):
    x, y = rings * np.cos(2 * np.pi * k / spokes), rings * np.sin(2 * np.pi * k / spokes)
    ax.plot([-x, x], [-y, y], "k-", lw=1.5)
"""
    counts = {"circles": rings, "segments": spokes // 2, "shaded_regions": rings * spokes // 2}
    box = (-float(rings), float(rings), -float(rings), float(rings))
    return Shape(fill(body, rings=rings, spokes=spokes), box, math.pi * rings**2 / 2, (), counts, {"spokes": spokes})


def flower(rng: Random) -> Shape:
    """Six petals in a circle, drawn with the same opening of the compasses."""
    hexagon = rng.random() < 0.6
    body = """
r = 3
for k in range(6):
    # the petal towards vertex k: two arcs of 60 degrees about the neighbouring vertices
    v = r * np.exp(1j * np.pi / 3 * np.array([k - 1, k, k + 1]))
    t = np.radians(np.linspace(0, 60, 40))
    one = v[0] + r * np.exp(1j * (np.pi / 3 * k + np.pi / 3 + t))
    two = v[2] + r * np.exp(1j * (np.pi / 3 * k - 2 * np.pi / 3 + t))
    petal = np.append(one, two)
    ax.fill(petal.real, petal.imag, **shade)
    ax.plot(petal.real, petal.imag, "k-", lw=1.5)
ax.add_patch(plt.Circle((0, 0), r, fill=False, lw=1.5))
«hexagon!code»"""
    edges = """corners = r * np.exp(1j * np.pi / 3 * np.arange(7))
ax.plot(corners.real, corners.imag, "k-", lw=1.2)
"""
    area = 6 * 9 * (math.pi / 3 - math.sqrt(3) / 2)
    counts = {"circles": 1, "petals": 6, "segments": 6 if hexagon else 0}
    return Shape(fill(body, hexagon=edges if hexagon else ""), (-3, 3, -3, 3), area, (), counts, {"r": 3})


MANY: tuple[Maker, ...] = (
    quarter_tiles,
    touching_circles,
    star,
    triangle_rows,
    nested_squares,
    target,
    flower,
)
