"""What tests of the command line share."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Command = Callable[..., tuple[int, str, str]]
"""Takes the words of a command line; returns exit code, stdout and stderr."""
ARGUMENTS = ("run", "--model", "replay/answers.jsonl", "--task", "./t", "--out", "out")


def results(folder: str = "out") -> Any:
    """Return the content of a run folder's `results.json`."""
    return json.loads(Path(folder, "results.json").read_text())
