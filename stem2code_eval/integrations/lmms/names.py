"""What our tasks are called in lmms-eval."""

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from stem2code_eval.resources import tasks_folder

PREFIX = "stem2code_eval_"
"""No task that comes with lmms-eval begins so."""


def include_path() -> Path:
    """Return the folder for lmms-eval's `--include_path`."""
    return tasks_folder()


def our_tasks() -> list[str]:
    """Return the names of our tasks in lmms-eval."""
    return sorted(path.stem for path in include_path().glob(f"lmms_eval/{PREFIX}*.yaml"))


def ours_among(words: Iterable[str]) -> list[str]:
    """Return those of our tasks that names and patterns in `--tasks` select, as lmms-eval reads them."""
    patterns = list(words)
    return [name for name in our_tasks() if any(fnmatch(name, pattern) for pattern in patterns)]
