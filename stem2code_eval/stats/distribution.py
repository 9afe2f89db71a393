"""How far the choice of figures may have moved a mean: its bootstrap distribution, with bounds and p-values.

Bounds are BCa (Efron, "Better bootstrap confidence intervals", JASA 1987): percentiles of the resampled means, moved
for bias and skewness, with the acceleration from the jackknife in closed form. The tails are widened by Student's t and
sqrt(n / (n - 1)) (Hesterberg, "What teachers should know about the bootstrap", American Statistician 2015), without
which few figures give too narrow an interval. p-values invert the same bounds, so that the two never disagree.

The normal and t distributions are the functions that `scipy.stats` calls for them; that module takes half a second to
import, and every run ends here.
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from stem2code_eval.stats.robust import Floats, Units

_CELLS_AT_ONCE = 2_000_000
"""Resampled values held in memory at a time."""


@dataclass(frozen=True, slots=True)
class MeanDistribution:
    """A mean and its bootstrap distribution."""

    mean: float
    n: int
    """Number of values."""
    units: int
    """Number of clusters, or of values where each stands for itself; at least 2."""
    means: Floats
    """The resampled means, sorted; empty where all values are equal and the mean is therefore certain."""
    bias: float
    """Efron's z0; NaN where every resampled mean lies on one side of the mean."""
    acceleration: float
    standard_error: float
    """Of the mean, cluster-robust, see `robust.Units`."""
    freedom: float
    """Its degrees of freedom."""

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return both ends of the bootstrap interval; where BCa is not defined, of the widened percentile interval."""
        _check_share("confidence", confidence)
        if not len(self.means):
            return self.mean, self.mean
        reach = self._reach((1 - confidence) / 2)
        low, high = self._share(-reach), self._share(reach)
        if not low < high:
            low, high = float(ndtr(-reach)), float(ndtr(reach))
        found = np.quantile(self.means, (low, high))
        return float(found[0]), float(found[1])

    def t_interval(self, confidence: float) -> tuple[float, float]:
        """Return both ends of the interval by Student's t with the cluster-robust error."""
        _check_share("confidence", confidence)
        reach = float(-stdtrit(self.freedom, (1 - confidence) / 2)) * self.standard_error
        return self.mean - reach, self.mean + reach

    def cautious_interval(self, confidence: float) -> tuple[float, float]:
        """Return the ends that hold both intervals: each alone is too narrow somewhere, see docs/statistics.md."""
        first, second = self.interval(confidence), self.t_interval(confidence)
        return min(first[0], second[0]), max(first[1], second[1])

    def t_p_below(self, value: float) -> float:
        """Return what `p_below` does, by Student's t; where the mean is certain, as `p_below`."""
        if self.standard_error == 0:
            return self.p_below(value)
        return float(stdtr(self.freedom, (self.mean - value) / self.standard_error))

    def t_p_above(self, value: float) -> float:
        """Return what `p_above` does, by Student's t; where the mean is certain, as `p_above`."""
        if self.standard_error == 0:
            return self.p_above(value)
        return float(stdtr(self.freedom, (value - self.mean) / self.standard_error))

    def lower(self, alpha: float) -> float:
        """Return the bound below which the true mean lies with at most the chance `alpha`."""
        return self._bound(alpha, -1)

    def upper(self, alpha: float) -> float:
        """Return the bound above which the true mean lies with at most the chance `alpha`."""
        return self._bound(alpha, 1)

    def p_below(self, value: float) -> float:
        """Return the one-sided p-value of "the true mean is not below `value`": the least alpha with `upper` below it.

        Its resolution is that of the bootstrap: it is never below about 1 / (2 resamples).
        """
        return self._p(value, 1)

    def p_above(self, value: float) -> float:
        """Return the one-sided p-value of "the true mean is not above `value`"; see `p_below`."""
        return self._p(value, -1)

    def _bound(self, alpha: float, side: int) -> float:
        _check_share("alpha", alpha)
        if not len(self.means):
            return self.mean
        reach = side * self._reach(alpha)
        share = self._share(reach)
        return float(np.quantile(self.means, float(ndtr(reach)) if math.isnan(share) else share))

    def _p(self, value: float, side: int) -> float:
        if not len(self.means):
            return float(side * self.mean >= side * value)
        below = (np.searchsorted(self.means, value, "left") + np.searchsorted(self.means, value, "right")) / 2
        smallest = 0.5 / len(self.means)
        share = min(max(below / len(self.means), smallest), 1 - smallest)
        reach = side * self._unmoved(float(ndtri(share)))
        return float(stdtr(self.freedom, -reach / self._widening))

    @property
    def _widening(self) -> float:
        return math.sqrt(self.units / (self.units - 1))

    def _reach(self, alpha: float) -> float:
        """Return how many standard normal deviations an end lies from the middle, before BCa."""
        return float(-stdtrit(self.freedom, alpha)) * self._widening

    def _share(self, reach: float) -> float:
        """Return Efron's corrected share of the means; NaN where the correction has no value."""
        away = self.bias + reach
        slack = 1 - self.acceleration * away
        return float(ndtr(self.bias + away / slack)) if slack > 0 else math.nan

    def _unmoved(self, deviation: float) -> float:
        """Return the reach whose corrected share is that of `deviation`: the inverse of `_share`."""
        away = deviation - self.bias
        slack = 1 + self.acceleration * away
        return away / slack - self.bias if slack > 0 else deviation


