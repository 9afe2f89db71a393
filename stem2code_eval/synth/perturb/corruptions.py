"""Damaged versions of a program's figure, in grades from small but plain to gross."""

from collections.abc import Callable
from dataclasses import dataclass

from stem2code_eval.synth.perturb.edit import edited
from stem2code_eval.synth.perturb.formulas import with_wrong_parameter
from stem2code_eval.synth.perturb.source import normalised, parse
from stem2code_eval.synth.perturb.variant import GRADES, Variant


@dataclass(frozen=True, slots=True)
class Corruption:
    """One kind of damage."""

    amounts: dict[int, str]
    """What each grade that the kind has does, in one phrase."""
    make: Callable[[str, int, int], str | None]
    """From program, grade and seed to the damaged program; None where the kind cannot apply."""


def _by_edit(module: str, function: str, seeded: bool = True) -> Callable[[str, int, int], str]:
    def make(program: str, grade: int, seed: int) -> str:
        if not seeded:
            return edited(program, module, function, grade=grade)
        return edited(program, module, function, grade=grade, seed=seed)

    return make


def _amounts(phrase: str, *amounts: str) -> dict[int, str]:
    return {grade: phrase.format(amount) for grade, amount in zip(GRADES, amounts, strict=True)}


_PARTS = ("the fewest", "a quarter of the", "half of the", "three quarters of the", "all")
_SHARES = ("3 %", "10 %", "25 %", "50 %", "80 %")

CORRUPTIONS: dict[str, Corruption] = {
    "vertex_moved": Corruption(
        _amounts("a vertex moved by {} of the picture's side", "2.5 %", "4 %", "6 %", "10 %", "16 %"),
        _by_edit("vertices", "move_vertex"),
    ),
    "element_missing": Corruption(
        _amounts("shapes with about {} of the outlines left out", *_SHARES), _by_edit("missing", "leave_out")
    ),
    "element_extra": Corruption(
        _amounts(
            "{} added",
            "a short line",
            "two lines",
            "two lines and a circle",
            "four lines, a circle and a letter",
            "eight lines, a circle and a letter",
        ),
        _by_edit("extra", "add_strays"),
    ),
    "count": Corruption(
        _amounts("{} of equal things left out", "1", "2", "3", "5", "8"), _by_edit("count", "change_count")
    ),
    "label_changed": Corruption(
        _amounts(
            "{} changed",
            "one character",
            "one label",
            "a third of the labels",
            "two thirds of the labels",
            "all labels",
        ),
        _by_edit("labels", "change_labels"),
    ),
    "labels_swapped": Corruption(_amounts("{} labels swapped", *_PARTS), _by_edit("labels", "swap_labels")),
    "label_missing": Corruption(_amounts("{} labels left out", *_PARTS), _by_edit("labels", "hide_labels")),
    "edge_rewired": Corruption(
        _amounts("lines with about {} of the length of all lines attached to other vertices", *_SHARES),
        _by_edit("rewire", "rewire"),
    ),
    "colour": Corruption(
        _amounts("shapes and labels with about {} of the outlines in another colour", *_SHARES),
        _by_edit("style", "recolour"),
    ),
    "dash": Corruption(
        _amounts("lines with about {} of the length of all lines dashed, or solid if they were dashed", *_SHARES),
        _by_edit("style", "switch_dashes"),
    ),
    "aspect": Corruption(
        _amounts("the picture stretched across by {}", "6 %", "12 %", "22 %", "38 %", "60 %"),
        _by_edit("whole", "stretch", seeded=False),
    ),
    "mirror": Corruption(
        {3: "a quarter of the picture mirrored left to right", 5: "the picture mirrored left to right"},
        _by_edit("whole", "mirror"),
    ),
    "z_order": Corruption(
        _amounts(
            "covering shapes brought to the front, about {} of the ink changed", "1.5 %", "5 %", "12 %", "25 %", "40 %"
        ),
        _by_edit("stacking", "restack"),
    ),
    "function_parameter": Corruption(
        _amounts(
            "a number in a formula made {}", "8 % larger", "16 % larger", "30 % larger", "60 % larger", "twice as large"
        ),
        with_wrong_parameter,
    ),
}


def corruptions(program: str, seed: int = 0) -> list[Variant]:
    """Return damaged versions of a program, kind by kind, in rising grades.

    With one seed the damage of a grade is part of that of the next. Which artists a figure has shows only when the
    program runs, so a variant may leave its picture as it was, where it has nothing to damage or no more than the
    grade before: those are no corruptions and are told by `visible.changes_picture`.

    Args:
        program: Python source that draws a figure with matplotlib.
        seed: chooses what is damaged.

    Raises:
        UserError: the program does not parse.
    """
    text = normalised(program)
    parse(text)
    made = []
    for kind, corruption in CORRUPTIONS.items():
        for grade, what in corruption.amounts.items():
            damaged = corruption.make(text, grade, seed)
            if damaged is not None:
                made.append(Variant(kind, grade, damaged, what))
    return made
