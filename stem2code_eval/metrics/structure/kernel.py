"""How near is near, and how much a thing weighs: the constants and formulas that the parts of the element score share."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

DEAD = 0.006
"""Shares of the drawing's side by which something may be off without being off."""
REACH = 0.02
"""Width of the kernel beyond that."""
TEXT_DEAD = 0.02
TEXT_REACH = 0.06
MANY = 3.0
"""Clear errors at which the part of a score that counts errors has fallen to 1/e."""
COUNTED = 0.3
"""Share of a score that depends on the number of errors and not on their share of the figure."""
BIG = 0.35
"""Weight from which a missing or extra thing is one whole error."""
PARAMETERS: dict[str, Any] = {
    "dead": DEAD,
    "reach": REACH,
    "text_dead": TEXT_DEAD,
    "text_reach": TEXT_REACH,
    "many": MANY,
    "counted": COUNTED,
    "big": BIG,
}

Array = NDArray[np.float64]


def closeness(distance: Array, dead: float = DEAD, reach: float = REACH) -> Array:
    """Return 1 for distances up to `dead`, falling as a Gaussian of width `reach` beyond."""
    return np.exp(-np.square(np.maximum(0.0, distance - dead) / reach))  # type: ignore[no-any-return]


def agreement(met: Array, weight: Array, found: Array, weight_found: Array) -> float:
    """Return a soft F1, lowered by the number of errors, 0 to 1.

    A share alone hides one wrong stroke behind a hundred right ones: what a person notices is that something is wrong.

    Args:
        met: `(n,)`, how well each thing of the reference is met, 0 to 1.
        weight: `(n,)`, what each weighs.
        found: `(m,)`, how well each thing of the candidate is met by the reference.
        weight_found: `(m,)`.
    """
    recall = float(met @ weight) / max(float(weight.sum()), 1e-9)
    precision = float(found @ weight_found) / max(float(weight_found.sum()), 1e-9)
    if recall + precision == 0:
        return 0.0
    errors = max(_errors(met, weight), _errors(found, weight_found))
    share = 2 * recall * precision / (recall + precision)
    return float(share * (1 - COUNTED + COUNTED * np.exp(-errors / MANY)))


def _errors(met: Array, weight: Array) -> float:
    return float(((1 - met) * np.minimum(1.0, weight / BIG)).sum())
