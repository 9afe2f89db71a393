"""`stem2code-eval lmms`: lmms-eval's command line with our tasks, and an honest exit code."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options

SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}
"""What is not an option below is lmms-eval's."""


def command(
    context: typer.Context,
    python: Annotated[
        str | None,
        typer.Option(help="The Python of an environment with lmms-eval; STEM2CODE_LMMS_PYTHON, else this one."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Run folders go here, one a task; runs/TASK-MODEL-DATE if left out.")
    ] = None,
    split: options.Split = None,
    figures: Annotated[
        int | None, typer.Option(min=1, help="At most this many, balanced over the subjects; --limit takes the first.")
    ] = None,
    subjects: options.Subjects = None,
    choice_seed: Annotated[int, typer.Option(help="Of the choice by --figures and of the intervals.")] = 0,
    sandbox: options.Sandbox = "auto",
    workers: options.Workers = None,
    image_judge: options.ImageJudge = None,
    code_judge: options.CodeJudge = None,
    judge_base_url: options.JudgeBaseUrl = None,
    judge_api_key_env: options.JudgeApiKeyEnv = None,
    judge_args: options.JudgeArgs = None,
    judge_prompts: options.JudgePrompts = None,
    judge_votes: options.JudgeVotes = 1,
    min_coverage: options.MinCoverage = 100.0,
) -> None:
    """Run lmms-eval with our tasks; all other arguments are lmms-eval's own, such as --model, --model_args, --tasks."""
    from stem2code_eval.integrations.lmms.launch import launch
    from stem2code_eval.integrations.lmms.settings import Settings

    settings = Settings(
        out=None if out is None else out.absolute(),
        split=split,
        figures=figures,
        subjects=options.words(subjects),
        seed=choice_seed,
        sandbox=sandbox,
        workers=workers,
        image_judge=options.words(image_judge),
        code_judge=options.words(code_judge),
        judge_base_url=judge_base_url,
        judge_api_key_env=judge_api_key_env,
        judge_args=judge_args,
        judge_prompts=None if judge_prompts is None else judge_prompts.absolute(),
        judge_votes=judge_votes,
    )
    code = launch(context.args, settings, python, min_coverage)
    if code:
        raise typer.Exit(code)
