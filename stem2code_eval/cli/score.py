"""`stem2code-eval score`: score a finished run again; no model is asked and nothing is drawn."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli.run import words


def command(
    run: Annotated[Path, typer.Argument(help="A run folder.", exists=True, file_okay=False)],
    metrics: Annotated[str | None, typer.Option(help="Separated by commas; those of the run if left out.")] = None,
    clip_model: Annotated[
        str | None, typer.Option(help="Of the metric clip: open_clip's name of a model, or its configuration (.json).")
    ] = None,
    clip_weights: Annotated[
        str | None, typer.Option(help="Of the metric clip: a file, a tag in the local cache, or TAG=FILE.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Plain lines instead of a live bar.")] = False,
) -> None:
    """Score the stored pictures of a finished run, with other metrics or with newer versions of its own."""
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.pipeline.launch_rescore import launch_rescore

    code = launch_rescore(run, words(metrics), quiet, ClipChoice(clip_model, clip_weights))
    if code:
        raise typer.Exit(code)
