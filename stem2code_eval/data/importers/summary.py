"""What an import tells its user: how many figures of which test set, what was odd, and where the rest is."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table

from stem2code_eval.data.importers.findings import KINDS, Finding, counted
from stem2code_eval.data.importers.stem2code import MISSING, Collected
from stem2code_eval.data.importers.write import REPORT
from stem2code_eval.pipeline.terminal import markup, plain

SHOWN = 10
"""Findings of one kind that are printed; the report has all."""


def figures_table(found: Collected) -> Table:
    """Return a table of the figures by test set."""
    table = Table("test set", title=f"{len(found.rows)} figures", title_justify="left")
    for name in ("figures", "with picture", "with program"):
        table.add_column(name, justify="right")
    by_subject: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found.rows:
        for subject in (row.get("subject") or "not told by its name", "all"):
            by_subject[subject]["figures"] += 1
            by_subject[subject]["picture"] += not row["image"].startswith(MISSING)
            by_subject[subject]["program"] += "reference_code" in row
    for subject in sorted(by_subject, key=lambda name: (name == "all", name)):
        counts = by_subject[subject]
        table.add_row(subject, str(counts["figures"]), str(counts["picture"]), str(counts["program"]))
    return table


def findings_table(found: Collected) -> Table:
    """Return a table of the kinds of findings."""
    table = Table("what was found", "", title_justify="left")
    table.columns[1].justify = "right"
    for kind, number in counted(found.findings).items():
        table.add_row(markup(KINDS[kind]), str(number))
    return table


def finding_lines(found: Collected, out: Path) -> Iterator[str]:
    """Yield the findings, a line each, the first `SHOWN` of each kind."""
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for finding in found.findings:
        by_kind[finding.kind].append(finding)
    for kind in KINDS:
        for finding in by_kind[kind][:SHOWN]:
            yield plain(f"{kind}: {finding.line}", 500)
        if len(by_kind[kind]) > SHOWN:
            yield f"{kind}: ... and {len(by_kind[kind]) - SHOWN} more in {out / REPORT}"
