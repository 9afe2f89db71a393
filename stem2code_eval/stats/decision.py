"""Did it get worse by more than is allowed: a verdict by bounds, not by the point.

Three answers, because a run of few figures can neither show a regression nor rule one out. *Regression*: the drop is
larger than allowed, beyond chance. *Non-inferior*: a drop larger than allowed is ruled out (one side of Schuirmann's
two one-sided tests, J. Pharmacokinetics and Biopharmaceutics 1987). *Undecided*: neither; more figures would tell.

Bounds and p-values are the more cautious of two: the bootstrap's, and those of Student's t with a cluster-robust
standard error. Each alone errs a little too often with few clusters; together they keep to alpha
(`benchmarks/interval_coverage.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from scipy.stats import t

from stem2code_eval.stats.correction import holm
from stem2code_eval.stats.distribution import MeanDistribution


class Verdict(StrEnum):
    """What a comparison says about a drop."""

    REGRESSION = "regression"
    NON_INFERIOR = "non_inferior"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class DropDecision:
    """The verdict on one metric, with what it rests on; drops are base - candidate, above 0 a loss."""

    verdict: Verdict
    drop: float
    lower: float
    """The drop is at least this much, but for the chance `alpha`."""
    upper: float
    """The drop is at most this much, but for the chance `alpha`."""
    max_drop: float
    alpha: float
    p_regression: float
    """Of "the drop is at most `max_drop`", corrected for the number of metrics."""
    p_non_inferior: float
    """Of "the drop is more than `max_drop`"; needs no correction (see `decide_drops`)."""


class HasVerdict(Protocol):
    """A `DropDecision`, or what somebody made of one."""

    @property
    def verdict(self) -> Verdict:
        """The verdict on one metric."""
        ...


def decide_drop(difference: MeanDistribution, max_drop: float, alpha: float = 0.05) -> DropDecision:
    """Return the verdict on one metric.

    With a true drop of at most `max_drop` the chance of `regression` is at most `alpha`, and with a true drop of
    `max_drop` or more that of `non_inferior` is at most `alpha` (`benchmarks/interval_coverage.py` measures both).

    Args:
        difference: of candidate - base, from `paired.paired_distribution`.
        max_drop: what may be lost, on the scale of the scores; 0 or more.
        alpha: chance of either error, above 0 and below 1.

    Raises:
        ValueError: `max_drop` is negative, or `alpha` out of range.
    """
    return decide_drops({"": difference}, {"": max_drop}, alpha)[""]


def decide_drops(
    differences: Mapping[str, MeanDistribution], max_drops: Mapping[str, float], alpha: float = 0.05
) -> dict[str, DropDecision]:
    """Return the verdict on each of several metrics that are looked at together.

    The chance that any metric is called a regression though none lost more than it may is at most `alpha` (Holm). The
    whole is non-inferior when every metric is; that needs no correction, because all have to pass (Berger,
    "Multiparameter hypothesis testing and acceptance sampling", Technometrics 1982).

    Args:
        differences: metric to its difference.
        max_drops: metric to what it may lose; the same names.
        alpha: see `decide_drop`.

    Raises:
        ValueError: the names differ, a `max_drop` is negative, or `alpha` is out of range.
    """
    if differences.keys() != max_drops.keys():
        raise ValueError(f"differences of {sorted(differences)} but max_drop of {sorted(max_drops)}")
    for name, max_drop in max_drops.items():
        if not max_drop >= 0:
            raise ValueError(f"max_drop{f' of {name}' if name else ''} is {max_drop}; it must be 0 or more")
    worse = holm({name: _p_below(difference, -max_drops[name]) for name, difference in differences.items()})
    return {
        name: _decision(difference, max_drops[name], alpha, worse[name]) for name, difference in differences.items()
    }


def whole(decisions: Mapping[str, HasVerdict]) -> Verdict:
    """Return the verdict on all metrics: regression if any is one, non-inferior if all are, else undecided."""
    verdicts = {decision.verdict for decision in decisions.values()}
    if Verdict.REGRESSION in verdicts:
        return Verdict.REGRESSION
    return Verdict.NON_INFERIOR if verdicts == {Verdict.NON_INFERIOR} else Verdict.UNDECIDED


def _decision(difference: MeanDistribution, max_drop: float, alpha: float, p_regression: float) -> DropDecision:
    reach = float(t.isf(alpha, difference.freedom)) * difference.standard_error
    lower = -max(difference.upper(alpha), difference.mean + reach)
    upper = -min(difference.lower(alpha), difference.mean - reach)
    p_non_inferior = _p_above(difference, -max_drop)
    certain = not len(difference.means)
    if p_regression <= alpha:
        verdict = Verdict.REGRESSION
    elif p_non_inferior <= alpha or (certain and upper <= max_drop):
        verdict = Verdict.NON_INFERIOR
    else:
        verdict = Verdict.UNDECIDED
    return DropDecision(
        verdict=verdict,
        drop=-difference.mean,
        lower=lower,
        upper=upper,
        max_drop=max_drop,
        alpha=alpha,
        p_regression=p_regression,
        p_non_inferior=p_non_inferior,
    )


def _p_below(difference: MeanDistribution, value: float) -> float:
    """Return the p-value of "the true difference is not below `value`"."""
    return max(difference.p_below(value), difference.t_p_below(value))


def _p_above(difference: MeanDistribution, value: float) -> float:
    """Return the p-value of "the true difference is not above `value`"."""
    return max(difference.p_above(value), difference.t_p_above(value))
