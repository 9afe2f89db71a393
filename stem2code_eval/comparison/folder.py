"""A run folder, read without writing anything into it; what was edited after the run is found out.

`Store` locks the folder and mends torn files, as a run that goes on must. A baseline is somebody's evidence and may lie
on a disk that cannot be written: it is only read here.
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stem2code_eval.comparison.recording import Recording, answer_of, checked_manifest
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.manifest import Manifest
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import MANIFEST, RESULTS, read_manifest
from stem2code_eval.strict_json import no_number

_SCORES = "scores.jsonl"
_SAME = 1e-6
"""Points by which a mean may differ between machines."""


def read_folder(folder: Path, name: str) -> Recording:
    """Return the recording of a run folder.

    Args:
        folder: as `run --out` wrote it.
        name: what to call it.

    Raises:
        UserError: it is no run folder, a file of it is damaged, or the rows do not give the results beside them.
    """
    found = read_manifest(folder)
    if found is None:
        raise UserError(f"{folder} is not a run folder: it has no {MANIFEST}. Give the folder that `run --out` wrote.")
    manifest = checked_manifest(found, str(folder / MANIFEST))
    rows, torn = _rows(folder / _SCORES)
    unfinished = _unfinished(folder, manifest, torn)
    recording = Recording.of(name, manifest, rows, unfinished, folder)
    if not unfinished:
        _refuse_edited(folder, manifest, rows)
    return recording


def parse_line(line: bytes, where: str) -> dict[str, Any]:
    """Return the JSON object on a line.

    Raises:
        UserError: it is not one, or holds a number that JSON has no word for.
    """
    try:
        value = json.loads(line, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{where}: not valid JSON ({error}). It was damaged or edited; take an untouched copy."
        ) from error
    if not isinstance(value, dict):
        raise UserError(f"{where}: not a JSON object. It was damaged or edited; take an untouched copy.")
    return value


def _rows(path: Path) -> tuple[list[ScoreRow], bool]:
    """Return the newest row of each answer, and whether the last line was cut off, as a killed run leaves it."""
    rows: dict[tuple[str, int | None], ScoreRow] = {}
    torn = False
    for number, line in _lines(path):
        if not line.endswith(b"\n"):
            torn = True
            break
        where = f"{path}:{number}"
        value = parse_line(line, where)
        answer = answer_of(value, where)
        rows[answer.id, answer.repeat] = ScoreRow.from_json(value)
    return list(rows.values()), torn


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as lines:
            yield from enumerate(lines, 1)
    except FileNotFoundError:
        return
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error


def _unfinished(folder: Path, manifest: Manifest, torn: bool) -> str:
    if torn:
        return f"{folder / _SCORES} ends in the middle of a line: the run was cut off; repeat its run command."
    if manifest.get("end") is None or not (folder / RESULTS).exists():
        return f"{folder} has not come to its end; repeat its run command."
    return ""


def _refuse_edited(folder: Path, manifest: Manifest, rows: list[ScoreRow]) -> None:
    """Raise where the rows do not give the results beside them."""
    path = folder / RESULTS
    try:
        stored = parse_line(path.read_bytes(), str(path))
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    protocol = protocol_of(manifest)
    names = [name for name in stored.get("metrics", {}) if isinstance(name, str)]
    again = aggregate(protocol.complete(rows), names, (), manifest["seed"], repeats=manifest.get("repeats", 1))
    differing = [field for field in ("n", "coverage", "outcomes") if not _same(stored.get(field), again[field])]
    for name in names:
        there, here = stored["metrics"][name], again["metrics"][name]
        if not isinstance(there, dict) or not all(_same(there.get(part), here[part]) for part in ("mean", "n")):
            differing.append(name)
    if differing:
        raise UserError(
            f"{folder / _SCORES} does not give the {', '.join(differing)} of {RESULTS}: one of them was edited, or a "
            f"scoring was interrupted. Repeat `stem2code-eval score {folder}`, or take an untouched copy."
        )


def _same(there: Any, here: Any) -> bool:
    if isinstance(there, int | float) and isinstance(here, int | float):
        return math.isclose(there, here, rel_tol=0, abs_tol=_SAME)
    return bool(there == here)
