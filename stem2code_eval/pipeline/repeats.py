"""Several answers to one figure: their mean stands for the figure, and their spread is told beside it.

Answers to one figure are not independent figures. Means and intervals are therefore over figures; how much is luck
within a figure and how much differs between figures is an analysis of variance of one random factor (Searle, Casella
and McCulloch, "Variance Components", 1992, chapter 3).
"""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, variance
from typing import Any


def mean_of(values: Sequence[float]) -> float:
    """Return the mean of a figure's values; of a single one exactly that."""
    return math.fsum(values) / len(values)


def describe_repeats(found: Mapping[str, Sequence[Sequence[float]]], repeats: int) -> dict[str, Any]:
    """Return the `repeats` of `results.json`.

    Args:
        found: for each metric the values of each figure that has any.
        repeats: answers asked for to each figure.

    Returns:
        `k`; `best_of`, for each metric the mean over figures of the best of a figure's answers by that metric, which
        nobody who does not know the reference could choose; `variance`, for each metric `within` figures (the mean of
        the unbiased variances of figures with two values or more) and `between` them (of the figures' true means, at
        least 0), null where there are too few values.
    """
    return {
        "k": repeats,
        "best_of": {name: fmean(map(max, figures)) if figures else None for name, figures in found.items()},
        "variance": {name: _components(figures) for name, figures in found.items()},
    }


def _components(figures: Sequence[Sequence[float]]) -> dict[str, float | None]:
    several = [variance(values) for values in figures if len(values) > 1]
    within = fmean(several) if several else None
    if within is None or len(figures) < 2:
        return {"within": within, "between": None}
    luck = within * fmean(1 / len(values) for values in figures)
    return {"within": within, "between": max(0.0, variance(map(mean_of, figures)) - luck)}
