"""`stem2code-eval score`: score a finished run again; no model is asked and nothing is drawn."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli.run import words


def command(
    run: Annotated[Path, typer.Argument(help="A run folder.", exists=True, file_okay=False)],
    metrics: Annotated[str | None, typer.Option(help="Separated by commas; those of the run if left out.")] = None,
    protocol: Annotated[
        str | None, typer.Option(help="default or paper: what is reported; that of the run if left out.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Plain lines instead of a live bar.")] = False,
) -> None:
    """Score the stored pictures of a finished run, with other metrics or with newer versions of its own."""
    from stem2code_eval.pipeline.launch_rescore import launch_rescore

    code = launch_rescore(run, words(metrics), quiet, protocol)
    if code:
        raise typer.Exit(code)
