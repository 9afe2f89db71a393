"""Which run folder to use."""

import re
from datetime import date
from itertools import count
from pathlib import Path

from stem2code_eval.data.task import Task
from stem2code_eval.pipeline.manifest import Manifest, differences
from stem2code_eval.pipeline.store import read_manifest

_LONGEST_NAME = 60
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def choose_folder(out: Path | None, manifest: Manifest, task: Task) -> Path:
    """Return `out`, or where it is None `runs/TASK-MODEL-DATE`.

    A run of the same configuration that was begun on the same day is continued; where the folder holds
    another configuration, `-2`, `-3`, ... is added.
    """
    if out is not None:
        return out
    name = f"{_safe(task.name)}-{_safe(manifest['model']['name'])}-{date.today().isoformat()}"
    for number in count(1):
        folder = Path("runs", name if number == 1 else f"{name}-{number}")
        old = read_manifest(folder)
        if old is None or not differences(old, manifest, task):
            return folder
    raise AssertionError("counting has no end")


def _safe(name: str) -> str:
    """Return `name` as part of a file name; of a long one the end, which tells more."""
    return _UNSAFE.sub("-", name).strip("-.")[-_LONGEST_NAME:].lstrip("-.")
