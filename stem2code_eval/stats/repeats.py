"""Several samples a figure: how much of the spread is the model's chance, and how much is the figures.

One-way random effects by the method of moments (Searle, Casella and McCulloch, "Variance Components", 1992, section
3.6), which takes figures with different numbers of repeats.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stem2code_eval.stats.robust import Floats


@dataclass(frozen=True, slots=True)
class VarianceComponents:
    """Where the variance of single scores comes from, in squared points."""

    within: float
    """Between repeats of one figure: sampling, and a judge's moods."""
    between: float
    """Between the expected scores of figures; 0 where chance alone explains their spread."""
    figures: int
    repeats: float
    """Repeats a figure; where numbers differ, the number that weighs as much in `between`."""

    @property
    def reliability(self) -> float | None:
        """Share of `between` in the variance of single scores, 0 to 1; None where there is no variance."""
        total = self.between + self.within
        return self.between / total if total > 0 else None

    def error_of_mean(self, figures: int, repeats: float) -> float:
        """Return the standard error of a run's mean over `figures` figures with `repeats` each.

        More repeats shrink only the part of chance; it pays to repeat where `within` is large beside `between`.
        """
        if figures < 1 or repeats <= 0:
            raise ValueError("figures and repeats must be positive")
        return math.sqrt((self.between + self.within / repeats) / figures)


@dataclass(frozen=True, slots=True)
class PairedComponents:
    """Where the variance of a figure's difference between two runs comes from, in squared points."""

    figures: float
    """Between the expected differences of figures: on some the candidate gained, on others it lost."""
    base: float
    """Between repeats of one figure in the base run."""
    candidate: float

    def sd(self, base_repeats: float, candidate_repeats: float) -> float:
        """Return the standard deviation of a figure's mean difference, for `power.power` and its like."""
        if base_repeats <= 0 or candidate_repeats <= 0:
            raise ValueError("repeats must be positive")
        return math.sqrt(self.figures + self.base / base_repeats + self.candidate / candidate_repeats)


def figure_means(scores: Sequence[Sequence[float]]) -> Floats:
    """Return each figure's mean over its repeats: what is compared, so that repeats do not pass for figures.

    Raises:
        ValueError: a figure has no score, or a score is not finite.
    """
    if any(len(each) == 0 for each in scores):
        raise ValueError("a figure has no score: leave it out")
    if not all(math.isfinite(score) for each in scores for score in each):
        raise ValueError("every score must be finite: leave out what could not be measured")
    return np.array([math.fsum(each) / len(each) for each in scores], np.float64)


def variance_components(scores: Sequence[Sequence[float]]) -> VarianceComponents | None:
    """Return the variance within and between figures.

    Args:
        scores: for each figure the scores of its repeats, in any number.

    Returns:
        None where fewer than two figures, or no figure with two repeats, say nothing about one of them.

    Raises:
        ValueError: a figure has no score, or a score is not finite.
    """
    means = figure_means(scores)
    counts = np.array([len(each) for each in scores], np.float64)
    total, figures = counts.sum(), len(scores)
    if figures < 2 or total == figures:
        return None
    within = sum(float(np.sum((np.asarray(each) - mean) ** 2)) for each, mean in zip(scores, means, strict=True))
    within /= total - figures
    grand = float(np.sum(counts * means) / total)
    between = float(np.sum(counts * (means - grand) ** 2)) / (figures - 1)
    repeats = float((total - np.sum(counts**2) / total) / (figures - 1))
    return VarianceComponents(within, max(0.0, (between - within) / repeats), figures, repeats)


def paired_components(base: Sequence[Sequence[float]], candidate: Sequence[Sequence[float]]) -> PairedComponents | None:
    """Return the components of the difference of two runs with repeats on the same figures.

    Args:
        base: for each shared figure the scores of its repeats.
        candidate: the same of the second run, in the same order.

    Returns:
        None where one of the runs has no figure with two repeats, or there are fewer than two figures.

    Raises:
        ValueError: the numbers of figures differ, a figure has no score, or a score is not finite.
    """
    if len(base) != len(candidate):
        raise ValueError(f"base has {len(base)} figures and candidate {len(candidate)}: give the shared ones")
    first, second = variance_components(base), variance_components(candidate)
    if first is None or second is None:
        return None
    seen = float(np.var(figure_means(candidate) - figure_means(base), ddof=1))
    chance = _mean_inverse(base) * first.within + _mean_inverse(candidate) * second.within
    return PairedComponents(max(0.0, seen - chance), first.within, second.within)


def _mean_inverse(scores: Sequence[Sequence[float]]) -> float:
    return sum(1 / len(each) for each in scores) / len(scores)
