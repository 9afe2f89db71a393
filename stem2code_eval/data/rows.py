"""Read a JSONL file of figures: every line becomes a row; one that cannot be read stays, as a broken row."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from stem2code_eval.errors import UserError

COLUMNS = frozenset({"id", "image", "reference_code", "subject", "level", "source"})
"""The columns we read; all others go to `Sample.extra`."""
_MARK = b"\xef\xbb\xbf"
"""The byte order mark that some programs write before the first line."""


class Place(NamedTuple):
    """Where a row is in its file."""

    start: int
    """Bytes before it."""
    line: int
    """Its number, from 1."""


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


class Heading(NamedTuple):
    """What is known of a row before it is read for good."""

    id: str
    subject: str
    place: Place


class RowFile:
    """A JSONL file of figures, of which nothing is held: its rows are read when they are asked for.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def headings(self) -> list[Heading]:
        """Return the headings of all rows in file order; empty lines are skipped.

        Raises:
            UserError: the file cannot be read, holds no row, or uses one id twice.
        """
        found: list[Heading] = []
        lines: dict[str, int] = {}
        for row, place in self._scan():
            first = lines.setdefault(row.id, place.line)
            if first != place.line:
                raise UserError(
                    f'The id "{row.id}" is used twice: {self._where(first)}, and {row.where}. Give each figure its own.'
                )
            found.append(Heading(row.id, sys.intern(row.subject), place))
        if not found:
            raise UserError(f"{self._path} holds no row; it needs one JSON object a figure, a line each.")
        return found

    def rows(self, places: Iterable[Place]) -> Iterator[Row]:
        """Yield the row at each place, with `problem` set where it is not UTF-8, no JSON object or of a wrong type.

        Raises:
            UserError: the file cannot be read.
        """
        with self._reading() as file:
            for place in places:
                file.seek(place.start)
                yield self._read(file.readline(), place.line)

    def _scan(self) -> Iterator[tuple[Row, Place]]:
        with self._reading() as file:
            start = len(_MARK) if file.read(len(_MARK)) == _MARK else 0
            file.seek(start)
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield self._read(line, number), Place(start, number)
                start += len(line)

    @contextmanager
    def _reading(self) -> Iterator[BinaryIO]:
        try:
            with self._path.open("rb") as file:
                yield file
        except OSError as error:
            raise UserError(f"Cannot read {self._path}: {error.strerror}.") from error

    def _where(self, line: int) -> str:
        return f"{self._path}, line {line}"

    def _read(self, line: bytes, number: int) -> Row:
        return _read(line, self._where(number), f"{self._path.name}:{number}")


def _read(line: bytes, where: str, fallback: str) -> Row:
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
