"""What `stem2code-eval export` does: a finished run as one file."""

from pathlib import Path
from typing import Protocol

from stem2code_eval.comparison.exports import csv_table, jsonl, parquet
from stem2code_eval.comparison.exports.form import Row, columns, head_of, rows_of
from stem2code_eval.comparison.load import load
from stem2code_eval.errors import IncompleteError, UserError
from stem2code_eval.registry import did_you_mean


class Format(Protocol):
    """A way of writing the head and the rows."""

    def __call__(self, path: Path, head: str, rows: list[Row], columns: list[str], /) -> None:
        """Write the file, whole or not at all."""
        ...


FORMATS: dict[str, Format] = {"parquet": parquet.write, "jsonl": jsonl.write, "csv": csv_table.write}


def export(run: Path, format_name: str, out: Path | None) -> str:
    """Write a run as one file and return what to tell the user.

    Args:
        run: a run folder, or a file exported before.
        format_name: one of `FORMATS`.
        out: the file; None for the run's name with the format's ending, in the working directory.

    Raises:
        UserError: the format is unknown, the run cannot be read, the file cannot be written, or nobody named one and
            there is a file of that name.
        IncompleteError: the run has not come to its end.
    """
    if format_name not in FORMATS:
        raise UserError(f'Unknown format "{format_name}".' + did_you_mean(format_name, list(FORMATS)))
    recording = load(run)
    if recording.unfinished:
        raise IncompleteError(recording.unfinished)
    whole = run.resolve()
    target = Path(f"{whole.name if whole.is_dir() else whole.stem}.{format_name}") if out is None else out
    if out is None and target.exists():
        raise UserError(f"There is a {target} already; say with --out which file to write.")
    rows = rows_of(recording)
    FORMATS[format_name](target, head_of(recording, rows), rows, columns(recording.metrics))
    return f"Wrote {len(rows)} rows and the manifest of {recording.name} to {target}."
