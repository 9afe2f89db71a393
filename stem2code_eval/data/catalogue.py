"""Where a task's folder is: shipped with the package, added by a plug-in, or on the user's disk."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from stem2code_eval.data.taskfile import SAMPLES_FILE, TASK_FILE
from stem2code_eval.errors import UserError
from stem2code_eval.registry import Registry
from stem2code_eval.resources import tasks_folder

ENTRY_POINT_GROUP = "stem2code_eval.tasks"
"""An entry point is a task folder (`str` or `Path`), or a function that takes nothing and returns one."""

TaskPlace = str | Path | Callable[[], str | Path]

IMPORTED = ("stem2code",)
"""Tasks whose figures the user imports, because they may not be shipped."""


class NotImported(UserError):
    """A task whose figures are not on this machine yet."""


def task_registry() -> Registry[TaskPlace]:
    """Return our own tasks and those of installed plug-ins, by name."""
    registry: Registry[TaskPlace] = Registry("task", ENTRY_POINT_GROUP)
    for path in sorted(tasks_folder().glob(f"*/{TASK_FILE}")):
        registry.add(path.parent.name, _constant(path.parent))
    for name in IMPORTED:
        registry.add(name, _constant(partial(_imported, name)))
    return registry


def import_folder(name: str) -> Path:
    """Return where `data import` puts the task `name` when the user names no folder: `tasks/` in the cache folder."""
    from stem2code_eval.render.provision.cache import cache_root

    return cache_root() / "tasks" / name


def task_folder(task: str) -> Path:
    """Return the folder of `task`, a registered name or a path.

    Raises:
        NotImported: the task's figures have to be imported first.
        UserError: there is no such name or folder, or the folder holds neither samples nor a task file.
    """
    registry = task_registry()
    if task in registry.names():
        place = registry.get(task)
        return Path(place() if callable(place) else place)
    path = Path(task).expanduser()
    if path.is_dir():
        if not (path / SAMPLES_FILE).exists() and not (path / TASK_FILE).exists():
            raise UserError(f"{path} is not a task folder: it needs a {SAMPLES_FILE}, a JSON object a figure.")
        return path
    if "/" in task or path.exists():
        raise UserError(f"There is no task folder {path}; --task takes a task's name or a folder.")
    registry.get(task)
    raise AssertionError("an unregistered name was found")


def _imported(name: str) -> Path:
    folder = import_folder(name)
    if not (folder / SAMPLES_FILE).exists():
        raise NotImported(
            f"The figures of {name} are not on this machine ({folder} is not there): get its JSONL and pictures from "
            f"its authors, then: stem2code-eval data import {name} --jsonl FILE --images DIR_OR_ZIP"
        )
    return folder


def _constant(place: TaskPlace) -> Callable[[], TaskPlace]:
    return lambda: place
