"""From rows of scores to `results.json`: means with intervals over all samples, whole and by subject.

Nothing here depends on time, order of work or how often a run was interrupted: the same rows give the same
bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from stem2code_eval.models.prices import Price, read_price
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.answers import Answers, read_answers
from stem2code_eval.pipeline.judge_usage import judge_usage
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.records import ResponseRow, ScoreRow, SpentRow
from stem2code_eval.pipeline.repeats import describe_repeats, mean_of
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.spending import usage_of
from stem2code_eval.pipeline.store import Store

Results = dict[str, Any]

MIN_SOURCES = 10
"""Figures of one source are drawn together in the bootstrap when there are at least this many sources; fewer
do not tell how sources vary, and figures are drawn alone."""


def aggregate_run(store: Store, manifest: Mapping[str, Any]) -> Results:
    """Return the content of `results.json` of a run whose samples have all ended."""
    judges, protocol = manifest["judges"], protocol_of(manifest)
    results = aggregate(
        protocol.complete(store.scores.rows()),
        protocol.reported((EXEC_RATE, *manifest["metrics"], *judges)),
        store.responses.rows(),
        manifest["seed"],
        repeats=manifest.get("repeats", 1),
        spent=store.spent.rows(),
        price=price_of(manifest),
    )
    if judges:
        results["judge_usage"] = judge_usage(store.scores.rows(), manifest.get("judge_prices", {}))
    return results


def price_of(manifest: Mapping[str, Any]) -> Price | None:
    """Return the price of the model's tokens as a manifest records it."""
    prices = manifest.get("usd_per_million_tokens")
    return None if prices is None else read_price(prices, "run.json, usd_per_million_tokens")


def aggregate(
    rows: Iterable[ScoreRow],
    metrics: Sequence[str],
    responses: Iterable[ResponseRow],
    seed: int,
    *,
    repeats: int = 1,
    spent: Iterable[SpentRow] = (),
    price: Price | None = None,
) -> Results:
    """Return the content of `results.json`.

    Args:
        rows: one row for each answer to each sample of the task, in dataset order.
        metrics: the names to report, in order.
        responses: the stored responses, for their token counts.
        seed: of the bootstrap.
        repeats: answers to each sample.
        spent: what requests cost that gave no answer.
        price: of the model's tokens.

    Returns:
        `n` (samples); `coverage` (per cent of answers with a result); `outcomes` (counts of answers); `metrics`, each
        with `mean`, `ci95` ([low, high]), `n` (samples with a value) and `bounds` ([missing as 0, missing left out]),
        null where no sample has a value; `by_subject`, the same for each subject; `usage`; where there are several
        answers to a sample `repeats`, as `describe_repeats` makes it. The mean of a sample's answers stands for it.
    """
    answers = read_answers(rows, metrics, repeats)
    parts = {name: _part(answers.of(name), metrics, seed, repeats) for name in sorted(answers.subjects)}
    results = {
        **_part(answers, metrics, seed, repeats),
        "by_subject": parts,
        "usage": usage_of(responses, spent, price),
    }
    if repeats > 1:
        found = ((name, list(answers.of_metric(at))) for at, name in enumerate(metrics))
        results["repeats"] = describe_repeats(found, repeats)
    return results


def _part(answers: Answers, metrics: Sequence[str], seed: int, repeats: int) -> Results:
    counts = answers.counts()
    return {
        "n": len(answers) // repeats,
        "coverage": 100.0 * answers.covered / len(answers) if len(answers) else 0.0,
        "outcomes": {str(outcome): counts[outcome] for outcome in Outcome if counts[outcome]},
        "metrics": {name: _metric(answers, at, seed) for at, name in enumerate(metrics)},
    }


def _metric(answers: Answers, metric: int, seed: int) -> Results:
    # scipy takes a while to import; no run should wait for it at its start.
    from stem2code_eval.stats.intervals import mean_with_interval

    figures = answers.of_metric(metric)
    means = np.fromiter(map(mean_of, figures), np.float64, len(figures))
    interval = mean_with_interval(means, figures.clusters(MIN_SOURCES), seed=seed)
    if interval is None:
        return {"mean": None, "ci95": None, "n": 0, "bounds": None}
    return {
        "mean": interval.mean,
        "ci95": None if interval.low is None else [interval.low, interval.high],
        "n": len(figures),
        "bounds": [sum(sum(values) for values in figures) / len(answers), interval.mean],
    }


def clusters_of(figures: Sequence[tuple[str, str | None]]) -> list[str] | None:
    """Return for each figure, given by id and source, what it is drawn together with.

    Returns:
        None where there are fewer than `MIN_SOURCES` sources, and every figure stands for itself.
    """
    sources = {source for _, source in figures if source is not None}
    if len(sources) < MIN_SOURCES:
        return None
    return [f"source {source}" if source is not None else f"sample {name}" for name, source in figures]
