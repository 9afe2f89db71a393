"""Markdown for pull requests and job summaries, in which no name of a run can become markup.

Every foreign text stands in a code span, where neither HTML nor links, mentions or emphasis are read (GitHub Flavored
Markdown, sections 6.3 and 4.10). The two characters that could end a span or a table's cell are written as their
numbers.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from stem2code_eval.comparison import contrast_words, wording
from stem2code_eval.comparison.contrast import Comparison
from stem2code_eval.comparison.fields import Comparability
from stem2code_eval.comparison.gate import GateReport
from stem2code_eval.errors import UserError
from stem2code_eval.report.text import short, visible

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The environment variable with which a job of GitHub names its summary."""
_LONGEST = 200


def code(text: str) -> str:
    """Return a text as a code span that holds it and nothing else."""
    seen = visible(short(text, _LONGEST)).replace("`", "⟨U+0060⟩").replace("|", "⟨U+007C⟩")
    return f"`{seen}`" if seen else "–"  # noqa: RUF001 - the dash is meant


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; the first column is to the left, the others to the right."""
    lines = ["| " + " | ".join(columns) + " |", "|---|" + "---:|" * (len(columns) - 1)]
    return [*lines, *("| " + " | ".join(map(code, row)) + " |" for row in rows)]


def items(heading: str, lines: Iterable[str]) -> list[str]:
    """Return a heading and a list; nothing without an entry."""
    found = [f"- {code(line)}" for line in lines]
    return ["", f"{heading}", "", *found] if found else []


def gate_markdown(report: GateReport) -> str:
    """Return the verdict and all that it rests on."""
    status, _, rest = wording.headline(report).partition(":")
    lines = [f"### Gate: {status}", "", code(rest.strip())]
    lines += [
        "",
        f"- base: {code(wording.title(report.base))}",
        f"- candidate: {code(wording.title(report.candidate))}",
    ]
    lines += [f"- rules: {code(wording.rules_line(report))}"]
    lines += differences(report.comparability)
    if report.metrics:
        lines += ["", *table(wording.METRIC_COLUMNS, map(wording.metric_cells, report.metrics))]
    lines += items("Notes:", (note for result in report.metrics for note in wording.metric_notes(result)))
    lines += items("Without a result:", wording.missing_lines(report.joined.missing))
    lines += items("Ended otherwise:", wording.flips(report.flipped))
    if report.changed:
        names = list(report.rules.max_drops)
        rows = [wording.pair_cells(pair, names) for pair in report.changed]
        lines += ["", "Changed most:", "", *table(("figure", "subject", "outcome", *map(code, names)), rows)]
    return "\n".join(lines) + "\n"


def comparison_markdown(comparison: Comparison) -> str:
    """Return what two runs differ by."""
    lines = ["### Comparison", "", code(contrast_words.conclusion(comparison))]
    lines += ["", f"- A (base): {code(wording.title(comparison.base))}"]
    lines += [f"- B (candidate): {code(wording.title(comparison.candidate))}"]
    lines += differences(comparison.comparability)
    if comparison.whole:
        lines += ["", *table(contrast_words.COLUMNS, map(contrast_words.cells, comparison.whole))]
        lines += ["", f"{code(comparison.headline)} by subject:", ""]
        lines += [*table(contrast_words.SUBJECT_COLUMNS, contrast_words.subject_rows(comparison))]
        lines += ["", contrast_words.LEGEND]
    lines += items("Without a result:", wording.missing_lines(comparison.joined.missing))
    lines += items("Ended otherwise:", wording.flips([pair for pair in comparison.joined.pairs if pair.flipped]))
    return "\n".join(lines) + "\n"


def differences(found: Comparability) -> list[str]:
    """Return in what the runs differ: refused, allowed, and what is only told."""
    return [
        *items("**Differs, and makes scores incomparable:**", map(wording.difference_line, found.refused)),
        *items("**Differs, and was allowed:**", map(wording.difference_line, found.allowed)),
        *items("Differs:", map(wording.difference_line, found.told)),
        *items("Allowed, but the same in both:", found.unused),
    ]


def append_to_summary(text: str) -> None:
    """Add `text` to the summary of the GitHub job that this runs in; elsewhere do nothing.

    Raises:
        UserError: the file that the job names cannot be written.
    """
    name = os.environ.get(SUMMARY)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
    except OSError as error:
        raise UserError(f"Cannot write {name}, the file that {SUMMARY} names: {error.strerror}.") from error
