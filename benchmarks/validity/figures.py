"""The figures of the validity study: of families used while constants were set, of others, and of other people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
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
FRESH_SEED = 47
"""Of the figures of the other families: of a seed that no score was computed of before the definitions stood."""
SCORED_BEFORE = 6
"""Of the other families, the last so many, scored by versions 2 and 3; the first twelve were by version 1."""
LOOKED_AT = 10
"""Programs of matplotlib's tests, evenly over all, that an earlier setting was scored on."""
LOOKED_AT_THEN = (24, 12)
"""Programs of the other half, evenly over what was left of it, scored by versions 2 and 3 and looked at since."""
TUNING_PROGRAMS = 101
"""Seed by which the first `RESERVED` of the programs that were left then are for tuning; fixed before any was drawn."""
FRESH_PROGRAMS = 202
"""Seed of those that are scored once, when all definitions stand; fixed at the same time."""
RESERVED = 40


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and the program that draws it."""

    name: str
    program: str


def _tuned(count: int) -> list[Figure]:
    return _families([name for name in all_families() if name in TUNED][:count], SEED)


def _held_out(count: int) -> list[Figure]:
    """Return figures of the other families, the last first, beginning with those that were not scored before."""
    names = [name for name in all_families() if name not in TUNED][::-1]
    return _families((names[SCORED_BEFORE:] + names[:SCORED_BEFORE])[:count], FRESH_SEED)


def _families(names: Sequence[str], seed: int) -> list[Figure]:
    families = all_families()
    return [Figure(name, families[name].figure(seed).program) for name in names]


def _for_tuning(count: int) -> list[Figure]:
    """Return programs of matplotlib's tests that definitions are changed on: of the first by `TUNING_PROGRAMS`."""
    return [Figure(each.name, each.program) for each in _shuffled(_unseen(), TUNING_PROGRAMS)[:RESERVED][:count]]


def _fresh(count: int) -> list[Figure]:
    """Return programs of matplotlib's tests that nobody has looked at, by `FRESH_PROGRAMS`; none is for tuning."""
    left = _shuffled(_unseen(), TUNING_PROGRAMS)[RESERVED:]
    return [Figure(each.name, each.program) for each in _shuffled(left, FRESH_PROGRAMS)[:count]]


def _unseen() -> list[Drawable]:
    """Return one program of each of matplotlib's test functions of which none was scored before version 4.

    Scored before, or at hand while definitions were changed, were those whose name has an even checksum, and three
    lists taken evenly: of all, of the other half, and of what was left then.
    """
    every: list[Drawable] = [each for each in matplotlib_figures(packages_folder()) if each.role == "image"]
    seen = {each.name for each in every[:: max(1, len(every) // LOOKED_AT)]}
    seen |= {each.name for each in every if crc32(each.name.encode()) % 2 == 0}
    for count in LOOKED_AT_THEN:
        seen |= {each.name for each in _evenly([each for each in every if each.name not in seen], count)}
    functions = {_function(name) for name in seen}
    left = [each for each in every if _function(each.name) not in functions]
    return list({_function(each.name): each for each in left[::-1]}.values())[::-1]


def _function(name: str) -> str:
    """Return the name of a test without the number of its case."""
    return name.split("[")[0]


def _shuffled(every: Sequence[Drawable], seed: int) -> list[Drawable]:
    return sorted(every, key=lambda each: sha256(f"{seed} {each.name}".encode()).hexdigest())


def _evenly(every: Sequence[Drawable], count: int) -> list[Drawable]:
    step = max(1, len(every) // max(1, count))
    return list(every[step // 2 :: step][:count])


SETS: dict[str, Callable[[int], list[Figure]]] = {
    "tuned": _tuned,
    "held_out": _held_out,
    "matplotlib_tuned": _for_tuning,
    "matplotlib": _fresh,
}
"""By name: a function of how many figures are wanted."""


def chosen(name: str, count: int, first: int = 0) -> list[Figure]:
    """Return so many figures of a set, in its order, after the first so many of it."""
    return SETS[name](first + count)[first:]
