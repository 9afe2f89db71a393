"""What the rewriting of a program gives: the new program, and what was done to it."""

from dataclasses import dataclass

GRADES = (1, 2, 3, 4, 5)
"""From small but plain to a careful eye, to gross."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A program that draws a figure anew: the same picture in other words, or a damaged one."""

    kind: str
    """What was done, as an identifier: `line_collection`, `vertex_moved`."""
    grade: int | None
    """1-5 for a corruption, None for an equivalent. With one seed, grade g + 1 holds all damage of grade g."""
    program: str
    """Self-contained Python source."""
    what: str
    """What was done, in one phrase."""
