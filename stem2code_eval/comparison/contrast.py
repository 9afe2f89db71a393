"""What two runs differ by: each metric over all figures and by subject, with intervals and corrected p-values."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from stem2code_eval.comparison.fields import Comparability, comparability
from stem2code_eval.comparison.gate import refuse_unknown_metrics
from stem2code_eval.comparison.needs import POWER, values_of
from stem2code_eval.comparison.pairs import Joined, Pair, join
from stem2code_eval.comparison.recording import Recording
from stem2code_eval.errors import ExitCode
from stem2code_eval.stats.correction import holm
from stem2code_eval.stats.paired import PairedDifference, paired_difference
from stem2code_eval.stats.power import minimum_detectable, paired_sd

ALPHA = 0.05
HEADLINES = ("reconstruction", "elements")
"""Metrics that are shown by subject where the user names none."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """One metric in both runs, over some figures."""

    metric: str
    n: int
    units: int
    """Independent figures: sources, where figures share them."""
    base: float | None
    """Mean; None without a figure."""
    candidate: float | None
    difference: PairedDifference | None
    """None where fewer than two independent figures say nothing about the spread."""
    p_value: float | None = None
    """Of "no difference": the larger of bootstrap and t, corrected by Holm over what stands in one table."""
    detectable: float | None = None
    """The least true difference, in points, that would be found with a chance of 80 %."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two runs differ by."""

    base: Recording
    candidate: Recording
    metrics: tuple[str, ...]
    headline: str
    """The metric that is shown by subject and in the plot."""
    comparability: Comparability
    unfinished: tuple[str, ...]
    joined: Joined
    whole: tuple[Contrast, ...]
    """One a metric."""
    by_subject: dict[str, dict[str, Contrast]]
    """Metric to subject to contrast."""

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        if self.comparability.refused:
            return ExitCode.INCOMPARABLE
        return ExitCode.INCOMPLETE if self.unfinished or self.joined.missing else ExitCode.DONE


def contrast_runs(base: Recording, candidate: Recording, metrics: Sequence[str], allow: Sequence[str]) -> Comparison:
    """Return what two runs differ by; nothing but the reasons where they cannot be compared.

    Args:
        base: the first run.
        candidate: the second.
        metrics: names; empty takes all that both report.
        allow: fields in which the runs may differ.

    Raises:
        UserError: a metric is reported by neither run.
    """
    refuse_unknown_metrics(base, candidate, metrics)
    chosen = tuple(dict.fromkeys(metrics)) or tuple(name for name in base.metrics if name in candidate.metrics)
    headline = chosen[0] if metrics else next((name for name in HEADLINES if name in chosen), chosen[0])
    found = comparability(base, candidate, allow, chosen)
    if found.refused:
        return Comparison(base, candidate, chosen, headline, found, (), Joined((), (), {}), (), {})
    joined = join(base, candidate, chosen)
    subjects: dict[str, list[Pair]] = defaultdict(list)
    for pair in joined.pairs:
        subjects[pair.subject].append(pair)
    whole = _corrected({name: _contrast(joined.pairs, name) for name in chosen})
    parts = {
        name: _corrected({subject: _contrast(subjects[subject], name) for subject in sorted(subjects)})
        for name in chosen
    }
    unfinished = tuple(run.unfinished for run in (base, candidate) if run.unfinished)
    return Comparison(base, candidate, chosen, headline, found, unfinished, joined, tuple(whole.values()), parts)


def _contrast(pairs: Sequence[Pair], metric: str) -> Contrast:
    base, candidate, clusters = values_of(pairs, metric)
    units = len(set(clusters)) if clusters else len(base)
    difference = paired_difference(base, candidate, clusters)
    detectable = None
    if difference is not None:
        size = len(base) / units
        spread = paired_sd(base, candidate, clusters)
        detectable = minimum_detectable(len(base), spread, POWER, ALPHA, sides=2, cluster_size=size)
    first, second = (fmean(base), fmean(candidate)) if base else (None, None)
    return Contrast(metric, len(base), units, first, second, difference, detectable=detectable)


def _corrected(contrasts: dict[str, Contrast]) -> dict[str, Contrast]:
    """Return the contrasts with p-values corrected for how many there are."""
    found = {
        name: max(each.difference.p_value, each.difference.t_p_value)
        for name, each in contrasts.items()
        if each.difference is not None
    }
    adjusted = holm(found)
    return {name: replace(each, p_value=adjusted.get(name)) for name, each in contrasts.items()}
