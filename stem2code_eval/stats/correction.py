"""Several metrics, one verdict: p-values corrected for how many were looked at."""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def holm(p_values: Mapping[Key, float]) -> dict[Key, float]:
    """Return the p-values adjusted by Holm's step-down procedure, in the order given.

    Comparing each with alpha keeps the chance of any false alarm at or below alpha, whatever the dependence between the
    metrics (Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 1979).

    Args:
        p_values: name to p-value, each from 0 to 1.

    Raises:
        ValueError: a p-value is not from 0 to 1.
    """
    for name, value in p_values.items():
        if not 0 <= value <= 1:
            raise ValueError(f"the p-value of {name} is {value}, not from 0 to 1")
    adjusted: dict[Key, float] = {}
    largest = 0.0
    for rank, name in enumerate(sorted(p_values, key=lambda each: p_values[each])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[name]))
        adjusted[name] = largest
    return {name: adjusted[name] for name in p_values}
