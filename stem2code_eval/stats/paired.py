"""How far two runs differ on the figures that both have: paired, because the same figures are hard for both.

Pairing takes the difficulty of figures out of the comparison, and clusters keep figures of one source from passing for
independent ones (Miller, "Adding error bars to evals", arXiv 2411.00640, sections 2.2 and 4.2).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from stem2code_eval.stats.distribution import MeanDistribution, check, mean_distribution, units_of
from stem2code_eval.stats.robust import Floats


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """The mean of candidate - base over the shared figures, by bootstrap and by Student's t.

    Each alone is wrong a little too often somewhere (docs/statistics.md); the more cautious of both is what counts.
    """

    difference: float
    """On the scale of the scores; above 0 the candidate is better."""
    low: float
    high: float
    """Ends of the interval that holds both of those below."""
    bootstrap_low: float
    bootstrap_high: float
    t_low: float
    t_high: float
    """Ends of the interval by t with a cluster-robust standard error."""
    standard_error: float
    """Cluster-robust."""
    p_value: float
    """Two-sided, of "no difference": the larger of the bootstrap's and t's; `low` to `high` leaves out 0 where it is
    small enough."""
    bootstrap_p_value: float
    t_p_value: float
    n: int
    """Number of shared figures."""
    clusters: int


def paired_distribution(
    base: Sequence[float] | Floats,
    candidate: Sequence[float] | Floats,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = 5000,
    seed: int = 0,
) -> MeanDistribution | None:
    """Return the bootstrap distribution of the mean of candidate - base; what decisions are read off.

    Args:
        base: scores of the first run, one a shared figure (of repeats, their mean).
        candidate: scores of the second run, of the same figures in the same order.
        clusters: for each figure what it comes from; None when every figure stands for itself.
        resamples: number of bootstrap means.
        seed: of the resampling; runs are compared the same way again with the same seed.

    Returns:
        None where fewer than two clusters say nothing about the spread.

    Raises:
        ValueError: the lengths differ, or a score is not finite.
    """
    return mean_distribution(differences(base, candidate), clusters, resamples, seed)


def paired_difference(
    base: Sequence[float] | Floats,
    candidate: Sequence[float] | Floats,
    clusters: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
    resamples: int = 5000,
    seed: int = 0,
) -> PairedDifference | None:
    """Return the difference of two runs with both intervals and both p-values; arguments as `paired_distribution`.

    Where the two methods disagree about 0, few figures carry the difference, and neither should be trusted alone.
    """
    found = paired_distribution(base, candidate, clusters, resamples, seed)
    if found is None:
        return None
    low, high = found.cautious_interval(confidence)
    by_bootstrap, by_t = found.interval(confidence), found.t_interval(confidence)
    p_bootstrap = min(1.0, 2 * min(found.p_below(0.0), found.p_above(0.0)))
    p_t = min(1.0, 2 * min(found.t_p_below(0.0), found.t_p_above(0.0)))
    return PairedDifference(
        difference=found.mean,
        low=low,
        high=high,
        bootstrap_low=by_bootstrap[0],
        bootstrap_high=by_bootstrap[1],
        t_low=by_t[0],
        t_high=by_t[1],
        standard_error=found.standard_error,
        p_value=max(p_bootstrap, p_t),
        bootstrap_p_value=p_bootstrap,
        t_p_value=p_t,
        n=found.n,
        clusters=found.units,
    )


def differences(base: Sequence[float] | Floats, candidate: Sequence[float] | Floats) -> Floats:
    """Return candidate - base.

    Raises:
        ValueError: the lengths differ.
    """
    first, second = np.asarray(base, np.float64), np.asarray(candidate, np.float64)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError(f"base has {first.shape} scores and candidate {second.shape}: give one a shared figure")
    return second - first


def standard_error(values: Sequence[float] | Floats, clusters: Sequence[Hashable] | None = None) -> float:
    """Return the cluster-robust standard error of the mean of `values`, see `robust.Units`.

    Raises:
        ValueError: there are fewer than two clusters, a value is not finite, or the lengths differ.
    """
    scores = np.asarray(values, np.float64)
    check(scores, clusters, resamples=1)
    units = units_of(scores, clusters)
    if len(units.sums) < 2:
        raise ValueError("one cluster says nothing about the spread")
    return units.robust_error()
