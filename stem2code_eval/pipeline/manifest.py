"""`run.json`: what was run, with all that can change a score; and whether two of them are the same run."""

import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from stem2code_eval import __version__
from stem2code_eval.data.task import Task
from stem2code_eval.errors import IncomparableError
from stem2code_eval.models.prices import Price
from stem2code_eval.render.types import Limits, RenderSettings, as_json

FORMAT = 1
Manifest = dict[str, Any]

DECIDING = ("format", "task", "prompt_hash", "model", "renderer", "metrics", "judges", "protocol", "seed", "repeats")
"""The fields in which two manifests have to agree to be of one run."""
_NOT_DECIDING = frozenset(
    {"task.broken", "task.dataset_hash", "model.name", "renderer.backend", "renderer.fingerprint"}
)
"""Parts of those that are compared in their own way (the dataset, the fingerprint) or do not matter: a model is
its identity, whatever path the user reached it by."""

_PACKAGES = (
    "stem2code-eval",
    "numpy",
    "scipy",
    "scikit-image",
    "pillow",
    "matplotlib",
    "rapidfuzz",
    "aiohttp",
)
_CREDENTIALS_IN_URL = re.compile(r"(://)\S*@")
_QUERY_OF_URL = re.compile(r"(://[^\s?#]*)\?\S*")


def build_manifest(
    *,
    task: Task,
    subjects: Sequence[str],
    limit: int | None,
    seed: int,
    model_name: str,
    model_identity: Mapping[str, Any],
    metrics: Mapping[str, Mapping[str, Any]],
    limits: Limits,
    settings: RenderSettings,
    protocol: str = "default",
    repeats: int = 1,
    max_pixels: int | None = None,
    price: Price | None = None,
    judging: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Manifest:
    """Return the manifest of a run that has not started: no renderer is known yet and there is no end.

    `repeats` and `model.max_pixels` are there only where there are several answers to a figure, and where pictures are
    made smaller. `options` holds what else `reproduce --from model` needs to ask again, see `remembered`.
    """
    shown = {} if max_pixels is None else {"max_pixels": max_pixels}
    several = {} if repeats == 1 else {"repeats": repeats}
    return {
        "format": FORMAT,
        "task": {
            "name": task.name,
            "version": task.version,
            "split": task.split,
            "subjects": sorted(subjects),
            "limit": limit,
            "n": len(task.entries),
            "dataset_hash": task.dataset_hash,
            "broken": task.broken,
        },
        "prompt_hash": task.prompt_hash,
        "model": {"name": model_name, "identity": dict(model_identity), **shown},
        "renderer": {
            "fingerprint": None,
            "backend": None,
            "limits": as_json(limits),
            "settings": as_json(settings),
        },
        "metrics": {name: dict(about) for name, about in metrics.items()},
        **(judging or {"judges": {}, "judge_prices": {}}),
        "protocol": protocol,
        "seed": seed,
        **several,
        "usd_per_million_tokens": None if price is None else price.to_json(),
        "packages": _packages(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "git_commit": _git_commit(),
        **({} if options is None else {"options": dict(options)}),
        "argv": [without_credentials(word) for word in [Path(sys.argv[0]).name, *sys.argv[1:]]],
        "start": now(),
        "end": None,
    }


def differences(old: Manifest, new: Manifest, task: Task) -> list[str]:
    """Return the fields in which `new` is another run than `old`, each as `field (old there, new here)`.

    Rows that were broken in `old` and have been mended since are no difference.

    Args:
        old: the manifest found in a run folder.
        new: the manifest of the run that is to use the folder.
        task: the task of `new`.
    """
    there, here = dict(_deciding(old)), dict(_deciding(new))
    found = [
        f"{name} ({_short(there.get(name))} there, {_short(here.get(name))} here)"
        for name in sorted(there.keys() | here.keys())
        if there.get(name) != here.get(name)
    ]
    changed = _dataset_difference(old.get("task", {}), task)
    return [*found, changed] if changed else found


def refuse_other_run(old: Manifest, new: Manifest, task: Task, folder: Path) -> None:
    """Raise where `new` is another run than the one that `folder` holds.

    Raises:
        IncomparableError: names the fields that differ.
    """
    found = differences(old, new, task)
    if found:
        raise IncomparableError(
            f"{folder} holds a run of another configuration: {'; '.join(found)}. "
            "Choose another --out, or repeat the first command."
        )


def refuse_other_renderer(manifest: Manifest, fingerprint: str, folder: Path) -> None:
    """Raise where the run of `manifest` was begun with a renderer that may draw other pixels.

    Raises:
        IncomparableError: names both fingerprints.
    """
    begun_with = manifest["renderer"]["fingerprint"]
    if begun_with not in (None, fingerprint):
        raise IncomparableError(
            f"{folder} was begun with another renderer: renderer.fingerprint ({_short(begun_with)} there, "
            f"{_short(fingerprint)} here). Use the same sandbox and versions, or choose another --out."
        )


def continued(old: Manifest, new: Manifest) -> Manifest:
    """Return the manifest of `new` that goes on with the run of `old`: its start, its renderer."""
    renderer = {**new["renderer"], **{key: old["renderer"][key] for key in ("fingerprint", "backend")}}
    return {**new, "start": old["start"], "renderer": renderer}


def limits_of(manifest: Manifest) -> tuple[Limits, RenderSettings]:
    """Return the limits of programs and the render settings of a run.

    Raises:
        IncomparableError: it had some that are not known here.
    """
    about = manifest["renderer"]
    try:
        return Limits(**about["limits"]), RenderSettings(**about["settings"])
    except TypeError as error:
        raise IncomparableError(f"The run cannot be repeated here: run.json, renderer: {error}.") from error


def now() -> str:
    """Return the time in UTC, to the second, as in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def without_credentials(word: str) -> str:
    """Return a word of the command line without what an address in it may hold of names, passwords and keys."""
    return _QUERY_OF_URL.sub(r"\1?***", _CREDENTIALS_IN_URL.sub(r"\1***@", word))


def _dataset_difference(old_task: Mapping[str, Any], task: Task) -> str | None:
    broken_then = set(old_task.get("broken", []))
    broken_since = [task.entries.ids[at] for at in task.broken if at not in broken_then]
    if broken_since:
        return f"task.dataset_hash (broken now and not then: {_short(', '.join(broken_since))})"
    if old_task.get("dataset_hash") != task.dataset_hash_without(broken_then):
        return "task.dataset_hash (the figures have changed)"
    return None


def _deciding(manifest: Manifest) -> Iterator[tuple[str, Any]]:
    for name, value in flat({key: manifest.get(key) for key in DECIDING}, ""):
        if not any(name == skipped or name.startswith(f"{skipped}.") for skipped in _NOT_DECIDING):
            yield name, value


def flat(value: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the leaves of nested objects, each with its dotted name below `name`."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from flat(item, f"{name}.{key}" if name else str(key))
    else:
        yield name, value


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _packages() -> dict[str, str]:
    found = {"stem2code-eval": __version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _git_commit() -> str | None:
    """Return the commit of the checkout this package is run from; None when it was installed from a wheel."""
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
