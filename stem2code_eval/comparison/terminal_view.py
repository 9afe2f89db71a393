"""A gate's verdict and a comparison on the terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from stem2code_eval.comparison import contrast_words, wording
from stem2code_eval.comparison.contrast import Comparison
from stem2code_eval.comparison.fields import Comparability
from stem2code_eval.comparison.gate import GateReport, Status
from stem2code_eval.pipeline.terminal import markup

_COLOURS = {Status.PASS: "green", Status.REGRESSION: "red"}


def print_gate(console: Console, report: GateReport) -> None:
    """Print the verdict and all that it rests on."""
    for name, run in (("base", report.base), ("candidate", report.candidate)):
        _say(console, f"{name}: {wording.title(run)}")
    _say(console, wording.rules_line(report))
    print_differences(console, report.comparability)
    if report.metrics:
        console.print(_table(wording.METRIC_COLUMNS, map(wording.metric_cells, report.metrics)))
    for result in report.metrics:
        for note in wording.metric_notes(result):
            _say(console, note)
    _list(console, "no result:", wording.missing_lines(report.joined.missing))
    _list(console, "ended otherwise:", wording.flips(report.flipped))
    if report.changed:
        console.print(_changed(report))
    colour = _COLOURS.get(report.status, "yellow")
    console.print(f"[bold {colour}]{markup(wording.headline(report), 1000)}[/]", highlight=False, soft_wrap=True)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print what two runs differ by."""
    for name, run in (("A (base)", comparison.base), ("B (candidate)", comparison.candidate)):
        _say(console, f"{name}: {wording.title(run)}")
    print_differences(console, comparison.comparability)
    if comparison.whole:
        console.print(_table(contrast_words.COLUMNS, map(contrast_words.cells, comparison.whole)))
        title = f"{markup(comparison.headline, 60)} by subject"
        console.print(_table(contrast_words.SUBJECT_COLUMNS, contrast_words.subject_rows(comparison), title))
        _say(console, contrast_words.LEGEND)
    _list(console, "no result:", wording.missing_lines(comparison.joined.missing))
    _list(console, "ended otherwise:", wording.flips([pair for pair in comparison.joined.pairs if pair.flipped]))
    _say(console, contrast_words.conclusion(comparison))


def print_differences(console: Console, found: Comparability) -> None:
    """Print in what the runs differ: refused, allowed, and what is only told."""
    _list(console, "differs, and makes scores incomparable:", map(wording.difference_line, found.refused))
    _list(console, "differs, and was allowed:", map(wording.difference_line, found.allowed))
    _list(console, "differs:", map(wording.difference_line, found.told))
    if found.unused:
        _say(console, f"allowed, but the same in both: {', '.join(found.unused)}")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left")
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(markup, row))
    return table


def _changed(report: GateReport) -> Table:
    names = list(report.rules.max_drops)
    table = Table(title="changed most", title_justify="left")
    for column in ("figure", "subject", "outcome", *map(markup, names)):
        table.add_column(column, justify="right" if column in names else "left")
    for pair in report.changed:
        table.add_row(*(markup(cell, 60) for cell in wording.pair_cells(pair, names)))
    return table


def _list(console: Console, heading: str, lines: Iterable[str]) -> None:
    for at, line in enumerate(lines):
        if at == 0:
            _say(console, heading)
        _say(console, f"  {line}")


def _say(console: Console, line: str) -> None:
    indent = len(line) - len(line.lstrip())
    console.print(" " * indent + markup(line, 1000), highlight=False, soft_wrap=True)
