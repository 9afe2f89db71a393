"""Program text and tables shared by the structural-formula families."""

from collections.abc import Iterable, Mapping

BOND = """
def bond(ax, p, q, order=1, inside=None):
    \"\"\"A bond of the given order; a double bond's second line lies on the side of the point inside.\"\"\"
    p, q = np.array(p, float), np.array(q, float)
    ax.plot(*zip(p, q), color="black", lw=1.6)
    across = np.array([p[1] - q[1], q[0] - p[0]]) / np.linalg.norm(q - p)
    if inside is not None and (np.array(inside) - p) @ across < 0:
        across = -across
    for i in range(1, order):
        shift = 0.13 * across if i == 1 else -0.13 * across
        ax.plot(*zip(p + 0.12 * (q - p) + shift, q - 0.12 * (q - p) + shift), color="black", lw=1.6)
"""

GROUP = """
def group(ax, point, name, align="center"):
    \"\"\"Letters of atoms; align says which end of the text sits on the bond.\"\"\"
    ax.text(*point, name, ha=align, va="center", fontsize=14,
            bbox=dict(boxstyle="square,pad=0.12", fc="white", ec="none"))
"""

GROUPS: dict[str, tuple[str, dict[str, int]]] = {
    "OH": ("HO", {"O": 1, "H": 1}),
    "CH$_3$": ("H$_3$C", {"C": 1, "H": 3}),
    "NH$_2$": ("H$_2$N", {"N": 1, "H": 2}),
    "Cl": ("Cl", {"Cl": 1}),
    "Br": ("Br", {"Br": 1}),
    "NO$_2$": ("O$_2$N", {"N": 1, "O": 2}),
    "COOH": ("HOOC", {"C": 1, "O": 2, "H": 1}),
    "CHO": ("OHC", {"C": 1, "O": 1, "H": 1}),
    "OCH$_3$": ("H$_3$CO", {"O": 1, "C": 1, "H": 3}),
}
"""One-valent groups: text read from the bond -> (text when it stands left of the bond, atoms)."""


def add_atoms(total: dict[str, int], more: Mapping[str, int]) -> None:
    """Add the atoms of `more` to `total` in place."""
    for element, count in more.items():
        total[element] = total.get(element, 0) + count


def hill_formula(atoms: Mapping[str, int]) -> str:
    """Return the formula in Hill order: C, H, then the rest by letter (Hill 1900), e.g. `C7H8O`."""
    order = sorted(atoms, key=lambda element: ({"C": "0", "H": "1"}.get(element, element), element))
    return "".join(f"{e}{atoms[e] if atoms[e] > 1 else ''}" for e in order if atoms[e])


def hydrogens(n_atoms: int, bonds: Iterable[tuple[int, int, int]], valence: int = 4) -> int:
    """Return the hydrogens that `n_atoms` carbon atoms carry besides the (atom, atom, order) bonds given.

    An atom number of -1 stands for a substituent.
    """
    used = [0] * n_atoms
    for first, second, order in bonds:
        for atom in (first, second):
            if atom >= 0:
                used[atom] += order
    return sum(valence - u for u in used)
