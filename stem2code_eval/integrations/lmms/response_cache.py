"""Failures leave lmms-eval's cache of answers: it keeps them like answers, and would give them again for ever.

The cache (`--use_cache DIR`) is `DIR/cache.db`, with the files of each process in `DIR/runs/RUN/`. At the end of a run
a process adds its own to the first; this comes after. The logs of finished runs are mended too, because a run of the
same name (`LMMS_CACHE_RUN_ID`, `SLURM_JOB_ID`) reads them into its cache again.
"""

import atexit
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stem2code_eval.data.files import replace_file
from stem2code_eval.integrations.lmms.answers import is_failure
from stem2code_eval.integrations.lmms.names import PREFIX

_PATIENCE_S = 60.0
_FINISHED = ".merged"
"""The file in the folder of a run to which nobody writes any more."""


def forget_failures_at_exit(use_cache: str | None) -> None:
    """See to it that the cache at this path holds no failure once the process has ended."""
    if use_cache is not None:
        atexit.unregister(forget_failures)
        atexit.register(forget_failures, use_cache)


def forget_failures(use_cache: str) -> int:
    """Delete all failures of our tasks from the cache at this path; return how many there were."""
    root = Path(use_cache).absolute()
    root = root.parent if root.suffix == ".db" else root
    databases = [root / "cache.db", *sorted(root.glob("runs/*/*.db"))]
    gone = sum(_forget_rows(path) for path in databases if path.is_file())
    for marker in sorted(root.glob(f"runs/*/{_FINISHED}")):
        for log in sorted(marker.parent.glob("*.audit.jsonl")):
            _forget_lines(log)
    return gone


def _forget_rows(path: Path) -> int:
    database = sqlite3.connect(path, timeout=_PATIENCE_S)
    try:
        with database:
            ours = database.execute(
                "SELECT cache_key, response FROM responses WHERE substr(task_name, 1, ?) = ?", (len(PREFIX), PREFIX)
            )
            failed = [(key,) for key, response in ours if _is_failure(response)]
            database.executemany("DELETE FROM responses WHERE cache_key = ?", failed)
        return len(failed)
    finally:
        database.close()


def _forget_lines(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    kept = list(_sound(lines))
    if len(kept) < len(lines):
        replace_file(log, kept)


def _sound(lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            row = {}
        if not (str(row.get("task_name", "")).startswith(PREFIX) and _is_failure(row.get("response"))):
            yield line


def _is_failure(stored: Any) -> bool:
    """Return whether a stored answer, JSON text of a text or of a text and its counts, is a failure."""
    try:
        value = json.loads(stored)
    except (TypeError, ValueError):
        value = stored
    return is_failure(value[0] if isinstance(value, list) and value else value)
