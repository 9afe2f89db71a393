"""`stem2code-eval reproduce`: make a run again from what it wrote down, and say what differs."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options


def command(
    run: Annotated[Path, typer.Argument(help="A run folder.", exists=True, file_okay=False)],
    level: Annotated[
        str,
        typer.Option(
            "--from",
            help="responses: extract, draw and score the stored answers again; asks nobody and costs nothing. "
            "model: ask the model, and the judges, again; that may cost money.",
        ),
    ] = "responses",
    out: Annotated[
        Path | None, typer.Option(help="The new run folder; RUN-reproduced beside the old one if left out.")
    ] = None,
    within: Annotated[
        float,
        typer.Option(
            min=0,
            help="Points by which means may be shown to differ where the renderer is another or the model was asked "
            "again and answered otherwise; 0: not at all.",
        ),
    ] = 0.0,
    task: Annotated[
        str | None, typer.Option(help="The run's task, where its name or folder is another one here.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="With --from model: the server, which is never taken from the folder.")
    ] = None,
    api_key_env: Annotated[
        str | None, typer.Option(help="With --from model: the variable with the key; OPENAI_API_KEY if left out.")
    ] = None,
    judge_base_url: Annotated[str | None, typer.Option(help="Likewise, of the judges; --base-url if left out.")] = None,
    judge_api_key_env: Annotated[str | None, typer.Option(help="Likewise, of the judges.")] = None,
    vllm_bin: Annotated[str | None, typer.Option(help="With --from model, for vllm/: see run.")] = None,
    lmms_python: Annotated[str | None, typer.Option(help="With --from model, for lmms/: see run.")] = None,
    clip_model: options.ClipModel = None,
    clip_weights: options.ClipWeights = None,
    sandbox: options.Sandbox = "auto",
    workers: options.Workers = None,
    quiet: options.Quiet = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a run again and compare: versions, renderer, answers, programs, pictures, outcomes, scores, means.

    Exit codes: 0 reproduced, 1 something differs, 3 a figure has no result, 4 the run cannot be repeated here.
    """
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.pipeline.remembered import Named
    from stem2code_eval.pipeline.reproduce import Wish, launch_reproduce

    named = Named(
        task=task,
        base_url=base_url,
        api_key_env=api_key_env,
        judge_base_url=judge_base_url,
        judge_api_key_env=judge_api_key_env,
        vllm_bin=vllm_bin,
        lmms_python=lmms_python,
        sandbox=sandbox,
        workers=workers,
        clip=ClipChoice(clip_model, clip_weights),
    )
    wish = Wish(run=run, level=level, out=out, within=within, named=named, quiet=quiet, as_json=as_json)
    code = launch_reproduce(wish)
    if code:
        raise typer.Exit(code)
