"""A verification's report on a terminal. What it quotes comes from a bundle and is shown as text, whatever it holds."""

from rich.console import Console
from rich.table import Table

from stem2code_eval.pipeline.terminal import markup
from stem2code_eval.submission.findings import Level, verdict
from stem2code_eval.submission.verify import Report

_SHOWN = 40


def print_report(console: Console, title: str, report: Report) -> None:
    """Print what was compared, the findings in a table, the means of both sides, and the verdict."""
    console.print(markup(title), highlight=False, soft_wrap=True)
    if report.means and any(_differs(*means) for means in report.means.values()):
        console.print(_means(report))
    if report.findings:
        console.print(_findings(report))
        left = len(report.findings) - _SHOWN
        if left > 0:
            console.print(f"... and {left} more; --json has them all", highlight=False)
    if report.copies is not None:
        copies = report.copies
        console.print(
            f"copies: {copies.programs} of {copies.answers} programs are the reference program, "
            f"{copies.pictures} pictures are the reference's pixel by pixel",
            highlight=False,
        )
    where = "" if report.derived is None else f"done again in {report.derived.backend} and compared"
    done = where or "looked at; nothing was drawn"
    console.print(f"{report.samples} answers, {done}", highlight=False)
    console.print(f"verdict: {verdict(report.findings)}", highlight=False)


def _findings(report: Report) -> Table:
    table = Table("level", "check", "sample", "what")
    order = list(Level)
    for finding in sorted(report.findings, key=lambda each: order.index(each.level))[:_SHOWN]:
        sample = "" if finding.sample is None else markup(finding.sample, 40)
        number = "" if finding.repeat is None else f" ({finding.repeat})"
        table.add_row(str(finding.level), markup(finding.check), sample + number, markup(finding.text, 400))
    return table


def _means(report: Report) -> Table:
    table = Table("metric", "in the bundle", "here")
    for name, means in report.means.items():
        table.add_row(markup(name), *("-" if value is None else f"{value:.3f}" for value in means))
    return table


def _differs(first: float | None, second: float | None) -> bool:
    return first is not None and second is not None and abs(first - second) > 5e-4
