"""One question of the audit, and what came of it."""

from dataclasses import dataclass

from stem2code_eval.judge.pair import Pair
from stem2code_eval.judge.spec import Ballot

IDENTITY = "identity"
BLANK = "blank"
OTHER = "another figure"
GRADED = "graded damage"
REPEATED = "repeated"
SWAPPED = "swapped"
ORDERED = "instruction in the "
"""Followed by where the instruction stands."""
NEUTRAL = "neutral words in the "


@dataclass(frozen=True, slots=True)
class Trial:
    """One pair to be judged once."""

    control: str
    """Which control it belongs to."""
    figure: str
    """Of the reference."""
    pair: Pair
    grade: int = 0
    """Of damage, 1 to 5; 0 for none."""
    damage: str = ""
    """The kind of damage."""
    ballot: Ballot = Ballot(0, 0, False)  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the judge said."""

    trial: Trial
    total: float | None
    """0-100; None where the judge failed."""
    attempts: int
    problem: str = ""
    """Why there is no total."""
