"""Other figures of a figure's own family: the same idea with other parameters."""

from collections.abc import Mapping
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.synth.catalogue import get_family
from stem2code_eval.synth.family import LEVELS, SynthFigure

_TRIES = 64


def siblings(row: Mapping[str, Any], count: int = 1) -> list[SynthFigure]:
    """Return figures of the family and level of a row of generated figures, each with a program of its own.

    Args:
        row: a row of a split, with `family` and `seed`.
        count: how many; fewer come back where the family has no more.

    Raises:
        UserError: the row names no family, or one that does not exist.
    """
    if "family" not in row or "seed" not in row:
        raise UserError(f'The row {row.get("id", "")!r} has no "family" and "seed": it is not a generated figure.')
    family = get_family(str(row["family"]))
    seed = int(row["seed"])
    taken = {family.figure(seed).program}
    found: list[SynthFigure] = []
    for other in range(seed + len(LEVELS), seed + len(LEVELS) * (_TRIES + 1), len(LEVELS)):
        if len(found) == count:
            break
        figure = family.figure(other)
        if figure.program not in taken:
            taken.add(figure.program)
            found.append(figure)
    return found
