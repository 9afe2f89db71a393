"""Unit cells of crystals in oblique projection, hidden edges dashed."""

from random import Random

from stem2code_eval.synth.families.textbook import (
    COMPUTER_MODERN,
    DIMENSION,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_PROJECTION = """
edge = 3
receding = «receding» * np.array([np.cos(np.radians(«turn»)), np.sin(np.radians(«turn»))])


def project(x, y, z):
    \"\"\"Oblique picture of a point; x runs right, y to the back, z up, in units of the cell's edge.\"\"\"
    return edge * (np.array([x, z]) + y * receding)


def line(p, q, **style):
    ax.plot(*zip(project(*p), project(*q)), **{"color": "black", "lw": 1.4, "zorder": 1} | style)


def atoms(places, size, colour):
    for place in sorted(places, key=lambda p: -p[1]):
        ax.plot(*project(*place), "o", ms=size, mfc=colour, mec="black", mew=1.2, zorder=3 - place[1])
"""

_CELL = """
corners = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]
hidden = (0, 1, 0)
for p in corners:
    for q in corners:
        if p < q and sum(abs(a - b) for a, b in zip(p, q)) == 1:
            behind = hidden in (p, q)
            line(p, q, ls="--" if behind else "-", lw=1 if behind else 1.4)
"""

_SMALL_GRID = """
steps = (0, 0.5, 1)
for u in steps:
    for v in steps:
        for p, q in (((0, u, v), (1, u, v)), ((u, 0, v), (u, 1, v)), ((u, v, 0), (u, v, 1))):
            outer = p[1] == q[1] == 0 or p[2] == q[2] == 1 or p[0] == q[0] == 1
            line(p, q, ls="-" if outer else "--", lw=1.4 if outer else 0.9)
"""

# Kind -> (helper lines that define the places, drawn groups (expression, name), atoms in the cell by group).
_SITES = {
    "simple": ([], [("corners", "A")], [1]),
    "body_centred": (["centre = [(0.5, 0.5, 0.5)]"], [("corners + centre", "A")], [2]),
    "face_centred": (["faces"], [("corners + faces", "A")], [4]),
    "base_centred": (["ends = [(0.5, 0.5, 0), (0.5, 0.5, 1)]"], [("corners + ends", "A")], [2]),
    "caesium_chloride": (
        ["centre = [(0.5, 0.5, 0.5)]"],
        [("corners", "Cl$^-$"), ("centre", "Cs$^+$")],
        [1, 1],
    ),
    "perovskite": (
        ["faces", "centre = [(0.5, 0.5, 0.5)]"],
        [("corners", "Ca"), ("centre", "Ti"), ("faces", "O")],
        [1, 1, 3],
    ),
    "rock_salt": (["grid"], [("even", "Cl$^-$"), ("odd", "Na$^+$")], [4, 4]),
    "zinc_blende": (["faces", "inner"], [("corners + faces", "S"), ("inner", "Zn")], [4, 4]),
    "diamond": (["faces", "inner"], [("corners + faces + inner", "C")], [8]),
    "fluorite": (["faces", "eighths"], [("corners + faces", "Ca"), ("eighths", "F")], [4, 8]),
}
_CODE = {
    "faces": "faces = [(x, y, z) for x in (0, 0.5, 1) for y in (0, 0.5, 1) for z in (0, 0.5, 1)\n"
    "         if sorted((x % 1, y % 1, z % 1)) == [0, 0.5, 0.5]]",
    "inner": "inner = [(0.25, 0.25, 0.25), (0.75, 0.75, 0.25), (0.75, 0.25, 0.75), (0.25, 0.75, 0.75)]",
    "eighths": "eighths = [(x, y, z) for x in (0.25, 0.75) for y in (0.25, 0.75) for z in (0.25, 0.75)]",
    "grid": "even = [(x, y, z) for x in steps for y in steps for z in steps if (x + y + z) % 1 == 0]\n"
    "odd = [(x, y, z) for x in steps for y in steps for z in steps if (x + y + z) % 1 == 0.5]",
}
_DRAWN = {"corners": 8, "centre": 1, "faces": 6, "ends": 2, "even": 14, "odd": 13, "inner": 4, "eighths": 8}
_BY_LEVEL = {
    1: ["simple", "body_centred", "base_centred"],
    2: ["face_centred", "caesium_chloride", "body_centred", "perovskite"],
    3: ["rock_salt", "zinc_blende", "diamond", "fluorite", "perovskite"],
}

_BONDS = {
    "body_centred": 'for corner in corners:\n    line(centre[0], corner, ls=":", lw=1)',
    "caesium_chloride": 'for corner in corners:\n    line(centre[0], corner, ls=":", lw=1)',
    "perovskite": 'for face in faces:\n    line(centre[0], face, ls=":", lw=1)',
    "tetrahedral": "for site in inner:\n"
    "    for other in corners + faces:\n"
    "        if np.isclose(np.linalg.norm(np.subtract(site, other)), np.sqrt(3) / 4):\n"
    "            line(site, other, lw=1.8, zorder=2)",
}

_PLANES = {
    "(110)": [(1, 0, 0), (0, 1, 0), (0, 1, 1), (1, 0, 1)],
    "(111)": [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
    "(100)": [(1, 0, 0), (1, 1, 0), (1, 1, 1), (1, 0, 1)],
}
_PLANE = 'ax.add_patch(plt.Polygon([project(*p) for p in «plane»], fc="0.85", ec="black", lw=1, zorder=0.5))'

_EDGE_LENGTH = """
low = project(0, 0, 0) - [0, 0.45]
dimension(ax, low, low + [edge, 0], "$a$", (0, -0.28))
"""

_AXES = """
for tip, name in (((1.45, 0, 0), "$x$"), ((0, 1.7, 0), "$y$"), ((0, 0, 1.4), "$z$")):
    ax.annotate("", xy=project(*tip), xytext=project(*np.sign(tip)),
                arrowprops=dict(arrowstyle="-|>", color="black", lw=1.2, shrinkA=0, shrinkB=0))
    ax.text(*(project(*tip) + [0.25, 0.12]), name, ha="center", va="center")
"""

_KEY = """
for i, (name, size, colour) in enumerate(«entries»):
    y = «key_y» - 0.55 * i
    ax.plot(«key_x», y, "o", ms=size, mfc=colour, mec="black", mew=1.2)
    ax.text(«key_x» + 0.3, y, name, ha="left", va="center")
"""


@family("chemistry")
def crystal_lattice(rng: Random, level: int) -> Drawing:
    """The unit cell of a crystal as a cube with its atoms, hidden edges dashed."""
    kind = rng.choice(_BY_LEVEL[level])
    definitions, groups, per_cell = _SITES[kind]
    receding, turn = rng.choice([0.4, 0.45, 0.5]), rng.choice([25, 30, 35, 40])
    plane = (
        rng.choice(list(_PLANES)) if kind in ("simple", "body_centred", "face_centred") and rng.random() < 0.5 else ""
    )
    axes, dimensioned = level == 1 and rng.random() < 0.5, rng.random() < 0.6
    keyed = len(groups) > 1
    colours = rng.choice([["white", "black", "0.6"], ["0.75", "white", "black"], ["black", "white", "0.7"]])
    sizes = {1: [15], 2: [15, 12, 10], 3: [13, 10, 8]}[level] * 3
    bonds = _BONDS.get("tetrahedral" if "inner" in definitions else kind, "")
    if kind == "body_centred" and (plane or rng.random() < 0.4):
        bonds = ""
    entries = [(name, sizes[i], colours[i]) for i, (_, name) in enumerate(groups)] if keyed else []
    limits = {
        "left": -0.6,
        "right": 3 + 1.6 + (1.9 if keyed else 1.0 if axes else 0.2),
        "bottom": -1.1 if dimensioned else -0.6,
        "top": 3 + 1.3 + (0.6 if axes else 0.3),
    }
    text = program(
        IMPORTS,
        DIMENSION if dimensioned else "",
        figure_block(rng, limits, unit=0.85, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(_PROJECTION, receding=receding, turn=turn),
        (_SMALL_GRID if kind == "rock_salt" else _CELL),
        "\n".join(_CODE.get(d, d) for d in definitions),
        fill(_PLANE, plane=_PLANES[plane]) if plane else "",
        bonds,
        "\n".join(f'atoms({sites}, {sizes[i]}, "{colours[i]}")' for i, (sites, _) in enumerate(groups)),
        _EDGE_LENGTH if dimensioned else "",
        _AXES if axes else "",
        fill(_KEY, entries=entries, key_x=3 + 1.7, key_y=1.6) if keyed else "",
        "plt.show()",
    )
    drawn = [sum(_DRAWN[part] for part in sites.split(" + ")) for sites, _ in groups]
    labels = (["$a$"] if dimensioned else []) + (["$x$", "$y$", "$z$"] if axes else [])
    facts: Facts = {
        "labels": labels + [name for name, _, _ in entries],
        "counts": {"atoms_drawn": sum(drawn), "kinds": len(groups), "planes": int(bool(plane))},
        "values": {"lattice": kind, "atoms_in_cell": per_cell, "plane": plane},
        "relations": [["drawn", name, n] for (_, name), n in zip(groups, drawn, strict=True)],
    }
    return Drawing(text, facts)
