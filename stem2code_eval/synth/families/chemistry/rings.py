"""Ring compounds as skeletal formulas: substituted rings and fused rings."""

from math import cos, pi, radians, sin
from random import Random

from stem2code_eval.synth.families.chemistry.parts import (
    BOND,
    GROUP,
    GROUPS,
    add_atoms,
    hill_formula,
    hydrogens,
)
from stem2code_eval.synth.families.textbook import IMPORTS, figure_block, program
from stem2code_eval.synth.family import Drawing, Facts, fill

_RING = """
n = «n»
corners = [(np.cos(np.radians(90 + 360 / n * i)), np.sin(np.radians(90 + 360 / n * i))) for i in range(n)]
double = «double»                 # ring bond i joins corners i and i + 1
for i in range(n):
    bond(ax, corners[i], corners[(i + 1) % n], order=2 if i in double else 1, inside=(0, 0))
«circle!code»
"""

_CIRCLE = "ax.add_patch(plt.Circle((0, 0), 0.58, fill=False, lw=1.5))\n"

_SIDE_GROUPS = """
for i, (name, align) in «groups».items():
    x, y = corners[i]
    tip = (1.95 * x, 1.95 * y)
    bond(ax, (x, y), tip)
    group(ax, tip, name, align)
"""

_RING_NAMES = {3: "three", 4: "four", 5: "five", 6: "six"}


def _align(x: float) -> str:
    return "left" if x > 0.3 else "right" if x < -0.3 else "center"


def _fit(name: str, x: float) -> str:
    return GROUPS[name][0] if x < -0.3 else name


def substituted_ring(rng: Random, level: int) -> Drawing:
    """Return one ring with 1 (level 1) to 4 (level 3) groups: benzene, or a ring with 0-2 double bonds."""
    n_groups = {1: 1, 2: rng.choice([2, 3]), 3: rng.choice([3, 4])}[level]
    kind = rng.choice(["benzene", "benzene", "benzene", "saturated", "unsaturated"])
    n = 6 if kind == "benzene" else rng.choice([5, 6]) if level > 1 else rng.choice([3, 4, 5, 6])
    circle = kind == "benzene" and rng.random() < 0.4
    double = [0, 2, 4] if kind == "benzene" else [0] if kind == "unsaturated" else []
    if kind == "benzene" and rng.random() < 0.5:
        double = [1, 3, 5]
    places = sorted(rng.sample(range(n), n_groups))
    chosen = [rng.choice(list(GROUPS)) for _ in places]
    angles = [pi / 2 + 2 * pi / n * i for i in places]
    drawn = {i: (_fit(name, cos(a)), _align(cos(a))) for i, name, a in zip(places, chosen, angles, strict=True)}
    ring = [(i, (i + 1) % n, 2 if i in double else 1) for i in range(n)]
    atoms = {"C": n, "H": hydrogens(n, ring + [(i, -1, 1) for i in places])}
    for name in chosen:
        add_atoms(atoms, GROUPS[name][1])
    limits = {"left": -3.2, "right": 3.2, "bottom": -2.5, "top": 2.5}
    text = program(
        IMPORTS,
        BOND,
        GROUP,
        figure_block(rng, limits, unit=0.75, font='plt.rcParams["mathtext.default"] = "regular"'),
        fill(_RING, n=n, double=[] if circle else double, circle=_CIRCLE if circle else ""),
        fill(_SIDE_GROUPS, groups=drawn),
        "plt.show()",
    )
    facts: Facts = {
        "labels": [name for name, _ in drawn.values()],
        "counts": {
            "rings": 1,
            "groups": n_groups,
            "double_bonds": 0 if circle else len(double),
            "circles": circle,
        },
        "values": {"formula": hill_formula(atoms), "ring_size": n},
        "relations": [["attached", name, i] for i, (name, _) in drawn.items()],
    }
    return Drawing(text, facts)


_FUSED = """
s = np.sqrt(3) / 2
centres = «centres!code»
turns = np.radians(30 + 60 * np.arange(6))
edges = {}                        # ring bonds by their middle, so that shared ones are drawn once
for cx, cy in centres:
    corners = [(cx + np.cos(t), cy + np.sin(t)) for t in turns]
    for p, q in zip(corners, corners[1:] + corners[:1]):
        middle = (round((p[0] + q[0]) / 2, 2), round((p[1] + q[1]) / 2, 2))
        edges.setdefault(middle, (p, q, (cx, cy)))
double = «double»
for number, (p, q, centre) in enumerate(edges.values()):
    bond(ax, p, q, order=2 if number in double else 1, inside=centre)
"""

_FUSED_GROUPS = """
for (cx, cy), turn, name, align in «groups!code»:
    out = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
    start = np.array([cx, cy]) + out
    bond(ax, start, start + out)
    group(ax, start + out, name, align)
"""

