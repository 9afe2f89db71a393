"""Parquet: typed columns, with the head in the file's own metadata; by pyarrow, which is imported only here."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from stem2code_eval.comparison.exports.form import FLAGS, NUMBERS, PREFIX, Row
from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError

if TYPE_CHECKING:
    import pyarrow

KEY = b"stem2code_eval"
"""Under which the head stands in the metadata."""


def write(path: Path, head: str, rows: list[Row], columns: list[str]) -> None:
    """Write the file, whole or not at all.

    Raises:
        UserError: pyarrow is missing, the file cannot be written, or a text cannot be in UTF-8.
    """
    _need_pyarrow()
    import pyarrow
    import pyarrow.parquet

    schema = pyarrow.schema([(name, _type(name)) for name in columns], metadata={KEY: head.encode("ascii")})
    buffer = io.BytesIO()
    try:
        table = pyarrow.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError as error:
        what = "a text of the run is no valid Unicode and cannot be in parquet; use --format jsonl"
        raise UserError(f"{path}: {what}.") from error
    pyarrow.parquet.write_table(table, buffer)
    replace_file(path, [buffer.getvalue()])


def read(path: Path) -> tuple[bytes, list[Row]]:
    """Return head and rows.

    Raises:
        UserError: pyarrow is missing, or it is no parquet file.
    """
    _need_pyarrow()
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(path.read_bytes()))
    except pyarrow.ArrowException as error:
        raise UserError(f"{path} is no whole parquet file: it was cut off or edited. Export the run again.") from error
    return (table.schema.metadata or {}).get(KEY, b""), table.to_pylist()


def _type(name: str) -> "pyarrow.DataType":
    import pyarrow

    if name.startswith(PREFIX):
        return pyarrow.float64()
    if name in NUMBERS:
        return pyarrow.int64()
    return pyarrow.list_(pyarrow.string()) if name == FLAGS else pyarrow.string()


def _need_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UserError(
            "Parquet needs pyarrow: pip install 'stem2code-eval[export]', or use --format jsonl or csv."
        ) from error
