"""One look through all rows of scores before the page is written: what can be filtered, and how scores are spread."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles

from stem2code_eval.pipeline.protocols import DEFAULT, Protocol
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.damage import reading
from stem2code_eval.report.text import short

BINS = 20
"""Of 5 points each; 100 is in the last."""
_MOST_CHOICES = 60
"""Flags or levels that can be chosen in a filter, the commonest."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of some answers are spread, each on 0 to 100."""

    n: int
    mean: float
    low: float
    """The first quartile."""
    median: float
    high: float
    """The third quartile."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the rows hold, in all."""

    flags: list[str]
    levels: list[str]
    bins: dict[str, list[int]]
    """Metric to answers in each of `BINS` bins."""
    by_level: dict[str, dict[str, Spread]]
    """Metric and level to scores, levels in order."""


def survey(store: Store, metrics: Sequence[str], protocol: Protocol = DEFAULT) -> Survey:
    """Return what the rows of scores of a run hold. Memory grows by 8 bytes a score.

    Raises:
        UserError: a row holds values of other types than a run writes.
    """
    counted = _Counted(metrics)
    for row in store.scores.rows():
        with reading(store.root, row.id):
            for completed in protocol.complete([row]):
                counted.add(completed)
    return counted.survey()


class _Counted:
    def __init__(self, metrics: Sequence[str]) -> None:
        self._flags: Counter[str] = Counter()
        self._levels: Counter[str] = Counter()
        self._bins = {metric: [0] * BINS for metric in metrics}
        self._by_level: dict[str, dict[str, array[float]]] = {metric: {} for metric in metrics}

    def add(self, row: ScoreRow) -> None:
        self._flags.update({short(flag, 60) for flag in row.flags[:_MOST_CHOICES]})
        level = short(row.level)
        self._levels[level] += bool(level)
        for metric, bins in self._bins.items():
            value = number(row.metrics.get(metric))
            if value is None or not row.covered:
                continue
            bins[min(max(int(value * BINS / 100), 0), BINS - 1)] += 1
            if level:
                self._by_level[metric].setdefault(level, array("d")).append(value)

    def survey(self) -> Survey:
        chosen = _in_order(name for name, count in self._levels.most_common(_MOST_CHOICES) if count)
        spreads = {
            metric: {level: _spread(found[level]) for level in chosen if level in found}
            for metric, found in self._by_level.items()
        }
        flags = sorted(name for name, _ in self._flags.most_common(_MOST_CHOICES))
        return Survey(flags, chosen, self._bins, spreads)


def number(value: object) -> float | None:
    """Return a value of a row as a score, or None where it is not a finite number."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _in_order(levels: Iterable[str]) -> list[str]:
    return sorted(levels, key=lambda level: (not level.isdecimal(), int(level) if level.isdecimal() else 0, level))


def _spread(values: "array[float]") -> Spread:
    low, median, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else 3 * [values[0]]
    return Spread(len(values), fmean(values), low, median, high)
