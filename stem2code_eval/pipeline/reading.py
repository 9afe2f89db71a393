"""A run folder that is only read: nothing in it is locked, made or mended, so that it may be a baseline of others."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from stem2code_eval.errors import UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.records import Record, ReferenceRow, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.store import MANIFEST, RESULTS, read_manifest
from stem2code_eval.registry import did_you_mean

R = TypeVar("R", bound=Record)
Name = tuple[str, int | None]
"""A sample's id, and which of several answers to it; None where there is one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a run scored on one figure by one metric."""

    values: tuple[float, ...]
    """One for each answer that has a value, at least one."""
    source: str | None
    """What the figure comes from: figures of one source are no independent ones."""


class RunFolder:
    """The files of a run, read whole.

    Args:
        root: the folder.

    Raises:
        UserError: there is no run in it, or a file is damaged.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        manifest = read_manifest(root)
        if manifest is None:
            raise UserError(f"{root} is not a run folder: it has no {MANIFEST}.")
        self.manifest: dict[str, Any] = manifest
        self.references = self._read("references.jsonl", ReferenceRow.from_json)
        self.responses = self._read("responses.jsonl", ResponseRow.from_json)
        self.renders = self._read("renders.jsonl", RenderRow.from_json)
        self.scores = self._read("scores.jsonl", ScoreRow.from_json)

    @property
    def n_answers(self) -> int:
        """How many answers the run was to have: figures times repeats."""
        return int(self.manifest["task"]["n"]) * int(self.manifest.get("repeats", 1))

    def results(self) -> dict[str, Any]:
        """Return the content of `results.json`; empty where the run has not ended.

        Raises:
            UserError: the file is damaged.
        """
        path = self.root / RESULTS
        if not path.exists():
            return {}
        try:
            value = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise UserError(f"Cannot read {path}: {error}.") from error
        return value if isinstance(value, dict) else {}

    def figures(self, metric: str) -> dict[str, Figure]:
        """Return the figures that have a value of `metric`, by id.

        Raises:
            UserError: the run has no such metric.
        """
        rows = list(protocol_of(self.manifest).complete(self.scores.values()))
        known = list(dict.fromkeys(name for row in rows for name in row.metrics))
        if metric not in known:
            raise UserError(f'{self.root} has no metric "{metric}".' + did_you_mean(metric, known))
        found: dict[str, Figure] = {}
        for row in rows:
            value = row.metrics.get(metric)
            if value is not None:
                before = found[row.id].values if row.id in found else ()
                found[row.id] = Figure((*before, value), row.source)
        return found

    def left_out(self) -> dict[str, int]:
        """Return the outcomes of answers without a result, with their numbers."""
        found: dict[str, int] = {}
        for row in self.scores.values():
            if not row.covered:
                found[row.outcome] = found.get(row.outcome, 0) + 1
        return {str(outcome): found[outcome] for outcome in Outcome if outcome in found}

    def _read(self, name: str, parse: Callable[[Mapping[str, Any]], R]) -> dict[Name, R]:
        path = self.root / name
        if not path.exists():
            return {}
        found: dict[Name, R] = {}
        for number, line in enumerate(_lines(path), 1):
            try:
                row = parse(json.loads(line))
            except (ValueError, TypeError) as error:
                raise UserError(f"{path}, line {number}: not a row ({error}).") from error
            found[row.id, getattr(row, "repeat", None)] = row
        return found


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines that were written whole; a crash may have cut off the last one."""
    with path.open("rb") as file:
        yield from (line for line in file if line.endswith(b"\n"))
