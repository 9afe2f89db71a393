"""What was run, as the head of the page says it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from stem2code_eval.report.text import short

_HASH_SHOWN = 16
"""Hexadecimal digits."""
_DAY = len("2025-01-31")
UNKNOWN = "not recorded"


def title(manifest: Mapping[str, Any]) -> str:
    """Return `MODEL on TASK`."""
    return f"{_at(manifest, 'model', 'name')} on {_at(manifest, 'task', 'name')}"


def facts(manifest: Mapping[str, Any], usage: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return names and values of what was run, with what, and when.

    Args:
        manifest: the content of `run.json`; what it lacks is called "not recorded".
        usage: of `results.json`.
    """
    task = f"{_at(manifest, 'task', 'name')} {_at(manifest, 'task', 'version')}"
    split = _at(manifest, "task", "split")
    found = [
        ("Model", _at(manifest, "model", "name")),
        ("Task", task if split == UNKNOWN else f"{task}, split {split}"),
        ("Date", _dates(manifest)),
        ("Renderer", f"{_hash(manifest, 'renderer', 'fingerprint')} ({_at(manifest, 'renderer', 'backend')})"),
        ("Data set", _hash(manifest, "task", "dataset_hash")),
        ("Prompt", _hash(manifest, "prompt_hash")),
        ("stem2code-eval", _at(manifest, "packages", "stem2code-eval")),
    ]
    repeats, max_pixels = _at(manifest, "repeats"), _at(manifest, "model", "max_pixels")
    if repeats != UNKNOWN:
        found.append(("Answers", f"{repeats} to each figure"))
    if max_pixels != UNKNOWN:
        found.append(("Pictures shown", f"at most {max_pixels} pixels"))
    tokens = [f"{usage.get(f'{side}_tokens') or 0:,} {side}" for side in ("prompt", "completion")]
    if any(usage.get(f"{side}_tokens") for side in ("prompt", "completion")):
        found.append(("Tokens", ", ".join(tokens)))
    if usage.get("cost_usd") is not None:
        found.append(("Cost", f"{usage['cost_usd']:.2f} USD"))
    return found


def _at(manifest: Mapping[str, Any], *path: str) -> str:
    value: Any = manifest
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return short(value) or UNKNOWN


def _hash(manifest: Mapping[str, Any], *path: str) -> str:
    value = _at(manifest, *path)
    return value if value == UNKNOWN else value[:_HASH_SHOWN]


def _dates(manifest: Mapping[str, Any]) -> str:
    start, end = _moment(_at(manifest, "start")), _moment(_at(manifest, "end"))
    if end == UNKNOWN:
        return f"begun {start}, not ended"
    day = start[:_DAY]
    return f"{start} to {end.removeprefix(day).lstrip()}"


def _moment(written: str) -> str:
    """Return an ISO 8601 time as `2025-01-31 12:00 UTC`; what is not one, as it is."""
    try:
        return datetime.fromisoformat(written).astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return written
