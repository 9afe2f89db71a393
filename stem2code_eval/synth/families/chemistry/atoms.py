"""Atomic structure: shells, orbital boxes, and the energy levels of hydrogen."""

from random import Random

from stem2code_eval.synth.families.textbook import (
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_SYMBOLS = "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr".split()
_IONS = {3: 1, 4: 2, 8: -2, 9: -1, 11: 1, 12: 2, 13: 3, 16: -2, 17: -1, 19: 1, 20: 2}


def _shells(electrons: int) -> list[int]:
    """Return the electrons of the shells of a main-group atom up to calcium."""
    shells = []
    for room in (2, 8, 8, 2):
        if electrons:
            shells.append(min(room, electrons))
            electrons -= shells[-1]
    return shells


_RINGS = """
def atom(ax, centre, charge, shells, name):
    \"\"\"Bohr's picture: the nucleus, one circle a shell, the electrons as dots.\"\"\"
    x, y = centre
    ax.add_patch(plt.Circle(centre, 0.42, fc="«tint!code»", ec="black", lw=1.5))
    ax.text(x, y, f"+{charge}", ha="center", va="center", fontsize=12)
    for k, electrons in enumerate(shells):
        radius = 0.85 + 0.45 * k
        ax.add_patch(plt.Circle(centre, radius, fill=False, lw=1.2))
        turns = np.radians(90) + 2 * np.pi * np.arange(electrons) / electrons
        ax.plot(x + radius * np.cos(turns), y + radius * np.sin(turns), "ko", ms=5)
    ax.text(x, y - 1.0 - 0.45 * len(shells), name, ha="center", va="center")
"""

_ARCS = """
def atom(ax, centre, charge, shells, name):
    \"\"\"The schoolbook sketch: the nucleus and one arc a shell, with its number of electrons.\"\"\"
    x, y = centre
    ax.add_patch(plt.Circle(centre, 0.5, fc="«tint!code»", ec="black", lw=1.5))
    ax.text(x, y, f"+{charge}", ha="center", va="center", fontsize=13)
    turns = np.radians(np.linspace(-50, 50, 60))
    for k, electrons in enumerate(shells):
        radius = 1.0 + 0.55 * k
        ax.plot(x + radius * np.cos(turns), y + radius * np.sin(turns), color="black", lw=1.5)
        ax.text(x + radius, y, str(electrons), ha="center", va="center", fontsize=13,
                bbox=dict(boxstyle="square,pad=0.15", fc="white", ec="none"))
    ax.text(x, y - 1.7, name, ha="center", va="center")
"""


def _ion_name(symbol: str, charge: int) -> str:
    size = "" if abs(charge) == 1 else str(abs(charge))
    return f"{symbol}$^{{{size}{'+' if charge > 0 else '-'}}}$"


def _shell_model(rng: Random, level: int) -> Drawing:
    """One atom (level 1), or two or three atoms and ions side by side."""
    arcs = rng.random() < 0.5
    n = {1: 1, 2: 2, 3: 3}[level]
    charges = rng.sample(range(3, 21), n) if n == 1 else rng.sample(sorted(_IONS), n)
    atoms, labels = [], []
    for i, z in enumerate(charges):
        ion = z in _IONS and (i > 0 or rng.random() < 0.3)
        charge = _IONS[z] if ion else 0
        name = _ion_name(_SYMBOLS[z - 1], charge) if ion else _SYMBOLS[z - 1]
        atoms.append((z, _shells(z - charge), name))
        labels += [f"+{z}", name] + ([str(k) for k in atoms[-1][1]] if arcs else [])
    most = max(len(shells) for _, shells, _ in atoms)
    pitch = round(1.9 + 0.55 * most, 2) if arcs else round(2 * (0.85 + 0.45 * most), 2)
    calls = "\n".join(
        f"atom(ax, {literal((round(i * pitch, 2), 0))}, {z}, {literal(shells)}, {literal(name)})"
        for i, (z, shells, name) in enumerate(atoms)
    )
    side = 0.9 if arcs else pitch / 2 + 0.1
    high = 1.1 + 0.55 * most * 0.8 if arcs else pitch / 2 + 0.1
    limits = {
        "left": -round(side, 2),
        "right": round((n - 1) * pitch + (pitch - 0.7 if arcs else side), 2),
        "bottom": -round(2.1 if arcs else high + 0.65, 2),
        "top": round(max(high, 1.0), 2),
    }
    text = program(
        IMPORTS,
        fill(_ARCS if arcs else _RINGS, tint=rng.choice(["white", "0.95", "0.85", "0.7"])),
        figure_block(rng, limits, unit=0.9, font=rng.choice([COMPUTER_MODERN, STIX])),
        calls,
        "plt.show()",
    )
    facts: Facts = {
        "labels": labels,
        "counts": {"atoms": n, "shells": sum(len(shells) for _, shells, _ in atoms)},
        "values": {"nuclear_charges": charges, "shells": [shells for _, shells, _ in atoms]},
        "relations": [["charge", name, z - sum(shells)] for z, shells, name in atoms],
    }
    return Drawing(text, facts)


_FILLING = (("1s", 1), ("2s", 1), ("2p", 3), ("3s", 1), ("3p", 3), ("4s", 1), ("3d", 5), ("4p", 3))

# Without chromium and copper, which break the Aufbau rule.
_FOURTH_PERIOD = [21, 22, 23, 25, 26, 27, 28, 30, 31, 33, 35]

_BOXES = """
def boxes(ax, x, y, electrons, n_orbitals, name):
    \"\"\"A row of orbital boxes; first one electron in each (Hund's rule), then the second ones.\"\"\"
    size = «size»
    for i in range(n_orbitals):
        left = x + i * size
        ax.add_patch(plt.Rectangle((left, y), size, size, fc="white", ec="black", lw=1.5))
        if electrons > i:
            arrow(ax, (left + size / 3, y + 0.1), (left + size / 3, y + size - 0.1))
        if electrons > n_orbitals + i:
            arrow(ax, (left + 2 * size / 3, y + size - 0.1), (left + 2 * size / 3, y + 0.1))
    ax.text(x + n_orbitals * size / 2, y - 0.3, name, ha="center", va="center")


def arrow(ax, tail, head):
    ax.annotate("", xy=head, xytext=tail,
                arrowprops=dict(arrowstyle="«tip!code»", color="black", lw=1.4, shrinkA=0, shrinkB=0))
"""

_BOX_CALLS = """
for x, y, electrons, n_orbitals, name in «rows!code»:
    boxes(ax, x, y, electrons, n_orbitals, name)
ax.text(«left», «title_y», «title», ha="left", va="center", fontsize=15)
"""

_CONFIGURATION = """
ax.text(0, -0.85, «text», ha="left", va="center", fontsize=13)
"""

_ENERGY_AXIS = """
ax.annotate("", xy=(-0.5, «top»), xytext=(-0.5, -0.3), arrowprops=dict(arrowstyle="-|>", color="black", lw=1.5))
ax.text(-0.85, «top» - 0.2, "$E$", ha="center", va="center")
"""


def _orbital_boxes(rng: Random, level: int) -> Drawing:
    """Electrons as arrows in orbital boxes, filled by the Aufbau and Hund rules, in a row or by energy."""
    z = rng.choice({1: list(range(3, 11)), 2: list(range(11, 19)), 3: _FOURTH_PERIOD}[level])
    rest, filled = z, []
    for name, n_orbitals in _FILLING:
        if rest:
            filled.append((name, n_orbitals, min(rest, 2 * n_orbitals)))
            rest -= filled[-1][2]
    ladder = level == 3 or rng.random() < 0.5
    size, written = rng.choice([0.66, 0.7, 0.74]), rng.random() < 0.5
    configuration = "$" + r"\,".join(rf"{name[0]}\mathrm{{{name[1]}}}^{{{e}}}" for name, _, e in filled) + "$"
    rows, x, y = [], 0.0, 0.0
    for name, n_orbitals, electrons in filled:
        column = {"s": 0.0, "p": 1.3, "d": 4.1}[name[1]] if ladder else x
        rows.append((round(column, 2), round(y, 2), electrons, n_orbitals, name))
        x += size * n_orbitals + 0.35
        y += (1.35 if name == "1s" else 0.7) if ladder else 0.0
    right = max(r[0] + size * r[3] for r in rows)
    top = max(r[1] for r in rows) + size
    symbol = f"$_{{{z}}}${_SYMBOLS[z - 1]}"
    limits = {
        "left": -1.2 if ladder else -0.4,
        "right": round(max(right, 0.62 * len(filled)) + 0.5, 2),
        "bottom": -1.2 if written else -0.8,
        "top": round(top + 0.9, 2),
    }
    text = program(
        IMPORTS,
        fill(_BOXES, size=size, tip=rng.choice(["->", "-|>"])),
        figure_block(rng, limits, unit=0.8, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _BOX_CALLS,
            rows="[\n" + "".join(f"    {literal(row)},\n" for row in rows) + "]",
            left=0,
            title_y=round(top + 0.45, 2),
            title=symbol,
        ),
        fill(_CONFIGURATION, text=configuration) if written else "",
        fill(_ENERGY_AXIS, top=round(top + 0.3, 2)) if ladder else "",
        "plt.show()",
    )
    unpaired = sum(e if e <= n else 2 * n - e for _, n, e in filled)
    facts: Facts = {
        "labels": [name for name, _, _ in filled]
        + [symbol]
        + (["$E$"] if ladder else [])
        + ([configuration] if written else []),
        "counts": {"boxes": sum(n for _, n, _ in filled), "electrons": z, "unpaired": unpaired},
        "values": {"nuclear_charge": z, "configuration": [[name, e] for name, _, e in filled]},
        "relations": [["element", _SYMBOLS[z - 1], z]],
    }
    return Drawing(text, facts)


_LEVELS = """
def energy(n):
    return -13.6 / n**2


def height(n):
    \"\"\"Where level n is drawn; the levels crowd together upwards as they do in the atom.\"\"\"
    return 5 * (1 - 1 / n**1.1)


for n in range(1, «top_level» + 1):
    ax.plot([0, 5], [height(n), height(n)], color="black", lw=1.5)
    ax.text(-0.15, height(n), f"$n={n}$", ha="right", va="center", fontsize=12)
    ax.text(5.15, height(n), f"{energy(n):.2f} eV", ha="left", va="center", fontsize=12)
ax.plot([0, 5], [5, 5], "k--", lw=1.2)
ax.text(-0.15, 5, r"$n=\\infty$", ha="right", va="center", fontsize=12)
ax.text(5.15, 5, "0 eV", ha="left", va="center", fontsize=12)

for x, start, end, name in «jumps»:
    ax.annotate("", xy=(x, height(end)), xytext=(x, height(start)),
                arrowprops=dict(arrowstyle="-|>", color="black", lw=1.5, shrinkA=0, shrinkB=0))
    gap = abs(height(start) - height(end))
    ax.text(x + 0.25, height(min(start, end)) + min(0.35, gap / 2), name, ha="center", va="center", fontsize=11)
"""


def _hydrogen(rng: Random, level: int) -> Drawing:
    """Hydrogen's energy levels with emissions (down) and absorptions (up)."""
    top_level = 4 if level == 2 else rng.choice([4, 5])
    pairs = [(high, low) for low in range(1, 4) for high in range(low + 1, top_level + 1)]
    chosen = rng.sample(pairs, level if level == 2 else rng.choice([3, 4, 5]))
    jumps, relations = [], []
    for i, (high, low) in enumerate(sorted(chosen, key=lambda p: (p[1], p[0]))):
        up = rng.random() < 0.25
        start, end = (low, high) if up else (high, low)
        name = "abcde"[i] if len(chosen) > 3 else rng.choice([f"$\\lambda_{i + 1}$", f"$\\nu_{i + 1}$"])
        jumps.append((round(0.6 + 3.9 * i / max(1, len(chosen) - 1), 2), start, end, name))
        relations.append(["absorbs" if up else "emits", name, round(13.6 * (1 / low**2 - 1 / high**2), 4)])
    limits = {"left": -1.2, "right": 6.9, "bottom": -0.4, "top": 5.5}
    text = program(
        IMPORTS,
        figure_block(rng, limits, unit=0.8, font=STIX),
        fill(_LEVELS, top_level=top_level, jumps=jumps),
        "plt.show()",
    )
    names = [f"$n={n}$" for n in range(1, top_level + 1)] + [r"$n=\infty$"]
    energies = [f"{-13.6 / n**2:.2f} eV" for n in range(1, top_level + 1)] + ["0 eV"]
    facts: Facts = {
        "labels": names + energies + [jump[3] for jump in jumps],
        "counts": {"levels": top_level + 1, "transitions": len(jumps)},
        "values": {"energies_ev": [round(-13.6 / n**2, 4) for n in range(1, top_level + 1)]},
        "relations": relations,
    }
    return Drawing(text, facts)


@family("chemistry")
def atomic_structure(rng: Random, level: int) -> Drawing:
    """Electron shells of atoms and ions, orbital boxes, or hydrogen's energy levels."""
    kind = rng.random()
    if kind < 0.4:
        return _shell_model(rng, level)
    if kind < 0.7 or level == 1:
        return _orbital_boxes(rng, level)
    return _hydrogen(rng, level)
