"""`stem2code-eval export`: a run as one file."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    format_name: Annotated[str, typer.Option("--format", help="parquet, jsonl or csv.")] = "jsonl",
    out: Annotated[
        Path | None, typer.Option(help="The file to write; the run's name in the working directory if left out.")
    ] = None,
) -> None:
    """Write a finished run as one file, with the manifest inside; `gate` and `compare` take it."""
    from stem2code_eval.comparison.exports.write import export

    print(export(run, format_name, out))
