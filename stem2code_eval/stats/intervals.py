"""The mean of a score over figures, with a bootstrap interval for it."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, norm, t

_CELLS_AT_ONCE = 2_000_000
"""Resampled values held in memory at a time."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanInterval:
    """A mean and how far the choice of figures may have moved it."""

    mean: float
    low: float | None
    """Lower end of the interval; None when one figure (or one cluster) says nothing about the spread."""
    high: float | None
    n: int
    """Number of values."""


def mean_with_interval(
    values: Sequence[float],
    clusters: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> MeanInterval | None:
    """Return the mean of `values` with a bootstrap interval over figures, or over clusters of figures.

    The interval is BCa (Efron, "Better bootstrap confidence intervals", JASA 1987): percentiles of the
    resampled means, moved for bias and skewness, with the acceleration from the jackknife in closed form. The
    tails are widened by Student's t and sqrt(n / (n - 1)) (Hesterberg, "What teachers should know about the
    bootstrap", American Statistician 2015), without which few figures give too narrow an interval. Where the
    correction is not defined (every resampled mean on one side of the mean) the widened percentiles stand.
    With clusters, whole clusters are drawn and the mean is the ratio of the drawn sums and counts, so that
    figures of one source do not pass for independent ones.

    The result depends on the values and on which of them share a cluster, not on the order of the rows nor on
    the clusters' names.

    Args:
        values: finite numbers.
        clusters: for each value the cluster it belongs to; None when every value stands for itself.
        confidence: coverage of the interval, above 0 and below 1.
        resamples: number of bootstrap means.
        seed: of the resampling; the same seed gives the same interval.

    Returns:
        The mean and its interval; None without values.

    Raises:
        ValueError: a value is not finite, the lengths differ, or `confidence` or `resamples` is out of range.
    """
    scores = np.asarray(values, np.float64)
    _check(scores, clusters, confidence, resamples)
    if len(scores) == 0:
        return None
    sums, counts = _units(scores, clusters)
    mean = math.fsum(scores) / len(scores)
    if len(sums) == 1:
        return MeanInterval(mean, None, None, len(scores))
    if scores.min() == scores.max():
        return MeanInterval(mean, mean, mean, len(scores))
    means = _resampled_means(sums, counts, resamples, seed)
    reach = _reach(len(sums), confidence)
    tails = _bca_tails(means, mean, _acceleration(sums, counts), reach)
    low, high = np.quantile(means, tails).tolist()
    return MeanInterval(mean, low, high, len(scores))


def _check(scores: _Floats, clusters: Sequence[Hashable] | None, confidence: float, resamples: int) -> None:
    if not np.isfinite(scores).all():
        raise ValueError("every value must be finite: leave out what could not be measured")
    if clusters is not None and len(clusters) != len(scores):
        raise ValueError(f"{len(scores)} values but {len(clusters)} clusters")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not at {confidence}")
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1, not {resamples}")


def _units(scores: _Floats, clusters: Sequence[Hashable] | None) -> tuple[_Floats, _Floats]:
    """Return the sum and the number of values of each unit that is drawn, in an order of their own."""
    if clusters is None:
        return np.sort(scores), np.ones(len(scores))
    members: dict[Hashable, list[float]] = {}
    for score, cluster in zip(scores.tolist(), clusters, strict=True):
        members.setdefault(cluster, []).append(score)
    units = sorted((math.fsum(group), float(len(group))) for group in members.values())
    sums, counts = np.array(units).T
    return sums, counts


def _resampled_means(sums: _Floats, counts: _Floats, resamples: int, seed: int) -> _Floats:
    batch = max(1, _CELLS_AT_ONCE // len(sums))
    generator = np.random.default_rng(seed)
    drawn = bootstrap(
        (sums, counts),
        _ratio,
        n_resamples=resamples,
        batch=batch,
        vectorized=True,
        paired=True,
        method="percentile",
        rng=generator,
    )
    return np.asarray(drawn.bootstrap_distribution, np.float64)


def _ratio(sums: _Floats, counts: _Floats, axis: int = -1) -> _Floats:
    return np.asarray(sums.sum(axis=axis) / counts.sum(axis=axis), np.float64)


def _acceleration(sums: _Floats, counts: _Floats) -> float:
    """Return Efron's acceleration from the means that leave out one unit each."""
    left_out = (sums.sum() - sums) / (counts.sum() - counts)
    away = left_out.mean() - left_out
    largest = float(np.abs(away).max())
    if largest == 0:
        return 0.0
    away = away / largest
    return float(np.sum(away**3) / (6 * np.sum(away**2) ** 1.5))


def _reach(units: int, confidence: float) -> float:
    """Return how many standard normal deviations each end lies from the middle, before BCa."""
    student = float(t.ppf((1 + confidence) / 2, units - 1))
    return student * math.sqrt(units / (units - 1))


def _bca_tails(means: _Floats, mean: float, acceleration: float, reach: float) -> tuple[float, float]:
    """Return the two shares of `means` between which the interval lies."""
    plain = float(norm.cdf(-reach)), float(norm.cdf(reach))
    below = (np.sum(means < mean) + np.sum(means <= mean)) / (2 * len(means))
    bias = float(norm.ppf(below))
    if not math.isfinite(bias):
        return plain
    low, high = _moved(bias, acceleration, -reach), _moved(bias, acceleration, reach)
    return (low, high) if low < high else plain


def _moved(bias: float, acceleration: float, quantile: float) -> float:
    """Return Efron's corrected share; NaN where the correction has no value."""
    away = bias + quantile
    slack = 1 - acceleration * away
    return float(norm.cdf(bias + away / slack)) if slack > 0 else math.nan
