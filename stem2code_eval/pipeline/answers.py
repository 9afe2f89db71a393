"""What the means of a run need of its rows of scores, as a table of numbers: as objects it would fill the memory."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.pipeline.records import ScoreRow

_NO_SOURCE = -1


class _Numbers(dict[str, int]):
    """Numbers for texts, from 0 in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        return self.setdefault(text, len(self))


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a run, or some of them."""

    table: NDArray[np.void]
    """A record for each answer. `figure` is equal for the answers to one figure and rises with the first of them,
    `source` is equal for figures of one source and -1 for those without, `subject` and `outcome` are positions in the
    names below, `covered` is whether there is a result, `values` has one for each metric, NaN where there is none."""
    subjects: Sequence[str]
    outcomes: Sequence[str]

    def __len__(self) -> int:
        return len(self.table)

    @property
    def covered(self) -> int:
        """How many have a result."""
        return int(np.count_nonzero(self.table["covered"]))

    def of(self, subject: str) -> "Answers":
        """Return those to figures of one subject."""
        return replace(self, table=self.table[self.table["subject"] == self.subjects.index(subject)])

    def counts(self) -> Counter[str]:
        """Return how many answers ended in each outcome."""
        found = np.bincount(self.table["outcome"]).tolist()
        return Counter(dict(zip(self.outcomes, found, strict=False)))

    def of_metric(self, metric: int) -> "Valued":
        """Return the figures that have a value of the metric at that position."""
        values = self.table["values"][:, metric]
        there = np.flatnonzero(~np.isnan(values))
        figures = self.table["figure"][there]
        order = np.argsort(figures, kind="stable")
        there, figures = there[order], figures[order]
        first = np.flatnonzero(np.diff(figures, prepend=-1))
        return Valued(figures[first], self.table["source"][there[first]], values[there], first)


@dataclass(frozen=True, slots=True)
class Valued:
    """The values of one metric, by figures."""

    figures: NDArray[np.int32]
    """As in `Answers.table`; each once."""
    sources: NDArray[np.int32]
    """Of the figures."""
    values: NDArray[np.float64]
    """Figure by figure, those of one in the order of its answers."""
    first: NDArray[np.intp]
    """Where in `values` those of each figure begin."""

    def __len__(self) -> int:
        return len(self.figures)

    def __iter__(self) -> Iterator[list[float]]:
        """Yield the values of each figure."""
        bounds = pairwise(chain(self.first, (len(self.values),)))
        return (self.values[start:end].tolist() for start, end in bounds)

    def clusters(self, least: int) -> list[int] | None:
        """Return what `aggregate.clusters_of` does, as numbers; `least` sources are enough."""
        has_source = self.sources != _NO_SOURCE
        if len(np.unique(self.sources[has_source])) < least:
            return None
        alone = _NO_SOURCE - 1 - self.figures
        found: list[int] = np.where(has_source, self.sources, alone).tolist()
        return found


def read_answers(rows: Iterable[ScoreRow], metrics: Sequence[str], repeats: int) -> Answers:
    """Return what the means need of the rows, which are taken one by one.

    Args:
        rows: one row for each answer to each sample.
        metrics: the names of the values, in order.
        repeats: answers to each sample; of one answer each, every row is a figure, and no id is held.

    Raises:
        ValueError: a value is NaN.
    """
    ids, sources, subjects, outcomes = _Numbers(), _Numbers(), _Numbers(), _Numbers()
    records = (
        (
            at if repeats == 1 else ids[row.id],
            _NO_SOURCE if row.source is None else sources[row.source],
            subjects[row.subject],
            outcomes[row.outcome],
            row.covered,
            [_number(row.metrics.get(name)) for name in metrics],
        )
        for at, row in enumerate(rows)
    )
    columns = [(name, np.int32) for name in ("figure", "source", "subject", "outcome")]
    kind = np.dtype([*columns, ("covered", np.bool_), ("values", np.float64, (len(metrics),))])
    return Answers(np.fromiter(records, kind), list(subjects), list(outcomes))


def _number(value: float | None) -> float:
    if value is None:
        return math.nan
    if math.isnan(value):
        raise ValueError("every value must be a number: leave out what could not be measured")
    return value
