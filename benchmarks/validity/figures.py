"""The figures of the validity study: of families used while constants were set, of others, and of other people."""

from collections.abc import Callable
from dataclasses import dataclass

from stem2code_eval.synth.catalogue import all_families
from validity.matplotlib_tests import figures as matplotlib_figures
from validity.matplotlib_tests import packages_folder

TUNED = frozenset(
    {
        "binary_tree", "circle_theorems", "crystal_lattice", "curve_symmetry", "feasible_region", "frequency_chart",
        "inclined_plane", "lever_and_beam", "parallel_lines", "refraction_interface", "resistor_network",
        "scatter_regression", "space_curve", "spring_oscillator", "stem_and_leaf", "thin_lens", "three_view",
        "triangle_cevians",
    }
)  # fmt: skip
"""Families whose variants were looked at while weights and constants of the element score were chosen."""
SEED = 7
"""Of the figures of families; those of `v1` have others."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the program that draws it."""

    name: str
    program: str


def _families(wanted: Callable[[str], bool], count: int) -> list[Figure]:
    found = [(name, family) for name, family in all_families().items() if wanted(name)]
    return [Figure(name, family.figure(SEED).program) for name, family in found][:count]


def _from_matplotlib(count: int) -> list[Figure]:
    """Return figures of matplotlib's own tests, evenly over all of them."""
    every = [each for each in matplotlib_figures(packages_folder()) if each.role == "image"]
    step = max(1, len(every) // max(1, count))
    return [Figure(each.name, each.program) for each in every[::step]][:count]


SETS: dict[str, Callable[[int], list[Figure]]] = {
    "tuned": lambda count: _families(lambda name: name in TUNED, count),
    "held_out": lambda count: _families(lambda name: name not in TUNED, count),
    "matplotlib": _from_matplotlib,
}
"""By name: a function of how many figures are wanted."""
