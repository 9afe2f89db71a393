"""How far figures spread, read off pilot runs: what `power` needs to know of the scores it plans for."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.aggregate import clusters_of
from stem2code_eval.pipeline.reading import Figure, RunFolder
from stem2code_eval.stats.paired import standard_error
from stem2code_eval.stats.power import paired_sd
from stem2code_eval.stats.repeats import VarianceComponents, figure_means, variance_components


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a figure's difference between two runs spreads, in points, and where that is known from."""

    sd: float
    """Of a figure's difference, figures of one source reckoned in; the error over n figures is sd / sqrt(n)."""
    figures: int | None = None
    """Of the pilot; None where `sd` was told and not measured."""
    cluster_size: float = 1.0
    """Figures a source."""
    correlation: float | None = None
    """Of the two runs over the figures."""
    plain_sd: float | None = None
    """Of a figure's difference, had figures of one source nothing in common."""
    repeats: float | None = None
    """Answers to each figure that `sd` is for; None where pilots say nothing about chance."""
    components: tuple[VarianceComponents, ...] = ()
    """Of each pilot with repeats: variance within figures (chance) and between them."""

    def to_json(self) -> dict[str, Any]:
        """Return it by name; `within` and `between` are variances, one for each pilot."""
        return {
            "sd": self.sd,
            "figures": self.figures,
            "cluster_size": self.cluster_size,
            "correlation": self.correlation,
            "plain_sd": self.plain_sd,
            "repeats": self.repeats,
            "within": [each.within for each in self.components],
            "between": [each.between for each in self.components],
            "reliability": [each.reliability for each in self.components],
        }


def spread_of_two(base: RunFolder, candidate: RunFolder, metric: str, repeats: int | None) -> Spread:
    """Return the spread between two pilots, over the figures that both have.

    Args:
        base: one run.
        candidate: the other.
        metric: whose scores.
        repeats: answers to each figure that are planned; None plans for as many as the pilots had.

    Raises:
        UserError: they share too few figures, or `repeats` is given and a pilot has none.
    """
    first, second = base.figures(metric), candidate.figures(metric)
    shared = [name for name in first if name in second]
    clusters = clusters_of([(name, first[name].source) for name in shared])
    values = [[figures[name].values for name in shared] for figures in (first, second)]
    _refuse_few(len(shared), clusters, f"{base.root} and {candidate.root} share", metric)
    means = [figure_means(each) for each in values]
    sd = paired_sd(means[0], means[1], clusters)
    flat = bool(means[0].std() == 0 or means[1].std() == 0)
    return _planned(
        Spread(
            sd=sd,
            figures=len(shared),
            cluster_size=_cluster_size(shared, clusters),
            correlation=None if flat else float(np.corrcoef(means[0], means[1])[0, 1]),
            plain_sd=paired_sd(means[0], means[1]),
        ),
        values,
        repeats,
    )


def spread_of_one(run: RunFolder, metric: str, correlation: float, repeats: int | None) -> Spread:
    """Return the spread between a pilot and another run like it.

    Args:
        run: the pilot.
        metric: whose scores.
        correlation: assumed between the two over the figures; 0 assumes that they have nothing in common.
        repeats: see `spread_of_two`.

    Raises:
        UserError: the run has too few figures, or `repeats` is given and it has none.
    """
    figures: Mapping[str, Figure] = run.figures(metric)
    clusters = clusters_of([(name, figure.source) for name, figure in figures.items()])
    values = [figure.values for figure in figures.values()]
    _refuse_few(len(figures), clusters, f"{run.root} has", metric)
    means, both = figure_means(values), math.sqrt(2 * (1 - correlation))
    spread = Spread(
        sd=both * standard_error(means, clusters) * math.sqrt(len(means)),
        figures=len(means),
        cluster_size=_cluster_size(figures, clusters),
        correlation=correlation,
        plain_sd=both * float(means.std(ddof=1)),
    )
    return _planned(spread, [values, values], repeats)


def _planned(spread: Spread, pilots: Sequence[Sequence[Sequence[float]]], repeats: int | None) -> Spread:
    """Return the spread with what is known of chance, for `repeats` answers to each figure."""
    found = [variance_components(each) for each in pilots]
    known = tuple(each for each in found if each is not None)
    if len(known) < len(pilots):
        if repeats is not None:
            raise UserError(
                "How much more answers to each figure would help is known only from pilots with several of them: "
                "run with --repeats 2 or more, or leave --repeats out."
            )
        return spread
    had = [sum(1 / len(values) for values in each) / len(each) for each in pilots]
    components = known if pilots[0] is not pilots[1] else known[:1]
    planned = sum(had) / len(had) if repeats is None else 1 / repeats
    chance = sum(each.within * (planned - before) for each, before in zip(known, had, strict=True))
    if repeats is None:
        chance = 0.0
    sd = math.sqrt(max(0.0, spread.sd**2 + chance))
    return Spread(
        sd, spread.figures, spread.cluster_size, spread.correlation, spread.plain_sd, 1 / planned, tuple(components)
    )


def _refuse_few(figures: int, clusters: Sequence[str] | None, what: str, metric: str) -> None:
    if figures < 2 or (clusters is not None and len(set(clusters)) < 2):
        raise UserError(f'{what} {figures} figures with a value of "{metric}"; two are needed to see a spread.')


def _cluster_size(figures: Sequence[str] | Mapping[str, Figure], clusters: Sequence[str] | None) -> float:
    return 1.0 if clusters is None else len(figures) / len(set(clusters))
