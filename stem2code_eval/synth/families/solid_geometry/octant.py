"""A plane in the first octant, cut off by the axes at three points: two-dimensional strokes on oblique axes."""

from itertools import combinations
from random import Random

from stem2code_eval.synth.families.solid_geometry.space import Point2, Point3, label_offsets, reads_clearly
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES, FONTSETS
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, fill, literal

_TEMPLATE = """
import matplotlib.pyplot as plt
«fontset!code»

def project(x, y, z):
    \"\"\"x comes towards the viewer, y goes to the right, z up.\"\"\"
    return y - «depth» * x, z - «depth» * x


def line(p, q, style="-", lw=«lw»):
    (x1, y1), (x2, y2) = project(*p), project(*q)
    ax.plot([x1, x2], [y1, y2], style, color="black", lw=lw)


fig, ax = plt.subplots(figsize=(5, 5))
a, b, c = «a», «b», «c»  # the plane x/a + y/b + z/c = 1 meets the axes here
A, B, C, O = (a, 0, 0), (0, b, 0), (0, 0, c), (0, 0, 0)
ax.fill(*zip(*[project(*p) for p in (A, B, C)]), color=«grey»)
for p, q in [(A, B), (B, C), (C, A)]:
    line(p, q)
for p in (A, B, C):
    line(O, p, "--", 1.2)
«more!code»
# The axes go on beyond the plane.
axes = [
    (A, («far_x», 0, 0), "$x$", -0.25, 0.1),
    (B, (0, «far_y», 0), "$y$", 0.2, 0.15),
    (C, (0, 0, «far_z»), "$z$", 0.25, 0.05),
]
for p, tip, name, dx, dy in axes:
    arrow = {"arrowstyle": "-|>", "color": "black", "shrinkA": 0}
    ax.annotate("", xy=project(*tip), xytext=project(*p), arrowprops=arrow)
    x, y = project(*tip)
    ax.text(x + dx, y + dy, name, fontsize=15, ha="center", va="center")
for p, name, dx, dy in «letters!code»:
    x, y = project(*p)
    ax.text(x + dx, y + dy, name, fontsize=14, ha="center", va="center")
ax.set_aspect("equal")
ax.axis("off")
ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», «high_y»)
«finish!code»
"""
_FOOT = """
# The foot H of the perpendicular from O.
k = 1 / (1 / a**2 + 1 / b**2 + 1 / c**2)
H = (k / a, k / b, k / c)
line(O, H, "--", 1.2)
ax.plot(*project(*H), "ko", ms=4)
"""
_BOX = """
# A box from O to the point P of the plane.
P = px, py, pz = a / 3, b / 3, c / 3
for x in (0, px):
    for y in (0, py):
        line((x, y, 0), (x, y, pz), "--", 1)
    for z in (0, pz):
        line((x, 0, z), (x, py, z), "--", 1)
for y in (0, py):
    for z in (0, pz):
        line((0, y, z), (px, y, z), "--", 1)
ax.plot(*project(*P), "ko", ms=4)
"""
_TRIANGLE = (
    _FOOT
    + """# The sides of triangle OHA.
line(H, A, "--", 1.2)
"""
)


def octant_plane(rng: Random, level: int) -> Drawing:
    """Return the triangle that the axes cut from a plane; with O's foot or a box inside from level 2."""
    more = {1: "", 2: _FOOT, 3: rng.choice([_TRIANGLE, _BOX])}[level]
    inner = {"": "", _BOX: "P"}.get(more, "H")
    while True:
        a, b, c = rng.choice([2, 3, 4]), rng.choice([2, 3, 4]), rng.choice([2, 3, 4])
        depth = rng.choice([0.45, 0.5, 0.55, 0.6])
        places = _places(a, b, c, depth, inner)
        lines = [(p, q) for p, q in combinations("OABC", 2)]
        if reads_clearly(places, lines, 0.025):
            break
    offsets = label_offsets(places, [(places[p], places[q]) for p, q in combinations(places, 2)], 0.3)
    offsets |= {"A": (-0.3, 0.12), "B": (0.1, -0.3), "C": (0.28, 0.12), "O": (-0.28, 0.12)}
    names = {name: f"${name}$" for name in places}
    if level > 1 and rng.random() < 0.5:
        names |= {"A": f"$({a},0,0)$", "B": f"$(0,{b},0)$", "C": f"$(0,0,{c})$"}
        offsets |= {"A": (-0.78, 0.15), "B": (0.25, -0.35), "C": (0.75, 0.15)}
    letters = [(name, names[name], *offsets[name]) for name in places]
    rows = "".join(f"    ({p}, {literal(name)}, {dx}, {dy}),\n" for p, name, dx, dy in letters)
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(FONTSETS),
        depth=depth,
        lw=rng.choice([1.5, 1.8]),
        a=a,
        b=b,
        c=c,
        grey=rng.choice(["0.9", "lightgray", "white", "#d9e8f5"]),
        more=more,
        far_x=a + 1.2,
        far_y=b + 1,
        far_z=c + 0.9,
        letters="[\n" + rows + "]",
        low_x=round(-depth * (a + 1.2) - 0.8, 2),
        high_x=b + 1.5,
        low_y=round(-depth * (a + 1.2) - 0.3, 2),
        high_y=c + 1.3,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": ["$x$", "$y$", "$z$"] + [name for _, name, _, _ in letters],
        "counts": {"surfaces": 1, "extras": 1 if more else 0},
        "values": {"surface": "plane", "intercepts": [a, b, c], "equation": f"x/{a}+y/{b}+z/{c}=1"},
        "relations": [["intercept", axis, value] for axis, value in zip("xyz", (a, b, c), strict=True)],
    }
    return Drawing(tidy(program), facts)


def _places(a: float, b: float, c: float, depth: float, inner: str) -> dict[str, Point2]:
    """Return where the named points fall on the paper: O, the intercepts, and the inner point if there is one."""
    space: dict[str, Point3] = {"A": (a, 0, 0), "B": (0, b, 0), "C": (0, 0, c), "O": (0, 0, 0)}
    if inner == "P":
        space["P"] = (a / 3, b / 3, c / 3)
    elif inner == "H":
        k = 1 / (1 / a**2 + 1 / b**2 + 1 / c**2)
        space["H"] = (k / a, k / b, k / c)
    return {name: (y - depth * x, z - depth * x) for name, (x, y, z) in space.items()}
