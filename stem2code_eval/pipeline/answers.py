"""What the means of a run need of its rows of scores, in columns of numbers: as objects it would fill the memory."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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
    """The answers of a run, or some of them, a place in each array for each; the texts belong to all."""

    figures: NDArray[np.int32]
    """Equal for the answers to one figure, and rising with the first of them."""
    sources: NDArray[np.int32]
    """Equal where the figures are of one source; -1 where one has none."""
    subjects: NDArray[np.int32]
    """Positions in `subject_names`."""
    outcomes: NDArray[np.int32]
    """Positions in `outcome_names`."""
    covered: NDArray[np.bool_]
    values: Sequence[NDArray[np.float64]]
    """One array for each metric; NaN where an answer has no value."""
    subject_names: Sequence[str]
    outcome_names: Sequence[str]

    def __len__(self) -> int:
        return len(self.figures)

    def of(self, subject: str) -> "Answers":
        """Return those to figures of one subject."""
        here = self.subjects == self.subject_names.index(subject)
        return replace(
            self,
            figures=self.figures[here],
            sources=self.sources[here],
            subjects=self.subjects[here],
            outcomes=self.outcomes[here],
            covered=self.covered[here],
            values=[column[here] for column in self.values],
        )

    def counts(self) -> Counter[str]:
        """Return how many answers ended in each outcome."""
        return Counter(dict(zip(self.outcome_names, np.bincount(self.outcomes).tolist(), strict=False)))

    def of_metric(self, metric: int) -> "Valued":
        """Return the figures that have a value of the metric at that position."""
        values = self.values[metric]
        there = np.flatnonzero(~np.isnan(values))
        there = there[np.argsort(self.figures[there], kind="stable")]
        figures = self.figures[there]
        first = np.flatnonzero(np.diff(figures, prepend=-1))
        return Valued(figures[first], self.sources[there][first], values[there], first)


@dataclass(frozen=True, slots=True)
class Valued:
    """The values of one metric, by figures."""

    figures: NDArray[np.int32]
    """As in `Answers`; each once."""
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
        ends = [*self.first[1:].tolist(), len(self.values)]
        return (self.values[start:end].tolist() for start, end in zip(self.first.tolist(), ends, strict=True))

    def clusters(self, least: int) -> list[int] | None:
        """Return what `aggregate.clusters_of` does, as numbers; `least` sources are enough."""
        has_source = self.sources != _NO_SOURCE
        if len(np.unique(self.sources[has_source])) < least:
            return None
        alone = _NO_SOURCE - 1 - self.figures
        found: list[int] = np.where(has_source, self.sources, alone).tolist()
        return found


def read_answers(rows: Iterable[ScoreRow], metrics: Sequence[str]) -> Answers:
    """Return what the means need of the rows, which are taken one by one.

    Args:
        rows: one row for each answer to each sample.
        metrics: the names of the values, in order.

    Raises:
        ValueError: a value is NaN.
    """
    figures, sources, subjects, outcomes = (array("i") for _ in range(4))
    covered, values = array("b"), [array("d") for _ in metrics]
    ids, sources_seen, subjects_seen, outcomes_seen = _Numbers(), _Numbers(), _Numbers(), _Numbers()
    for row in rows:
        figures.append(ids[row.id])
        sources.append(_NO_SOURCE if row.source is None else sources_seen[row.source])
        subjects.append(subjects_seen[row.subject])
        outcomes.append(outcomes_seen[row.outcome])
        covered.append(row.covered)
        for name, column in zip(metrics, values, strict=True):
            column.append(_number(row.metrics.get(name)))
    return Answers(
        figures=np.asarray(figures, np.int32),
        sources=np.asarray(sources, np.int32),
        subjects=np.asarray(subjects, np.int32),
        outcomes=np.asarray(outcomes, np.int32),
        covered=np.asarray(covered, np.bool_),
        values=[np.asarray(column, np.float64) for column in values],
        subject_names=list(subjects_seen),
        outcome_names=list(outcomes_seen),
    )


def _number(value: float | None) -> float:
    if value is None:
        return math.nan
    if math.isnan(value):
        raise ValueError("every value must be a number: leave out what could not be measured")
    return value
