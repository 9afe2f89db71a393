"""The figures of the validity study: of families used while constants were set, of others, and of other people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

from stem2code_eval.synth.catalogue import all_families
from validity.drawing import Drawable
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
"""Of the figures of tuned families; those of `v1` have others."""
FRESH_SEED = 31
"""Of the figures of the other families: of a seed that no score was computed of before the definitions stood."""
LOOKED_AT = 10
"""Programs of matplotlib's tests, evenly over all, that an earlier setting was scored on."""
LOOKED_AT_THEN = 24
"""Programs of the other half, evenly over it, of which version 2 was scored on the first nine; those were looked at."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the program that draws it."""

    name: str
    program: str


def _tuned(count: int) -> list[Figure]:
    return _families([name for name in all_families() if name in TUNED][:count], SEED)


def _held_out(count: int) -> list[Figure]:
    """Return figures of the other families, the last first: the first twelve were scored before."""
    names = [name for name in all_families() if name not in TUNED]
    return _families(names[::-1][:count], FRESH_SEED)


def _families(names: Sequence[str], seed: int) -> list[Figure]:
    families = all_families()
    return [Figure(name, families[name].figure(seed).program) for name in names]


def _from_matplotlib(development: bool) -> Callable[[int], list[Figure]]:
    """Return figures of one half of matplotlib's own tests, evenly over it.

    The halves are told by a checksum of the name. What an earlier setting was scored on is in the half that was looked
    at while definitions were changed, wherever its checksum would put it.
    """

    def chosen(count: int) -> list[Figure]:
        every = [each for each in matplotlib_figures(packages_folder()) if each.role == "image"]
        seen = {each.name for each in every[:: max(1, len(every) // LOOKED_AT)]}
        seen |= {each.name for each in every if crc32(each.name.encode()) % 2 == 0}
        seen |= {each.name for each in _evenly([each for each in every if each.name not in seen], LOOKED_AT_THEN)}
        half = [each for each in every if (each.name in seen) == development]
        return [Figure(each.name, each.program) for each in _evenly(half, count)]

    return chosen


def _evenly(every: Sequence[Drawable], count: int) -> list[Drawable]:
    step = max(1, len(every) // max(1, count))
    return list(every[step // 2 :: step][:count])


SETS: dict[str, Callable[[int], list[Figure]]] = {
    "tuned": _tuned,
    "held_out": _held_out,
    "matplotlib_tuned": _from_matplotlib(development=True),
    "matplotlib": _from_matplotlib(development=False),
}
"""By name: a function of how many figures are wanted."""
