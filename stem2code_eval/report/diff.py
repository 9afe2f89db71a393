"""Two programs line by line: what the model left out, and what it added."""

from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from stem2code_eval.report.text import visible

MOST_LINES = 1500
"""Of each program; longer ones are cut before they are compared."""
MOST_CHARACTERS = 16_000
"""Of each program."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of either program."""

    kind: str
    """`same`, `removed` (only the reference has it) or `added` (only the model's program has it)."""
    text: str
    """Already `visible`."""


@dataclass(frozen=True, slots=True)
class Diff:
    """Both programs, one in the other."""

    lines: list[DiffLine]
    removed: int
    added: int
    is_cut: bool
    """Only the beginnings were compared."""


def diff(reference: str, program: str) -> Diff:
    """Return the longest common subsequence of lines, with what is beside it, what was removed before what was added.

    Blanks at the ends of lines do not count. Time and memory grow with the product of the numbers of lines, of which
    rapidfuzz does 64 at once.
    """
    ours, theirs = _lines(reference), _lines(program)
    lines: list[DiffLine] = []
    added: list[DiffLine] = []
    for step in LCSseq.opcodes(ours, theirs):
        new = theirs[step.dest_start : step.dest_end]
        if step.tag == "equal":
            lines += [*added, *(DiffLine("same", each) for each in new)]
            added = []
            continue
        lines += [DiffLine("removed", each) for each in ours[step.src_start : step.src_end]]
        added += [DiffLine("added", each) for each in new]
    lines += added
    kinds = [line.kind for line in lines]
    return Diff(lines, kinds.count("removed"), kinds.count("added"), any(map(_is_long, (reference, program))))


def _lines(program: str) -> list[str]:
    return [line.rstrip() for line in visible(program[:MOST_CHARACTERS]).rstrip().split("\n")[:MOST_LINES]]


def _is_long(program: str) -> bool:
    return len(program) > MOST_CHARACTERS or program.rstrip().count("\n") >= MOST_LINES
