"""`stem2code-eval score`: score a finished run again; the model is not asked and nothing is drawn."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options


def command(
    run: Annotated[Path, typer.Argument(help="A run folder.", exists=True, file_okay=False)],
    metrics: Annotated[str | None, typer.Option(help="Separated by commas; those of the run if left out.")] = None,
    protocol: Annotated[
        str | None, typer.Option(help="default or paper: what is reported; that of the run if left out.")
    ] = None,
    image_judge: options.ImageJudge = None,
    code_judge: options.CodeJudge = None,
    judge_base_url: options.JudgeBaseUrl = None,
    judge_api_key_env: options.JudgeApiKeyEnv = None,
    judge_args: options.JudgeArgs = None,
    judge_prompts: options.JudgePrompts = None,
    judge_votes: options.JudgeVotes = 1,
    concurrency: Annotated[int, typer.Option(min=1, help="Requests to each judge at once.")] = 8,
    clip_model: options.ClipModel = None,
    clip_weights: options.ClipWeights = None,
    quiet: options.Quiet = False,
) -> None:
    """Score the stored pictures of a finished run, with other metrics, newer versions of its own, or other judges."""
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.pipeline.launch_rescore import launch_rescore

    judges = options.judge_choice(
        image_judge,
        code_judge,
        (judge_base_url, None),
        (judge_api_key_env, None),
        judge_args,
        judge_prompts,
        judge_votes,
        concurrency,
    )
    code = launch_rescore(run, options.words(metrics), quiet, judges, protocol, ClipChoice(clip_model, clip_weights))
    if code:
        raise typer.Exit(code)
