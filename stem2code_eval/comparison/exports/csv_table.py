"""CSV: the head in a comment on the first line, column names on the second, and cells that no spreadsheet runs.

A spreadsheet takes a cell that begins with one of = + - @, a tab or a carriage return for a formula (OWASP, "CSV
Injection"). Such a text gets an apostrophe before it, as does one that begins with an apostrophe, so that reading takes
away exactly what writing added. An empty cell is None, and an apostrophe alone an empty text where None is possible.
Lines end as RFC 4180 has it, so that a carriage return in a text is quoted.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

from stem2code_eval.comparison.exports.form import FLAGS, NULLABLE, NUMBERS, PREFIX, TEXTS, Row
from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError

COMMENT = "# "
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def write(path: Path, head: str, rows: list[Row], columns: list[str]) -> None:
    """Write the file, whole or not at all.

    Raises:
        UserError: it cannot be written, or a text cannot be in UTF-8.
    """
    text = io.StringIO(newline="")
    text.write(f"{COMMENT}{head}\n")
    table = csv.writer(text)
    table.writerow([_guarded(name) for name in columns])
    table.writerows([_cell(name, row[name]) for name in columns] for row in rows)
    try:
        data = text.getvalue().encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(
            f"{path}: a text of the run is no valid Unicode and cannot be in CSV; use --format jsonl."
        ) from error
    replace_file(path, [data])


def read(path: Path) -> tuple[str, list[Row]]:
    """Return head and rows.

    Raises:
        UserError: it is not UTF-8, or a row is not as `write` writes it.
    """
    try:
        head, _, body = path.read_bytes().decode("utf-8").partition("\n")
        csv.field_size_limit(max(csv.field_size_limit(), len(body)))
        names, *lines = csv.reader(io.StringIO(body, newline=""), strict=True)
        columns = [_unguarded(name) for name in names]
        rows = [{name: _value(name, cell) for name, cell in zip(columns, line, strict=True)} for line in lines]
    except (ValueError, csv.Error) as error:
        raise UserError(
            f"{path} was edited or cut off after it was exported ({error}). Export the run again."
        ) from error
    return head.removeprefix(COMMENT), rows


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == FLAGS:
        return json.dumps(value, ensure_ascii=False)
    if not isinstance(value, str):
        return repr(value)
    return "'" if name in NULLABLE and not value else _guarded(value)


def _value(name: str, cell: str) -> Any:
    if name == FLAGS:
        return json.loads(cell)
    if name in TEXTS:
        return _unguarded(cell)
    if not cell:
        return None
    if name in NUMBERS:
        return int(cell)
    return float(cell) if name.startswith(PREFIX) else _unguarded(cell)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguarded(text: str) -> str:
    return text.removeprefix("'")
