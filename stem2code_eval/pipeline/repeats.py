"""Several answers to one figure: their mean stands for the figure, and their spread is told beside it.

Answers to one figure are not independent figures. Means and intervals are therefore over figures; how much is luck
within a figure and how much differs between figures is told by `stats.repeats`.
"""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any


def mean_of(values: Sequence[float]) -> float:
    """Return the mean of a figure's values; of a single one exactly that."""
    return math.fsum(values) / len(values)


def describe_repeats(found: Iterable[tuple[str, Sequence[Sequence[float]]]], repeats: int) -> dict[str, Any]:
    """Return the `repeats` of `results.json`.

    Args:
        found: each metric with the values of each figure that has any; taken one by one.
        repeats: answers asked for to each figure.

    Returns:
        `k`; `best_of`, for each metric the mean over figures of the best of a figure's answers by that metric, which
        nobody who does not know the reference could choose; `variance`, for each metric `within` figures (between
        answers to one) and `between` them (of the figures' true means, at least 0), in squared points, null where there
        are too few values.
    """
    best_of: dict[str, float | None] = {}
    variance: dict[str, dict[str, float | None]] = {}
    for name, figures in found:
        best_of[name] = fmean(map(max, figures)) if figures else None
        variance[name] = _components(figures)
    return {"k": repeats, "best_of": best_of, "variance": variance}


def _components(figures: Sequence[Sequence[float]]) -> dict[str, float | None]:
    # scipy takes a while to import; no run should wait for it at its start.
    from stem2code_eval.stats.repeats import variance_components

    found = variance_components(figures)
    return {"within": None, "between": None} if found is None else {"within": found.within, "between": found.between}
