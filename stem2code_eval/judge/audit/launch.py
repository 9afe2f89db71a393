"""What `stem2code-eval judge audit` does: trials, answers, the table of trust, a file and a plot of them."""

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from stem2code_eval.data.files import write_json
from stem2code_eval.errors import ExitCode, UserError
from stem2code_eval.judge.audit.ask import ask_all
from stem2code_eval.judge.audit.plan import Draw, choose_figures, plan
from stem2code_eval.judge.audit.plot import plot_audit
from stem2code_eval.judge.audit.trial import Outcome, Trial
from stem2code_eval.judge.audit.trust import Row, trust_table
from stem2code_eval.judge.choice import JudgeChoice, Panel, make_panels
from stem2code_eval.judge.rubric import METRIC_OF, Kind
from stem2code_eval.pipeline.records import VoteRow
from stem2code_eval.pipeline.table import Table
from stem2code_eval.pipeline.terminal import markup
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Renderer

AUDIT_FILE = "audit.json"
VOTES_FILE = "votes.jsonl"
FEWEST_FIGURES = 2


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What the user chose."""

    choice: JudgeChoice
    """One judge, as image judge, as code judge, or as both."""
    figures: int
    out: Path
    sandbox: str = "auto"


def default_folder(judge: str) -> Path:
    """Return the folder of a judge's audit where the user names none."""
    return Path("runs") / ("judge-audit-" + re.sub(r"[^\w.]+", "-", judge).strip("-"))


def launch_audit(options: AuditOptions, open_: Callable[..., Renderer] = open_renderer) -> int:
    """Ask, print the table, write `audit.json` and a plot for each kind, and return 0; 1 where a bar is missed.

    Args:
        options: what the user chose.
        open_: starts the sandbox; only pictures need it.

    Raises:
        UserError: the judge cannot be asked, there are too few figures, or there is no sandbox.
    """
    if options.figures < FEWEST_FIGURES:
        raise UserError(f"An audit needs at least {FEWEST_FIGURES} figures, not {options.figures}.")
    if len({*options.choice.image, *options.choice.code}) != 1:
        raise UserError("An audit asks one judge; name the judges of a panel one after the other.")
    said = Console(stderr=True)

    def say(text: str) -> None:
        said.print(markup(text, 1000), highlight=False)

    panels = make_panels(options.choice)
    trials = {panel.spec.kind: _trials(panel.spec.kind, options, open_, say) for panel in panels.values()}
    options.out.mkdir(parents=True, exist_ok=True)
    votes = Table(options.out / VOTES_FILE, VoteRow.from_json, say)
    try:
        outcomes = asyncio.run(_ask(list(panels.values()), trials, votes, say))
    finally:
        votes.close()
    tables = {kind: trust_table(found) for kind, found in outcomes.items()}
    name = next(iter(panels.values())).spec.names[0]
    for kind, found in outcomes.items():
        plot_audit(options.out / f"{kind}.png", f"{name} as {kind} judge", found)
    write_json(options.out / AUDIT_FILE, _report(name, panels, tables, outcomes))
    console = Console()
    for kind, rows in tables.items():
        _show(console, f"{name} as {kind} judge", rows)
    console.print(f"audit: {options.out}", markup=False, highlight=False, soft_wrap=True)
    trusted = all(row.passed for rows in tables.values() for row in rows)
    return int(ExitCode.DONE if trusted else ExitCode.FAILED)


def _trials(
    kind: Kind, options: AuditOptions, open_: Callable[..., Renderer], say: Callable[[str], None]
) -> list[Trial]:
    figures = choose_figures(options.figures)
    if kind == "code":
        return plan(kind, figures, lambda programs: [None] * len(programs))
    renderer = open_(sandbox=options.sandbox, workers=None, say=say)
    try:
        return plan(kind, figures, _drawer(renderer))
    finally:
        renderer.close()


def _drawer(renderer: Renderer) -> Draw:
    def draw(programs: Sequence[str]) -> list[bytes | None]:
        with ThreadPoolExecutor(renderer.workers) as threads:
            return [rendering.png for rendering in threads.map(renderer.render, programs)]

    return draw


async def _ask(
    panels: Sequence[Panel], trials: dict[Kind, list[Trial]], votes: Table[VoteRow], say: Callable[[str], None]
) -> dict[Kind, list[Outcome]]:
    found: dict[Kind, list[Outcome]] = {}
    try:
        for panel in panels:
            found[panel.spec.kind] = await ask_all(panel, trials[panel.spec.kind], votes, say)
    finally:
        for model in {id(judge.model): judge.model for panel in panels for judge in panel.judges}.values():
            await model.close()
    return found


def _report(
    name: str, panels: dict[str, Panel], tables: dict[Kind, list[Row]], outcomes: dict[Kind, list[Outcome]]
) -> dict[str, Any]:
    return {
        "judge": name,
        "trusted": {kind: all(row.passed for row in rows) for kind, rows in tables.items()},
        "specs": {kind: panels[METRIC_OF[kind]].spec.to_json() for kind in tables},
        "table": {kind: [row.to_json() for row in rows] for kind, rows in tables.items()},
        "trials": {kind: [_trial(outcome) for outcome in found] for kind, found in outcomes.items()},
    }


def _trial(outcome: Outcome) -> dict[str, Any]:
    trial = outcome.trial
    return {
        "control": trial.control,
        "figure": trial.figure,
        "damage": trial.damage,
        "grade": trial.grade,
        "vote": trial.ballot.number,
        "swapped": trial.ballot.swapped,
        "total": outcome.total,
        "attempts": outcome.attempts,
        "problem": outcome.problem,
    }


def _show(console: Console, title: str, rows: Sequence[Row]) -> None:
    table = RichTable("control", "what", title=markup(title), title_justify="left")
    for name in ("measured", "worst", "n", "bar"):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in rows:
        verdict = "[green]pass[/]" if row.passed else "[red]FAIL[/]"
        table.add_row(row.name, row.question, _number(row.measured), _number(row.worst), str(row.n), row.bar, verdict)
    console.print(table)


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
