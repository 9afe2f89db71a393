"""Hooks for `json.loads` that refuse what Python reads and JSON does not mean."""

from typing import Any, NoReturn


def without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, as an `object_pairs_hook`.

    Raises:
        ValueError: a name occurs twice in it; which of the values is meant cannot be known.
    """
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return value


def no_number(name: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, as a `parse_constant`.

    Raises:
        ValueError: always.
    """
    raise ValueError(f"{name} is no number of JSON")
