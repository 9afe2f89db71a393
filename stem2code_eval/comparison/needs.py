"""How many figures it would take: what an undecided gate owes its reader."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from stem2code_eval.comparison.pairs import Pair
from stem2code_eval.pipeline.aggregate import clusters_of
from stem2code_eval.stats.decision import DropDecision
from stem2code_eval.stats.power import figures_needed, paired_sd

POWER = 0.8
"""Chance with which the figures named would decide."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Numbers of figures of the same kind that would decide, at 80 % power; None where no number would."""

    if_nothing_lost: int | None
    """To show that no more than `max_drop` is lost, where in truth nothing is."""
    if_as_seen: int | None
    """To decide either way, where the true drop is the one that was seen."""


def values_of(pairs: Sequence[Pair], metric: str) -> tuple[list[float], list[float], list[str] | None]:
    """Return base and candidate values of the pairs that have the metric, and the clusters that they come from."""
    having = [pair for pair in pairs if metric in pair.values]
    base, candidate = ([pair.values[metric][side] for pair in having] for side in (0, 1))
    return base, candidate, clusters_of([(pair.id, pair.source) for pair in having])


def needs(pairs: Sequence[Pair], metric: str, decision: DropDecision, metrics: int, min_figures: int) -> Needs:
    """Return how many figures would decide.

    Args:
        pairs: those of both runs.
        metric: which.
        decision: on it.
        metrics: how many are looked at together; a regression among them has to be the clearer.
        min_figures: independent figures without which nothing passes.
    """
    base, candidate, clusters = values_of(pairs, metric)
    sd = paired_sd(base, candidate, clusters)
    size = len(base) / len(set(clusters)) if clusters else 1.0
    margin = decision.max_drop - decision.drop
    alpha = decision.alpha if margin > 0 else decision.alpha / metrics
    least = math.ceil(min_figures * size)
    return Needs(
        if_nothing_lost=_needed(decision.max_drop, sd, decision.alpha, size, least),
        if_as_seen=_needed(margin, sd, alpha, size, least if margin > 0 else 0),
    )


def _needed(difference: float, sd: float, alpha: float, size: float, least: int) -> int | None:
    found = figures_needed(difference, sd, max(POWER, math.nextafter(alpha, 1)), alpha, cluster_size=size)
    return None if found is None else max(found, least)
