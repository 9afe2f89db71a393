"""Structural formulas: rings, zigzag chains, and chains with every atom drawn."""

from random import Random

from stem2code_eval.synth.families.chemistry.parts import (
    BOND,
    GROUP,
    GROUPS,
    add_atoms,
    hill_formula,
    hydrogens,
)
from stem2code_eval.synth.families.chemistry.rings import fused_rings, substituted_ring
from stem2code_eval.synth.families.textbook import IMPORTS, STIX, figure_block, program
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_UPRIGHT = 'plt.rcParams["mathtext.default"] = "regular"'

_ZIGZAG = """
n = «n»
chain = [(np.sqrt(3) / 2 * i, «first» if i % 2 == 0 else «second») for i in range(n)]
double = «double»                 # bond i joins atoms i and i + 1
for i in range(n - 1):
    bond(ax, chain[i], chain[i + 1], order=2 if i in double else 1)
"""

_ZIGZAG_ENDS = """
for point, other, name, align in «ends!code»:
    bond(ax, other, point)
    group(ax, point, name, align)
"""

_BRANCHES = """
for i, (name, order) in «branches».items():
    x, y = chain[i]
    tip = (x, y + 1 if i % 2 == «up_when» else y - 1)
    bond(ax, (x, y), tip, order)
    if name:
        group(ax, tip, name)
"""

_ATOMS_OF_BRANCH = {"": {"C": 1, "H": 3}, "O": {"O": 1}}


def _zigzag(rng: Random, level: int) -> Drawing:
    """A carbon zigzag with double bonds, branches (bare line: methyl) and a group at one end."""
    n = {1: rng.choice([4, 5]), 2: rng.choice([5, 6]), 3: rng.choice([7, 8])}[level]
    double: list[int] = []
    for bond in rng.sample(range(n - 1), n - 1):
        if len(double) < level - (level > 1 and rng.random() < 0.5) and all(abs(bond - d) > 1 for d in double):
            double.append(bond)
    double.sort()
    bonds = [(i, i + 1, 2 if i in double else 1) for i in range(n - 1)]
    saturated = [i for i in range(1, n - 1) if i not in double and i - 1 not in double]
    unsaturated = [i for i in range(1, n - 1) if i not in saturated]
    branches: dict[int, tuple[str, int]] = {}
    for i in sorted(rng.sample(saturated, min(len(saturated), level - 1 + rng.randint(0, 1)))):
        branches[i] = rng.choice([("", 1), ("O", 2), ("OH", 1), ("Cl", 1), ("Br", 1), ("NH$_2$", 1)])
    if level == 3 and unsaturated and rng.random() < 0.5:
        branches[rng.choice(unsaturated)] = ("", 1)
    low_first = rng.random() < 0.5
    first, second = (0, 0.5) if low_first else (0.5, 0)
    ends, extra = [], []
    if rng.random() < 0.7 or not branches:
        name = rng.choice(["OH", "COOH", "CHO", "NH$_2$", "Cl"])
        last = "second" if (n - 1) % 2 else "first"
        tip_y = {"first": second, "second": first}[last]
        ends.append(f'((np.sqrt(3) / 2 * n, {tip_y}), chain[-1], "{name}", "left")')
        extra.append((n - 1, -1, 1))
    all_bonds = bonds + extra + [(i, -1, order) for i, (_, order) in branches.items()]
    atoms = {"C": n, "H": hydrogens(n, all_bonds)}
    for name, _ in branches.values():
        add_atoms(atoms, _ATOMS_OF_BRANCH.get(name) or GROUPS[name][1])
    if ends:
        add_atoms(atoms, GROUPS[name_of(ends[0])][1])
    limits = {"left": -0.7, "right": round(0.866 * n + (1.5 if ends else 0), 2), "bottom": -1.6, "top": 2.1}
    text = program(
        IMPORTS,
        BOND,
        GROUP,
        figure_block(rng, limits, unit=0.82, font=_UPRIGHT),
        fill(_ZIGZAG, n=n, first=first, second=second, double=double),
        fill(_ZIGZAG_ENDS, ends="[" + ", ".join(ends) + "]") if ends else "",
        fill(_BRANCHES, branches=branches, up_when=1 if low_first else 0) if branches else "",
        "plt.show()",
    )
    labels = [name_of(end) for end in ends] + [name for name, _ in branches.values() if name]
    facts: Facts = {
        "labels": labels,
        "counts": {
            "rings": 0,
            "groups": len(labels),
            "double_bonds": len(double) + sum(order == 2 for _, order in branches.values()),
            "circles": 0,
        },
        "values": {"formula": hill_formula(atoms), "chain": n},
        "relations": [["branch", name or "CH$_3$", i] for i, (name, _) in branches.items()],
    }
    return Drawing(text, facts)


