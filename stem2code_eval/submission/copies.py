"""How much of a submission is the reference itself: a figure for the reader, and no verdict.

Whoever has the references can answer with them, and everything then agrees: the programs do come from the responses,
and they do draw those pictures. No check of a bundle alone can tell such answers from a perfect model's. What can be
told is how many there are.
"""

import ast
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from stem2code_eval.pipeline.store import Store
from stem2code_eval.submission.findings import Finding, Level

_TELLING = 0.1
"""Share of answers from which it is said aloud."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Counts of answers."""

    answers: int
    """With a program, to figures that have a reference program."""
    programs: int
    """Whose program is the reference program: the same text, or the same code but for comments and layout."""
    pictures: int
    """Whose picture is the reference's, pixel by pixel."""

    def to_json(self) -> dict[str, Any]:
        """Return the counts as a JSON object."""
        return asdict(self)

    def findings(self) -> Iterator[Finding]:
        """Yield a note where there are many."""
        if self.answers and self.programs >= _TELLING * self.answers:
            text = (
                f"{self.programs} of {self.answers} programs are the reference programs themselves; "
                "a model that has not seen these writes other ones."
            )
            yield Finding("copies", Level.NOTE, text)


def count_copies(store: Store) -> Copies:
    """Count them in a run folder, whose references are its own."""
    answers = programs = pictures = 0
    for row in store.renders.rows():
        reference = store.references.get(row.id)
        if reference is None or reference.program is None or row.program is None:
            continue
        answers += 1
        programs += _same_code(row.program, reference.program)
        pictures += row.image_sha256 == reference.image_sha256
    return Copies(answers, programs, pictures)


def _same_code(first: str, second: str) -> bool:
    if first.split() == second.split():
        return True
    try:
        return ast.dump(ast.parse(first)) == ast.dump(ast.parse(second))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
