"""Read a JSONL file of figures: every line becomes a row; one that cannot be read stays, as a broken row."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError

COLUMNS = frozenset({"id", "image", "reference_code", "subject", "level", "source"})
"""The columns we read; all others go to `Sample.extra`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a samples file, its types checked and nothing looked up yet."""

    id: str
    """The row's own id, or `FILE:LINE` where it has none that can be read."""
    where: str
    """`FILE, line LINE`, for messages."""
    subject: str = "unspecified"
    level: int | None = None
    source: str | None = None
    image: str | None = None
    """As written: a path relative to the task folder."""
    reference_code: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    problem: str | None = None
    """What is wrong with the line, as a sentence; None when it can be used."""


def read_rows(path: Path) -> list[Row]:
    """Return the rows of `path` in file order; empty lines are skipped.

    A line that is not UTF-8, not a JSON object or has a column of the wrong type has `problem` set.

    Raises:
        UserError: the file cannot be read, holds no row, or uses one id twice.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    rows = [_read(line, path, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise UserError(f"{path} holds no row; it needs one JSON object a figure, a line each.")
    _refuse_duplicates(rows)
    return rows


def _read(line: bytes, path: Path, number: int) -> Row:
    where = f"{path}, line {number}"
    fallback = f"{path.name}:{number}"
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Row(fallback, where, problem=f"{where}: the line is not UTF-8.")
    except (json.JSONDecodeError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        return Row(fallback, where, problem=f"{where}: the line is not JSON ({detail}).")
    if not isinstance(value, dict):
        return Row(fallback, where, problem=f"{where}: the line is not a JSON object.")
    return _checked(value, fallback, where)


def _checked(value: dict[str, Any], fallback: str, where: str) -> Row:
    given = value.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        return Row(fallback, where, problem=f'{where}: the row has no "id" (a string).')
    name = str(given)
    subject = value.get("subject")
    wrong = _wrong_column(value)
    if wrong is not None:
        kept = subject if isinstance(subject, str) and subject else "unspecified"
        return Row(name, where, kept, problem=f'{where}, id "{name}": {wrong}.')
    return Row(
        id=name,
        where=where,
        subject=subject or "unspecified",
        level=value.get("level"),
        source=value.get("source"),
        image=value.get("image"),
        reference_code=value.get("reference_code"),
        extra={key: item for key, item in value.items() if key not in COLUMNS},
    )


def _wrong_column(value: dict[str, Any]) -> str | None:
    for column in ("image", "reference_code", "subject", "source"):
        if not isinstance(value.get(column), str | None):
            return f'"{column}" is not a string'
    level = value.get("level")
    if isinstance(level, bool) or not isinstance(level, int | None):
        return '"level" is not a whole number'
    return None


def _refuse_duplicates(rows: list[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        if row.id in seen:
            raise UserError(
                f'The id "{row.id}" is used twice: {seen[row.id].where}, and {row.where}. Give each figure its own.'
            )
        seen[row.id] = row
