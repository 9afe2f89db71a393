"""The run folder: its files, opened by one process at a time."""

import fcntl
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from stem2code_eval.data.files import write_json
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.blobs import Blobs
from stem2code_eval.pipeline.places import Names
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ResponseRow, ScoreRow, SpentRow
from stem2code_eval.pipeline.table import Table

MANIFEST = "run.json"
RESULTS = "results.json"
LOCK = ".lock"


class Store:
    """A run folder, locked while it is open.

    Args:
        root: the folder; made, with its parents, when it is not there.
        warn: told, in a sentence, about whatever was found damaged and is done again.

    Raises:
        UserError: another process has the folder open, or it cannot be made or written.
    """

    def __init__(self, root: Path, warn: Callable[[str], None]) -> None:
        self.root = root
        try:
            root.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(root / LOCK, warn)
        except OSError as error:
            raise UserError(f"Cannot use {root} as a run folder: {error.strerror}.") from error
        names = Names()
        self.references = Table(root / "references.jsonl", ReferenceRow.from_json, warn, names)
        self.responses = Table(root / "responses.jsonl", ResponseRow.from_json, warn, names)
        self.spent = Table(root / "spent.jsonl", SpentRow.from_json, warn, names)
        self.renders = Table(root / "renders.jsonl", RenderRow.from_json, warn, names)
        self.scores = Table(root / "scores.jsonl", ScoreRow.from_json, warn, names)
        self.blobs = Blobs(root)

    def read_manifest(self) -> dict[str, Any] | None:
        """Return the content of `run.json`, or None in a new folder.

        Raises:
            UserError: the file cannot be read or is not a JSON object.
        """
        return read_manifest(self.root)

    def write_manifest(self, manifest: dict[str, Any]) -> None:
        """Write `run.json`, whole or not at all."""
        write_json(self.root / MANIFEST, manifest)

    def write_results(self, results: dict[str, Any]) -> None:
        """Write `results.json`, whole or not at all."""
        write_json(self.root / RESULTS, results)

    def compact(self, order: Sequence[str]) -> None:
        """Leave one row per sample (and repeat) in every file, in the order of the ids given."""
        for table in (self.references, self.responses, self.spent, self.renders, self.scores):
            table.compact(order)

    def close(self) -> None:
        """Close the files and let others have the folder. Idempotent."""
        for table in (self.references, self.responses, self.spent, self.renders, self.scores):
            table.close()
        if self._lock >= 0:
            os.close(self._lock)
        self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_manifest(root: Path) -> dict[str, Any] | None:
    """Return the content of `run.json` in the folder `root`, or None where there is none.

    Raises:
        UserError: the file cannot be read or is not a JSON object.
    """
    path = root / MANIFEST
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UserError(f"Cannot read {path}: {error}. Mend it, or use another folder.") from error
    if not isinstance(value, dict):
        raise UserError(f"{path} is not a JSON object. Mend it, or use another folder.")
    return value


def _lock(path: Path, warn: Callable[[str], None]) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise UserError(f"Another run is at work in {path.parent}; wait for it, or choose another --out.") from error
    except OSError as error:
        warn(f"{path.parent} cannot be locked ({error.strerror}); see to it that only one run uses it.")
    return descriptor
