"""The mean of a score over figures, with a bootstrap interval for it."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from stem2code_eval.stats.distribution import check, mean_distribution
from stem2code_eval.stats.robust import Floats


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
    values: Sequence[float] | Floats,
    clusters: Sequence[Hashable] | None = None,
    confidence: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> MeanInterval | None:
    """Return the mean of `values` with the interval that `distribution.MeanDistribution` describes.

    It is the bootstrap's; where clusters differ in size, which makes that too narrow, it holds t's as well. It never
    reaches beyond the values themselves.

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
    check(scores, clusters, resamples)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not at {confidence}")
    if len(scores) == 0:
        return None
    found = mean_distribution(scores, clusters, resamples, seed)
    if found is None:
        return MeanInterval(math.fsum(scores) / len(scores), None, None, len(scores))
    even = found.freedom == found.units - 1
    ends = found.interval(confidence) if even else found.cautious_interval(confidence)
    low, high = max(ends[0], float(scores.min())), min(ends[1], float(scores.max()))
    return MeanInterval(found.mean, low, high, found.n)
