"""What every exported file holds: a head with the manifest, the columns and a checksum, and a flat row an answer."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from stem2code_eval.comparison.recording import Answer, Recording, answer_of, checked_manifest, first_of
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import canonical_json, sha256_json
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.terminal import plain

MARK = "stem2code-eval export"
"""How a file says what it is."""
VERSION = 1
TEXTS, NUMBERS = ("id", "subject", "outcome", "message"), ("repeat", "level")
"""Columns of text that is always there, and of whole numbers that may be missing."""
NULLABLE = ("source", "key")
"""Columns of text that may be missing."""
FLAGS = "flags"
PREFIX = "metrics."
"""Before the names of the columns of scores."""
Row = dict[str, Any]
"""Column to value: text, a whole number, a list of texts (flags), a float, or None."""


class _Head(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    export: str
    version: int
    sha256: str
    metrics: list[str]
    manifest: dict[str, Any]


def columns(metrics: Iterable[str]) -> list[str]:
    """Return the names of the columns, in order."""
    return ["id", "repeat", "subject", "level", "source", "outcome", FLAGS, "message", "key"] + [
        f"{PREFIX}{name}" for name in metrics
    ]


def rows_of(recording: Recording) -> list[Row]:
    """Return a flat row for each answer."""
    rows = []
    for answer in recording.answers:
        told = answer.model_dump(exclude={"metrics"})
        scores = {f"{PREFIX}{name}": answer.metrics.get(name) for name in recording.metrics}
        rows.append({name: (told | scores)[name] for name in columns(recording.metrics)})
    return rows


def head_of(recording: Recording, rows: list[Row]) -> str:
    """Return the head as one line of ASCII."""
    told = {"export": MARK, "version": VERSION, "metrics": list(recording.metrics), "manifest": recording.manifest}
    return canonical_json({**told, "sha256": _checksum(recording.manifest, rows)})


def recording_of(head: str | bytes, rows: list[Row], name: str) -> Recording:
    """Return the recording of what a file held.

    Args:
        head: as `head_of` gives it.
        rows: as `rows_of` gives them.
        name: of the file.

    Raises:
        UserError: the head is none, a row is none, or they are not what was exported.
    """
    found = read_head(head, name)
    if found.sha256 != _checksum(found.manifest, rows):
        raise UserError(f"{name} was edited or cut off after it was exported: its checksum differs. {_AGAIN}")
    manifest = checked_manifest(found.manifest, name)
    answers = [answer_of(_nested(row), f"{name}, row {at}") for at, row in enumerate(rows, 1)]
    _refuse_twice(answers, name)
    return Recording.of(name, manifest, map(_score_row, answers))


def read_head(head: str | bytes, name: str) -> _Head:
    """Return the head of a file.

    Raises:
        UserError: it is not one of ours, or of a version that is not known here.
    """
    try:
        found = _Head.model_validate(json.loads(head))
    except (ValidationError, ValueError, RecursionError) as error:
        what = first_of(error) if isinstance(error, ValidationError) else "its head is not valid JSON"
        raise UserError(f"{name} is not a file that `stem2code-eval export` wrote: {what}. {_AGAIN}") from error
    if found.export != MARK or found.version != VERSION:
        raise UserError(f"{name} is a file of version {found.version}, and this version reads {VERSION}. {_AGAIN}")
    return found


def _checksum(manifest: Mapping[str, Any], rows: list[Row]) -> str:
    try:
        return sha256_json({"manifest": manifest, "rows": rows})
    except ValueError:
        return "there is a number that is none"


def _nested(row: Row) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if not name.startswith(PREFIX)}
    scores = {name.removeprefix(PREFIX): value for name, value in row.items() if name.startswith(PREFIX)}
    return told | {"metrics": scores}


def _score_row(answer: Answer) -> ScoreRow:
    return ScoreRow.from_json(answer.model_dump())


def _refuse_twice(answers: list[Answer], name: str) -> None:
    seen: set[tuple[str, int | None]] = set()
    for answer in answers:
        if (answer.id, answer.repeat) in seen:
            raise UserError(f'{name} has two rows of the id "{plain(answer.id, 60)}". {_AGAIN}')
        seen.add((answer.id, answer.repeat))


_AGAIN = "Export the run again."
