"""What differs between a run and its reproduction, as a table and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from stem2code_eval.pipeline.discrepancies import Changed, ComparedMetric, Discrepancies
from stem2code_eval.pipeline.terminal import markup

_SHOWN = 5


def to_json(found: Discrepancies) -> dict[str, Any]:
    """Return all of it, as `reproduction.json` has it."""
    whole = asdict(found)
    return {**whole, "identical": not _differs(found)}


def print_reproduction(console: Console, said: dict[str, Any], found: Discrepancies) -> None:
    """Print what differs, kind by kind, and the verdict.

    Args:
        console: where to.
        said: the content of `reproduction.json`.
        found: the same as it was found.
    """
    asked = "answers as they are stored" if said["from"] == "responses" else "the model asked again"
    console.print(markup(f"{said['run']}, made again from: {asked}"), highlight=False, soft_wrap=True)
    for title, changes in (
        ("environment", [*([found.fingerprint] if found.fingerprint else []), *found.environment]),
        ("configuration", found.configuration),
        ("results.json", found.results),
    ):
        _print_changes(console, title, changes)
    _print_lines(console, "altered", found.altered)
    _print_lines(console, "without a result", found.without_result)
    console.print(_kinds(found))
    console.print(_metrics(found.metrics))
    why = "".join(f"\n  {markup(line, 200)}" for line in said["why"][:_SHOWN])
    more = len(said["why"]) - _SHOWN
    console.print(
        f"verdict: [bold]{said['verdict']}[/bold]{why}" + (f"\n  ... and {more} more" if more > 0 else ""),
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"all of it: {markup(said['again'])}/reproduction.json", highlight=False, soft_wrap=True)


def _differs(found: Discrepancies) -> bool:
    kinds = any(each.differing for each in found.compared) or any(each.differing for each in found.metrics)
    return bool(kinds or found.results or found.altered or found.without_result)


def _kinds(found: Discrepancies) -> Table:
    table = Table()
    table.add_column("compared")
    for name in ("of", "same"):
        table.add_column(name, justify="right")
    table.add_column("differing")
    for each in found.compared:
        table.add_row(each.name, str(each.n), str(each.n - len(each.differing)), _named(each.differing))
    return table


def _metrics(metrics: Sequence[ComparedMetric]) -> Table:
    table = Table()
    table.add_column("metric")
    for name in ("there", "here", "of", "same"):
        table.add_column(name, justify="right")
    table.add_column("differing")
    for name in ("largest change", "95 % of the mean's"):
        table.add_column(name, justify="right")
    for each in metrics:
        means, counts = (_mean(each.there), _mean(each.here)), (str(each.n), str(each.n - len(each.differing)))
        table.add_row(markup(each.name), *means, *counts, _named(each.differing), *_changes(each))
    return table


def _changes(metric: ComparedMetric) -> tuple[str, str]:
    if not metric.differing:
        return "", ""
    largest = "no value" if metric.largest is None else f"{metric.largest:.4g}"
    return largest, "-" if metric.interval is None else f"{metric.interval[0]:+.2f} to {metric.interval[1]:+.2f}"


def _print_changes(console: Console, title: str, changes: Sequence[Changed]) -> None:
    _print_lines(console, title, [str(each) for each in changes])


def _print_lines(console: Console, title: str, lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        console.print(f"{title}: {markup(line)}", highlight=False, soft_wrap=True)
    if len(lines) > _SHOWN:
        console.print(f"{title}: ... and {len(lines) - _SHOWN} more", highlight=False)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(markup(name, 40) for name in names[:_SHOWN])
    return shown + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _mean(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
