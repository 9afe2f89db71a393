"""From rows of scores to `results.json`: means with intervals over all samples, whole and by subject.

Nothing here depends on time, order of work or how often a run was interrupted: the same rows give the same
bytes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.records import ResponseRow, ScoreRow

Results = dict[str, Any]

MIN_SOURCES = 10
"""Figures of one source are drawn together in the bootstrap when there are at least this many sources; fewer
do not tell how sources vary, and figures are drawn alone."""


def aggregate(rows: Sequence[ScoreRow], metrics: Sequence[str], responses: Iterable[ResponseRow], seed: int) -> Results:
    """Return the content of `results.json`.

    Args:
        rows: one row for each sample of the task, in dataset order.
        metrics: the names to report, in order.
        responses: the stored responses, for their token counts.
        seed: of the bootstrap.

    Returns:
        `n`; `coverage` (per cent of samples with a result); `outcomes` (counts); `metrics`, each with `mean`,
        `ci95` ([low, high]), `n` (samples with a value) and `bounds` ([missing as 0, missing left out]), null
        where no sample has a value; `by_subject`, the same for each subject; `usage`.
    """
    by_subject: dict[str, list[ScoreRow]] = defaultdict(list)
    for row in rows:
        by_subject[row.subject].append(row)
    return {
        **_part(rows, metrics, seed),
        "by_subject": {name: _part(by_subject[name], metrics, seed) for name in sorted(by_subject)},
        "usage": _usage(responses),
    }


def _part(rows: Sequence[ScoreRow], metrics: Sequence[str], seed: int) -> Results:
    counts = Counter(row.outcome for row in rows)
    return {
        "n": len(rows),
        "coverage": 100.0 * sum(row.covered for row in rows) / len(rows) if rows else 0.0,
        "outcomes": {str(outcome): counts[outcome] for outcome in Outcome if counts[outcome]},
        "metrics": {name: _metric(rows, name, seed) for name in metrics},
    }


def _metric(rows: Sequence[ScoreRow], name: str, seed: int) -> Results:
    # scipy.stats takes over a second to import; no run should wait for it at its start.
    from stem2code_eval.stats.intervals import mean_with_interval

    pairs = [(value, row) for row in rows if (value := row.metrics.get(name)) is not None]
    values = [value for value, _ in pairs]
    interval = mean_with_interval(values, _clusters([row for _, row in pairs]), seed=seed)
    if interval is None:
        return {"mean": None, "ci95": None, "n": 0, "bounds": None}
    return {
        "mean": interval.mean,
        "ci95": None if interval.low is None else [interval.low, interval.high],
        "n": len(values),
        "bounds": [sum(values) / len(rows), interval.mean],
    }


def _clusters(rows: Sequence[ScoreRow]) -> list[str] | None:
    sources = {row.source for row in rows if row.source is not None}
    if len(sources) < MIN_SOURCES:
        return None
    return [f"source {row.source}" if row.source is not None else f"sample {row.id}" for row in rows]


def _usage(responses: Iterable[ResponseRow]) -> Results:
    total = Counter({"prompt_tokens": 0, "completion_tokens": 0})
    for response in responses:
        for name in total if response.usage else ():
            total[name] += (response.usage or {}).get(name, 0)
    return {**total, "cost_usd": None}
