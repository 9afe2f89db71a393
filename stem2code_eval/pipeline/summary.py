"""The table at the end of a run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from rich.console import Console
from rich.table import Table

from stem2code_eval.metrics.registry import PARTS
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.aggregate import Results
from stem2code_eval.pipeline.pairing import PairResult
from stem2code_eval.pipeline.progress import counts
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.terminal import markup

_SHOWN_FAULTS = 5


def print_summary(
    console: Console,
    title: str,
    results: Results,
    rows: Iterable[ScoreRow],
    labels: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Print means with intervals, coverage, outcomes, the means by subject, and why samples have no result.

    Args:
        console: where to.
        title: what was run; may hold any text.
        results: the content of `results.json`.
        rows: the rows of scores, for the messages of samples without a result.
        labels: what metrics are called other than by their names.
    """
    console.print(markup(title), highlight=False, soft_wrap=True)
    console.print(_means(results, labels))
    console.print(f"outcomes: {counts(Counter(results['outcomes']))}", highlight=False)
    several = f", {results['repeats']['k']} answers to each" if "repeats" in results else ""
    console.print(f"coverage: {results['coverage']:.1f} % of {results['n']} figures{several}", highlight=False)
    _print_usage(console, results["usage"])
    if "repeats" in results:
        console.print(_chance(results["repeats"], labels))
    if len(results["by_subject"]) > 1:
        console.print(_by_subject(results, labels))
    for line in _faults(rows):
        console.print(line, highlight=False, soft_wrap=True)


def _print_usage(console: Console, usage: Results) -> None:
    if usage["prompt_tokens"] or usage["completion_tokens"]:
        cost = "" if usage["cost_usd"] is None else f", {usage['cost_usd']:.4g} US dollars"
        said = f"tokens: {usage['prompt_tokens']} in, {usage['completion_tokens']} out{cost}"
        console.print(said, highlight=False)


def _means(results: Results, labels: Mapping[str, str]) -> Table:
    complete = results["coverage"] == 100.0
    table = Table()
    table.add_column("metric")
    best = results.get("repeats", {}).get("best_of", {})
    more = [] if complete else ["missing as 0", "missing left out"]
    for name in ("mean", "95 % interval", "n", *more, *([f"best of {results['repeats']['k']}"] if best else [])):
        table.add_column(name, justify="right")
    for name, value in results["metrics"].items():
        cells = [_number(value["mean"]), _range(value["ci95"]), str(value["n"])]
        if not complete:
            cells += [_number(bound) for bound in value["bounds"] or (None, None)]
        if best:
            cells.append(_number(best[name]))
        table.add_row(markup(labels.get(name, name)), *cells)
    return table


def _chance(repeats: Results, labels: Mapping[str, str]) -> Table:
    table = Table("metric", title="standard deviations, in points", title_justify="left")
    for name in ("between answers to one figure", "between figures"):
        table.add_column(name, justify="right")
    for name, variance in repeats["variance"].items():
        roots = (_root(variance[part]) for part in ("within", "between"))
        table.add_row(markup(labels.get(name, name)), *roots)
    return table


def _by_subject(results: Results, labels: Mapping[str, str]) -> Table:
    names = [name for name in results["metrics"] if name not in PARTS]
    table = Table(title="by subject", title_justify="left")
    table.add_column("subject")
    for name in ("n", *(markup(labels.get(name, name)) for name in names)):
        table.add_column(name, justify="right")
    for subject, part in results["by_subject"].items():
        means = (_number(part["metrics"][name]["mean"]) for name in names)
        table.add_row(markup(subject), str(part["n"]), *means)
    return table


def _faults(rows: Iterable[ScoreRow]) -> list[str]:
    lines: list[str] = []
    left_out = 0
    for row in rows:
        if row.covered or row.outcome == Outcome.NOT_ASKED:
            continue
        if len(lines) < _SHOWN_FAULTS:
            said = row.message if row.outcome == Outcome.DATA_ERROR else f'id "{row.id}": {row.message}'
            lines.append(f"no result, {row.outcome}: {markup(said)}")
        else:
            left_out += 1
    return [*lines, f"... and {left_out} more; scores.jsonl has them all"] if left_out else lines


def _number(value: Any) -> str:
    return "-" if value is None else f"{value:.1f}"


def _root(variance: float | None) -> str:
    return "-" if variance is None else _number(variance**0.5)


def _range(value: Any) -> str:
    return "-" if value is None else f"{value[0]:.1f} to {value[1]:.1f}"


def print_pair(console: Console, result: PairResult) -> None:
    """Print the scores of one pair, and why a score is missing."""
    flags = f" ({markup(', '.join(result.flags))})" if result.flags else ""
    console.print(f"outcome: {result.outcome}{flags}", highlight=False)
    if result.message:
        console.print(markup(result.message), highlight=False)
    table = Table("metric", "score")
    for name, value in result.metrics.items():
        table.add_row(markup(name), _number(value))
    console.print(table)
    for name, reason in result.reasons.items():
        console.print(f"{markup(name)}: {markup(reason)}", highlight=False)
