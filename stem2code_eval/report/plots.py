"""The geometry of the plots at the head of the page; the templates draw them as SVG, which needs no script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stem2code_eval.report.survey import BINS, Spread, Survey
from stem2code_eval.report.totals import Interval, Totals

HEADLINES = ("reconstruction", "avg_three", "elements", "image_score", "pixel")
"""Of the metrics that a run has, the first of these is plotted first."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Answers with a score from `low` to `high`; `share` is of the highest bar, 0 to 100."""

    low: int
    high: int
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A subject's mean."""

    name: str
    n: int
    mean: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Level:
    """The scores at a level."""

    name: str
    spread: Spread


@dataclass(frozen=True, slots=True)
class Plots:
    """All plots of one metric."""

    metric: str
    place: int
    """Of the metric in the run's order."""
    n: int
    """Answers with a score."""
    bars: list[Bar]
    subjects: list[Strip]
    levels: list[Level]


def plots(totals: Totals, found: Survey) -> list[Plots]:
    """Return the plots of each metric in the run's order."""
    metrics = [metric.name for metric in totals.whole.metrics]
    return [
        Plots(
            metric=name,
            place=place,
            n=sum(found.bins[name]),
            bars=_bars(found.bins[name]),
            subjects=_subjects(totals, place),
            levels=[Level(level, spread) for level, spread in found.by_level[name].items()],
        )
        for place, name in enumerate(metrics)
    ]


def headline(metrics: Sequence[str]) -> int:
    """Return the place of the metric that is shown first."""
    return next((metrics.index(name) for name in HEADLINES if name in metrics), 0)


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Return counts as per cent of their sum."""
    whole = sum(counts.values()) or 1
    return {name: 100 * count / whole for name, count in counts.items()}


def _bars(counts: Sequence[int]) -> list[Bar]:
    highest, width = max(counts) or 1, 100 // BINS
    return [Bar(at * width, (at + 1) * width, count, 100 * count / highest) for at, count in enumerate(counts)]


def _subjects(totals: Totals, place: int) -> list[Strip]:
    if len(totals.by_subject) < 2:
        return []
    found = [(name, part.metrics[place]) for name, part in totals.by_subject.items() if place < len(part.metrics)]
    return [Strip(name, each.n, each.mean, each.interval) for name, each in found if each.mean is not None]