def mean_distribution(
    values: Sequence[float] | Floats,
    clusters: Sequence[Hashable] | None = None,
    resamples: int = 2000,
    seed: int = 0,
) -> MeanDistribution | None:
    """Return the bootstrap distribution of the mean of `values` over figures, or over clusters of figures.

    With clusters, whole clusters are drawn and the mean is the ratio of the drawn sums and counts, so that figures of
    one source do not pass for independent ones. The result depends on the values and on which of them share a cluster,
    not on the order of the rows nor on the clusters' names.

    Args:
        values: finite numbers.
        clusters: for each value the cluster it belongs to; None when every value stands for itself.
        resamples: number of bootstrap means.
        seed: of the resampling; the same seed gives the same distribution.

    Returns:
        None where fewer than two units say nothing about the spread.

    Raises:
        ValueError: a value is not finite, the lengths differ, or `resamples` is not positive.
    """
    scores = np.asarray(values, np.float64)
    check(scores, clusters, resamples)
    units = units_of(scores, clusters)
    if len(units.sums) < 2:
        return None
    mean, number = math.fsum(scores) / len(scores), len(units.sums)
    if scores.min() == scores.max():
        return MeanDistribution(mean, len(scores), number, np.empty(0), 0.0, 0.0, 0.0, number - 1.0)
    means = np.sort(_resampled_means(units.sums, units.counts, resamples, seed))
    below = (np.sum(means < mean) + np.sum(means <= mean)) / (2 * len(means))
    bias = float(ndtri(below))
    return MeanDistribution(
        mean=mean,
        n=len(scores),
        units=number,
        means=means,
        bias=bias if math.isfinite(bias) else math.nan,
        acceleration=_acceleration(units.sums, units.counts),
        standard_error=units.robust_error(),
        freedom=units.freedom(),
    )


def check(scores: Floats, clusters: Sequence[Hashable] | None, resamples: int) -> None:
    """Raise `ValueError` for values, clusters or a number of resamples that cannot be used."""
    if not np.isfinite(scores).all():
        raise ValueError("every value must be finite: leave out what could not be measured")
    if clusters is not None and len(clusters) != len(scores):
        raise ValueError(f"{len(scores)} values but {len(clusters)} clusters")
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1, not {resamples}")


def units_of(scores: Floats, clusters: Sequence[Hashable] | None) -> Units:
    """Return the units that are drawn, in an order of their own."""
    if clusters is None:
        return Units(np.sort(scores), np.ones(len(scores)))
    members: dict[Hashable, list[float]] = {}
    for score, cluster in zip(scores.tolist(), clusters, strict=True):
        members.setdefault(cluster, []).append(score)
    units = sorted((math.fsum(group), float(len(group))) for group in members.values())
    return Units(np.array([total for total, _ in units]), np.array([count for _, count in units]))


def _resampled_means(sums: Floats, counts: Floats, resamples: int, seed: int) -> Floats:
    """Return the means of as many units as there are, drawn with replacement, `resamples` times."""
    generator = np.random.default_rng(seed)
    batch = max(1, _CELLS_AT_ONCE // len(sums))
    alike = counts.min() == counts.max()
    means = []
    for start in range(0, resamples, batch):
        drawn = generator.integers(0, len(sums), (min(batch, resamples - start), len(sums)))
        number = counts[0] * len(sums) if alike else counts[drawn].sum(axis=1)
        means.append(sums[drawn].sum(axis=1) / number)
    return np.concatenate(means)


def _acceleration(sums: Floats, counts: Floats) -> float:
    """Return Efron's acceleration from the means that leave out one unit each."""
    left_out = (sums.sum() - sums) / (counts.sum() - counts)
    away = left_out.mean() - left_out
    largest = float(np.abs(away).max())
    if largest == 0:
        return 0.0
    away = away / largest
    return float(np.sum(away**3) / (6 * np.sum(away**2) ** 1.5))


def _check_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} must lie between 0 and 1, not at {value}")
