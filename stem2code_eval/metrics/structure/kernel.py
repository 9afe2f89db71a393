"""How near is near, and what an error costs: constants and formulas that the parts of the element score share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

DEAD = 0.006
"""Shares of the drawing's side by which something may be off without being off."""
REACH = 0.02
"""Width of the kernel beyond that."""
EXACT = DEAD / 2
"""How far most of a figure is off at most, as a share of the side, for its pixels to be compared."""
TEXT_DEAD = 0.02
TEXT_REACH = 0.06
COUNTED = 0.4
"""Share of a score that depends on the number of clear errors and not on their share of the figure."""
MANY = 1.5
"""Clear errors at which that part has fallen to 1/e."""
CLEAR = 0.6
"""How well a thing must be met to be no error at all."""
WHOLE = 0.25
"""Length, as a share of the side, of a stroke whose loss is one whole error."""
WORST = 2.0
"""Errors that one thing can be."""
SMALL = 0.25
"""Errors that something small is when it is not met at all."""
TINY = 0.01
"""Square of the weight, such as 1 % of the side, below which a small thing is less of an error the smaller it is."""
SMALLS = 1.0
"""Errors that all small things together can be."""
GONE = 0.1
"""How little a small thing is met when it is not there."""
ROUGH = 4.0
"""What is off by more than this many times what most of the figure is off stands out from it."""
LOCAL = 0.3
"""Errors that a stroke is of which only a part is off, but plainly so."""
EXTRA = 1.5
"""How much heavier an extra thing is than a missing one: absence is overlooked, what is wrong strikes the eye."""
PARAMETERS: dict[str, Any] = {
    "dead": DEAD,
    "reach": REACH,
    "exact": EXACT,
    "text_dead": TEXT_DEAD,
    "text_reach": TEXT_REACH,
    "counted": COUNTED,
    "many": MANY,
    "clear": CLEAR,
    "whole": WHOLE,
    "worst": WORST,
    "small": SMALL,
    "tiny": TINY,
    "smalls": SMALLS,
    "gone": GONE,
    "rough": ROUGH,
    "local": LOCAL,
    "extra": EXTRA,
}

Array = NDArray[np.float64]


def closeness(distance: Array, dead: float = DEAD, reach: float = REACH) -> Array:
    """Return 1 for distances up to `dead`, falling as a Gaussian of width `reach` beyond."""
    return np.asarray(np.exp(-np.square(np.maximum(0.0, distance - dead) / reach)))


def agreement(
    met: Array,
    weight: Array,
    found: Array,
    weight_found: Array,
    whole: float = WHOLE,
    counted: float = COUNTED,
    apart: tuple[Array, Array] | None = None,
) -> float:
    """Return a soft F1, lowered by the number of clear errors, 0 to 1.

    A share alone hides one wrong stroke behind a hundred right ones: what a person notices is that something is wrong.
    Many things that are each a little off are no clear errors.

    Args:
        met: `(n,)`, how well each thing of the reference is met, 0 to 1.
        weight: `(n,)`, what each weighs: the square root of its length or size.
        found: `(m,)`, how well each thing of the candidate is met by the reference.
        weight_found: `(m,)`.
        whole: square of the weight of a thing whose loss is one whole error.
        counted: share of the score that counts errors.
        apart: how plainly a part of each thing is off, of both, 0 to 1; things beyond these arrays have no parts.
    """
    recall = float(met @ weight) / max(float(weight.sum()), 1e-9)
    precision = float(found @ weight_found) / max(float(weight_found.sum()), 1e-9)
    if not weight.any():  # nothing to be missed: what there is in the candidate decides
        recall = precision
    elif not weight_found.any():
        precision = recall
    if recall + precision == 0:
        return 0.0
    mine, theirs = apart or (None, None)
    lost = max(errors(met, weight, whole, mine), EXTRA * errors(found, weight_found, whole, theirs))
    share = 2 * recall * precision / (recall + precision)
    return share * after_errors(lost, counted)


def errors(met: Array, weight: Array, whole: float = WHOLE, apart: Array | None = None) -> float:
    """Return how many clear errors there are among things that are met so well and weigh so much."""
    size = np.minimum(WORST, np.square(weight) / whole)
    small = (met < GONE) & (size < SMALL)
    wrong = np.maximum(0.0, 1 - met / CLEAR)
    if apart is not None:
        wrong[: len(apart)] = np.maximum(wrong[: len(apart)], LOCAL * apart)
    large = float((wrong * size)[~small].sum())
    tiny = np.minimum(1.0, np.square(weight) / TINY)
    return large + min(SMALLS, SMALL * float(tiny[small].sum()))


def after_errors(count: float, counted: float = COUNTED) -> float:
    """Return the factor that so many clear errors leave of a score, 0 to 1."""
    return float(1 - counted + counted * np.exp(-count / MANY))