def name_of(end: str) -> str:
    """Return the group's name in the source text of an end."""
    return end.split('"')[1]


_DISPLAYED = """
row = «row»
orders = «orders»
above = «above»                   # place in the row -> (atom, order of its bond)
below = «below»
for i, order in enumerate(orders):
    bond(ax, (i, 0), (i + 1, 0), order)
for y, others in ((1, above), (-1, below)):
    for i, (atom, order) in others.items():
        bond(ax, (i, 0), (i, y), order)
        group(ax, (i, y), atom)
for i, atom in enumerate(row):
    group(ax, (i, 0), atom)
"""

# Right-hand ends: atoms after the last carbon, their bond orders, and what the last carbon carries above.
_ENDS: dict[str, tuple[list[str], list[int], tuple[str, int] | None]] = {
    "alkane": (["H"], [1], None),
    "alcohol": (["O", "H"], [1, 1], None),
    "acid": (["O", "H"], [1, 1], ("O", 2)),
    "aldehyde": (["H"], [1], ("O", 2)),
    "amine": (["N", "H"], [1, 1], None),
    "chloride": (["Cl"], [1], None),
    "nitrile": (["N"], [3], None),
    "ether": (["O", "C", "H"], [1, 1, 1], None),
}


def _displayed(rng: Random, level: int) -> Drawing:
    """A short chain with every atom and bond drawn."""
    n_carbon = {1: rng.choice([1, 2]), 2: rng.choice([2, 3]), 3: rng.choice([4, 5])}[level]
    kind = rng.choice([k for k in _ENDS if level > 1 or k not in ("ether", "nitrile")])
    tail, tail_orders, top = _ENDS[kind]
    row = ["H"] + ["C"] * n_carbon + tail
    orders = [1] * n_carbon + tail_orders
    if n_carbon > 2 and rng.random() < 0.5:
        orders[rng.randint(1, n_carbon - 2 if top or kind == "nitrile" else n_carbon - 1)] = rng.choice([2, 2, 3])
    above: dict[int, tuple[str, int]] = {n_carbon: top} if top else {}
    below: dict[int, tuple[str, int]] = {}
    for i, atom in enumerate(row):
        missing = {"C": 4, "N": 3}.get(atom, 0)
        if not missing:
            continue
        missing -= orders[i - 1] + (orders[i] if i < len(orders) else 0) + above.get(i, ("", 0))[1]
        halogen = atom == "C" and missing and level == 3 and rng.random() < 0.25
        for side in (above, below):
            if missing and i not in side:
                side[i] = (rng.choice(["Cl", "Br"]) if halogen and side is below else "H", 1)
                missing -= 1
    atoms: dict[str, int] = {}
    labels = row + [atom for side in (above, below) for atom, _ in side.values()]
    for atom in labels:
        add_atoms(atoms, {atom: 1})
    limits = {"left": -0.6, "right": len(row) - 0.4, "bottom": -1.5, "top": 1.5}
    text = program(
        IMPORTS,
        BOND,
        GROUP,
        figure_block(rng, limits, unit=0.95, font=STIX),
        fill(_DISPLAYED, row=row, orders=orders, above=dict(sorted(above.items())), below=below),
        "plt.show()",
    )
    every_order = orders + [order for side in (above, below) for _, order in side.values()]
    facts: Facts = {
        "labels": labels,
        "counts": {
            "rings": 0,
            "atoms": len(labels),
            "double_bonds": every_order.count(2),
            "triple_bonds": every_order.count(3),
            "circles": 0,
        },
        "values": {"formula": hill_formula(atoms)},
        "relations": [["class", kind]],
    }
    return Drawing(text, facts)


@family("chemistry")
def structural_formula(rng: Random, level: int) -> Drawing:
    """Structural formulas: substituted and fused rings, zigzag chains, chains with every atom drawn."""
    kind = rng.random()
    if kind < 0.3:
        return _displayed(rng, level)
    if kind < 0.55:
        return _zigzag(rng, level)
    return fused_rings(rng) if level == 3 and rng.random() < 0.6 else substituted_ring(rng, level)