_S = 3**0.5 / 2
_SKELETONS: dict[str, list[tuple[int, int]]] = {
    # Ring centres in units of (sqrt(3) / 2, 3 / 2).
    "naphthalene": [(-1, 0), (1, 0)],
    "anthracene": [(-2, 0), (0, 0), (2, 0)],
    "phenanthrene": [(-2, 0), (0, 0), (1, 1)],
    "tetralin": [(-1, 0), (1, 0)],
    "decalin": [(-1, 0), (1, 0)],
}

Point = tuple[float, float]


def _graph(centres: list[Point]) -> tuple[list[Point], list[tuple[int, int]]]:
    """Return the corners and the edges (in the order in which the program draws them)."""
    corners: list[Point] = []
    edges: list[tuple[int, int]] = []
    for cx, cy in centres:
        ring = []
        for i in range(6):
            p = (round(cx + cos(radians(30 + 60 * i)), 3), round(cy + sin(radians(30 + 60 * i)), 3))
            if p not in corners:
                corners.append(p)
            ring.append(corners.index(p))
        for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
            if (a, b) not in edges and (b, a) not in edges:
                edges.append((a, b))
    return corners, edges


def _kekule(n: int, edges: list[tuple[int, int]], only: list[int]) -> list[int]:
    """Return numbers of edges that pair up the corners `only` completely (a Kekulé structure)."""
    if not only:
        return []
    first = only[0]
    for number, (a, b) in enumerate(edges):
        if first in (a, b):
            other = b if a == first else a
            if other in only:
                rest = [c for c in only if c not in (first, other)]
                found = _kekule(n, edges, rest)
                if found is not None and len(found) * 2 == len(rest):
                    return sorted([number, *found])
    return []


def fused_rings(rng: Random) -> Drawing:
    """Return two or three fused six-rings, aromatic or partly hydrogenated, with groups."""
    skeleton = rng.choice(list(_SKELETONS))
    centres = [(round(i * _S, 4), 1.5 * j) for i, j in _SKELETONS[skeleton]]
    corners, edges = _graph(centres)
    aromatic = {"decalin": [], "tetralin": list(range(6))}.get(skeleton, list(range(len(corners))))
    double = _kekule(len(corners), edges, aromatic)
    degree = [sum(c in edge for edge in edges) for c in range(len(corners))]
    free = [c for c in range(len(corners)) if degree[c] == 2]
    picked = sorted(rng.sample(free, rng.choice([1, 2, 2, 3])))
    # Neighbouring groups would touch; keep those that are two bonds apart.
    picked = [c for i, c in enumerate(picked) if not any((o, c) in edges or (c, o) in edges for o in picked[:i])]
    groups, atoms = [], {"C": len(corners), "H": 0}
    bonds = [(a, b, 2 if number in double else 1) for number, (a, b) in enumerate(edges)]
    atoms["H"] = hydrogens(len(corners), bonds + [(c, -1, 1) for c in picked])
    for c in picked:
        home = min(range(len(centres)), key=lambda k: _distance(corners[c], centres[k]))
        dx, dy = corners[c][0] - centres[home][0], corners[c][1] - centres[home][1]
        turn = next(
            30 + 60 * i
            for i in range(6)
            if abs(cos(radians(30 + 60 * i)) - dx) + abs(sin(radians(30 + 60 * i)) - dy) < 0.01
        )
        name = rng.choice(["OH", "CH$_3$", "NH$_2$", "Cl", "Br", "NO$_2$"])
        add_atoms(atoms, GROUPS[name][1])
        i, j = _SKELETONS[skeleton][home]
        groups.append(f'(({i} * s, {1.5 * j:g}), {turn}, "{_fit(name, dx)}", "{_align(dx)}")')
    names = [g.split('"')[1] for g in groups]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    limits = {
        "left": round(min(xs) - 2.1, 1),
        "right": round(max(xs) + 2.1, 1),
        "bottom": round(min(ys) - 1.5, 1),
        "top": round(max(ys) + 1.5, 1),
    }
    text = program(
        IMPORTS,
        BOND,
        GROUP,
        figure_block(rng, limits, unit=0.75, font='plt.rcParams["mathtext.default"] = "regular"'),
        fill(
            _FUSED,
            centres="[" + ", ".join(f"({i} * s, {1.5 * j:g})" for i, j in _SKELETONS[skeleton]) + "]",
            double=double,
        ),
        fill(_FUSED_GROUPS, groups="[" + ", ".join(groups) + "]"),
        "plt.show()",
    )
    facts: Facts = {
        "labels": names,
        "counts": {"rings": len(centres), "groups": len(names), "double_bonds": len(double), "circles": 0},
        "values": {"formula": hill_formula(atoms), "skeleton": skeleton},
        "relations": [["attached", name, "ring"] for name in names],
    }
    return Drawing(text, facts)


def _distance(p: Point, q: Point) -> float:
    return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2
