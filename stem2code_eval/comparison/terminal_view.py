"""A gate's verdict and a comparison on the terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from stem2code_eval.comparison import wording
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
        console.print(_metrics(report))
    for result in report.metrics:
        for note in wording.metric_notes(result):
            _say(console, note)
    _list(console, "no result:", wording.missing_lines(report.joined.missing))
    _list(console, "ended otherwise:", wording.flips(report.flipped))
    if report.changed:
        console.print(_changed(report))
    colour = _COLOURS.get(report.status, "yellow")
    console.print(f"[bold {colour}]{markup(wording.headline(report), 1000)}[/]", highlight=False, soft_wrap=True)


def print_differences(console: Console, found: Comparability) -> None:
    """Print in what the runs differ: refused, allowed, and what is only told."""
    _list(console, "differs, and makes scores incomparable:", map(wording.difference_line, found.refused))
    _list(console, "differs, and was allowed:", map(wording.difference_line, found.allowed))
    _list(console, "differs:", map(wording.difference_line, found.told))
    if found.unused:
        _say(console, f"allowed, but the same in both: {', '.join(found.unused)}")


def _metrics(report: GateReport) -> Table:
    table = Table()
    for at, column in enumerate(wording.METRIC_COLUMNS):
        table.add_column(column, justify="left" if at in (0, len(wording.METRIC_COLUMNS) - 1) else "right")
    for result in report.metrics:
        table.add_row(*map(markup, wording.metric_cells(result)))
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
