"""Which of the formats a file is in, by its first bytes and not by its name."""

from pathlib import Path

from stem2code_eval.comparison.exports import csv_table, jsonl, parquet
from stem2code_eval.comparison.exports.form import recording_of
from stem2code_eval.comparison.recording import Recording
from stem2code_eval.errors import UserError

_PARQUET, _CSV, _JSONL = b"PAR1", csv_table.COMMENT.encode() + b"{", b"{"


def read_export(path: Path, name: str) -> Recording:
    """Return the recording in a file that `export` wrote.

    Args:
        path: the file.
        name: what to call it.

    Raises:
        UserError: it is of no format that is known, or was damaged or edited.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
        head: str | bytes
        if start.startswith(_PARQUET):
            head, rows = parquet.read(path)
        elif start.startswith(_CSV):
            head, rows = csv_table.read(path)
        elif start.startswith(_JSONL):
            head, rows = jsonl.read(path)
        else:
            raise UserError(f"{path} is neither a run folder nor a file that `stem2code-eval export` wrote.")
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    return recording_of(head, rows, name)
