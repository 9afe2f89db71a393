"""What tests of the command line share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from stem2code_eval.errors import UserError

Command = Callable[..., tuple[int, str, str]]
"""Takes the words of a command line; returns exit code, stdout and stderr."""
ARGUMENTS = ("run", "--model", "replay/answers.jsonl", "--task", "./t", "--out", "out")


def invoked(app: typer.Typer, *words: object, **environment: str) -> tuple[int, str, str]:
    """Run a command in this process: exit code, stdout and stderr, where a `UserError` is told as `main` tells it."""
    result = CliRunner().invoke(app, list(map(str, words)), env=environment)
    if isinstance(result.exception, UserError):
        return int(result.exception.exit_code), result.stdout, result.stderr + str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def results(folder: str = "out") -> Any:
    """Return the content of a run folder's `results.json`."""
    return json.loads(Path(folder, "results.json").read_text())
