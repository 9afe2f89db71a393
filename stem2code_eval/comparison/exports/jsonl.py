"""JSON lines: the head on the first line, then a row a line."""

import json
from collections.abc import Iterator
from pathlib import Path

from stem2code_eval.comparison.exports.form import Row
from stem2code_eval.comparison.folder import parse_line
from stem2code_eval.data.files import replace_file


def write(path: Path, head: str, rows: list[Row], columns: list[str]) -> None:
    """Write the file, whole or not at all.

    Raises:
        UserError: it cannot be written.
    """
    replace_file(path, _lines(head, rows))


def read(path: Path) -> tuple[bytes, list[Row]]:
    """Return head and rows.

    Raises:
        UserError: a line is not a JSON object.
    """
    head, *lines = path.read_bytes().splitlines() or [b""]
    return head, [parse_line(line, f"{path}:{number}") for number, line in enumerate(lines, 2)]


def _lines(head: str, rows: list[Row]) -> Iterator[bytes]:
    yield head.encode("ascii") + b"\n"
    for row in rows:
        yield json.dumps(row, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"
