"""The numbers at the head of the page: from `results.json`, or, of an unfinished run, from the rows there are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.aggregate import Results, aggregate, price_of
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.store import RESULTS, Store

_NOT_REACHED = "\0not reached"
"""The subject, which no file can name, of the rows that stand for samples without a row."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Metric:
    """The mean of one metric, on 0 to 100; None where no sample has a value."""

    name: str
    mean: float | None
    interval: Interval | None
    """95 %."""
    n: int
    """Samples with a value."""
    bounds: Interval | None
    """Missing as 0, missing left out."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the samples: all, or those of one subject."""

    n: int
    coverage: float
    """Per cent of the samples with a result."""
    metrics: list[Metric]


@dataclass(frozen=True, slots=True)
class Totals:
    """The content of `results.json`."""

    whole: Part
    outcomes: dict[str, int]
    by_subject: dict[str, Part]
    usage: dict[str, Any]
    ended: int
    """Samples with a row of scores."""
    unfinished: bool
    """The numbers were made from the rows of a run that has not come to its end."""


def read_totals(store: Store, manifest: Mapping[str, Any]) -> Totals:
    """Return the totals of a run folder.

    Raises:
        UserError: `results.json` or `run.json` is damaged.
    """
    path = store.root / RESULTS
    unfinished = manifest.get("end") is None or not path.exists()
    try:
        results = _so_far(store, manifest) if unfinished else json.loads(path.read_bytes())
        return Totals(
            whole=_part(results),
            outcomes={str(Outcome(name)): int(count) for name, count in results["outcomes"].items()},
            by_subject={str(name): _part(part) for name, part in results["by_subject"].items()},
            usage=dict(results["usage"]),
            ended=len(store.scores) // int(manifest.get("repeats", 1)),
            unfinished=unfinished,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        said = f"{type(error).__name__}: {error}"
        raise UserError(
            f"{store.root} is damaged: its {'rows do' if unfinished else f'{RESULTS} does'} not have the content of "
            f"a run ({said}). Repeat the run, or of a finished one `stem2code-eval score {store.root}`."
        ) from error


def _so_far(store: Store, manifest: Mapping[str, Any]) -> Results:
    """Return what `results.json` would hold if the run ended now: samples without a row have no result."""
    protocol = protocol_of(manifest)
    metrics = protocol.reported((EXEC_RATE, *manifest["metrics"], *manifest.get("judges", {})))
    repeats = int(manifest.get("repeats", 1))
    missing = ScoreRow("", _NOT_REACHED, None, None, "", [], dict.fromkeys(metrics))
    results = aggregate(
        chain(
            protocol.complete(store.scores.rows()),
            repeat(missing, int(manifest["task"]["n"]) * repeats - len(store.scores)),
        ),
        metrics,
        store.responses.rows(),
        manifest["seed"],
        repeats=repeats,
        spent=store.spent.rows(),
        price=price_of(manifest),
    )
    results["by_subject"].pop(_NOT_REACHED, None)
    return results


def _part(value: Mapping[str, Any]) -> Part:
    metrics = [_metric(name, about) for name, about in value["metrics"].items()]
    return Part(int(value["n"]), float(value["coverage"]), metrics)


def _metric(name: str, value: Mapping[str, Any]) -> Metric:
    mean = None if value["mean"] is None else float(value["mean"])
    return Metric(name, mean, _interval(value["ci95"]), int(value["n"]), _interval(value["bounds"]))


def _interval(value: Any) -> Interval | None:
    if value is None:
        return None
    low, high = value
    return float(low), float(high)
