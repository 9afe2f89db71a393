"""How many figures a comparison needs, and what it can see with those it has.

By the noncentral t distribution of the paired test (Cohen, "Statistical Power Analysis", 2nd edition, 1988, chapter 2),
with the number of clusters less one as degrees of freedom. `sd` is always that of the paired differences *a figure*, so
that the standard error over n figures is sd / sqrt(n); `paired_sd` reads it off two runs, clusters included, and
`repeats.PairedComponents.sd` off a pilot with repeats.
"""

import math
from collections.abc import Hashable, Sequence

from scipy.optimize import brentq
from scipy.stats import nct, t

from stem2code_eval.stats.paired import differences, standard_error
from stem2code_eval.stats.robust import Floats

MAX_FIGURES = 10_000_000


def paired_sd(
    base: Sequence[float] | Floats,
    candidate: Sequence[float] | Floats,
    clusters: Sequence[Hashable] | None = None,
) -> float:
    """Return the standard deviation of a figure's difference between two runs, clusters reckoned in.

    It is the cluster-robust standard error times sqrt(n): where figures of one source go together, it is larger than
    the plain one, by the root of the design effect.

    Raises:
        ValueError: the lengths differ, there are fewer than two clusters, or a score is not finite.
    """
    away = differences(base, candidate)
    return standard_error(away, clusters) * math.sqrt(len(away))


def power(
    difference: float, figures: int, sd: float, alpha: float = 0.05, sides: int = 1, cluster_size: float = 1.0
) -> float:
    """Return the chance that a true difference is found.

    For "worse than allowed" give the true drop less `max_drop`; to rule out too large a drop, `max_drop` less the true
    drop.

    Args:
        difference: what there is to be found, in points; its sign does not count.
        figures: number of shared figures.
        sd: of a figure's difference, see `paired_sd`.
        alpha: chance of a false alarm.
        sides: 1 when only worse counts, as a gate has it; 2 when better counts too.
        cluster_size: figures a cluster, on average.

    Returns:
        0 to 1; 0 where there are fewer than two clusters.

    Raises:
        ValueError: an argument is out of range.
    """
    _check(figures, sd, alpha, sides, cluster_size)
    units = figures / cluster_size
    if units < 2:
        return 0.0
    if sd == 0:
        return float(difference != 0)
    freedom = units - 1
    shift = abs(difference) / sd * math.sqrt(figures)
    critical = float(t.isf(alpha / sides, freedom))
    found = float(nct.sf(critical, freedom, shift))
    if sides == 2:
        found += float(nct.cdf(-critical, freedom, shift))
    return found if math.isfinite(found) else float(shift > critical)


def figures_needed(
    difference: float,
    sd: float,
    target: float = 0.8,
    alpha: float = 0.05,
    sides: int = 1,
    cluster_size: float = 1.0,
) -> int | None:
    """Return the least number of shared figures with which `difference` is found with the chance `target`.

    Args:
        difference: in points; see `power`.
        sd: see `power`.
        target: power that is wanted, above `alpha` and below 1.
        alpha: see `power`.
        sides: see `power`.
        cluster_size: see `power`.

    Returns:
        None where more than `MAX_FIGURES` would be needed, as for a difference of 0.

    Raises:
        ValueError: an argument is out of range.
    """
    _check_target(target, alpha)

    def enough(figures: int) -> bool:
        return power(difference, figures, sd, alpha, sides, cluster_size) >= target

    high = max(2, math.ceil(2 * cluster_size))
    while not enough(high):
        if high > MAX_FIGURES or difference == 0:
            return None
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def minimum_detectable(
    figures: int,
    sd: float,
    target: float = 0.8,
    alpha: float = 0.05,
    sides: int = 1,
    cluster_size: float = 1.0,
) -> float | None:
    """Return the least difference, in points, that is found with the chance `target`; arguments as `figures_needed`.

    Returns:
        None where there are fewer than two clusters, and nothing can be found.

    Raises:
        ValueError: an argument is out of range.
    """
    _check_target(target, alpha)
    _check(figures, sd, alpha, sides, cluster_size)
    if figures / cluster_size < 2:
        return None
    if sd == 0:
        return 0.0

    def short(difference: float) -> float:
        return power(difference, figures, sd, alpha, sides, cluster_size) - target

    high = sd / math.sqrt(figures)
    while short(high) < 0:
        high *= 2
    return float(brentq(short, 0.0, high, xtol=1e-6 * sd))


def _check(figures: int, sd: float, alpha: float, sides: int, cluster_size: float) -> None:
    if figures < 1 or not cluster_size >= 1:
        raise ValueError("figures and cluster_size must be at least 1")
    if not (sd >= 0 and math.isfinite(sd)):
        raise ValueError(f"sd is {sd}; it must be 0 or more")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not at {alpha}")
    if sides not in (1, 2):
        raise ValueError(f"sides must be 1 or 2, not {sides}")


def _check_target(target: float, alpha: float) -> None:
    if not alpha < target < 1:
        raise ValueError(f"the power that is wanted must lie between alpha ({alpha}) and 1, not at {target}")
