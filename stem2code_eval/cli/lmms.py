"""`stem2code-eval lmms`: lmms-eval's command line with our tasks, and an honest exit code."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import judge

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
    split: Annotated[str | None, typer.Option(help="A split of the task; its default if left out.")] = None,
    figures: Annotated[
        int | None, typer.Option(min=1, help="At most this many, balanced over the subjects; --limit takes the first.")
    ] = None,
    subjects: Annotated[str | None, typer.Option(help="Only these subjects, separated by commas.")] = None,
    choice_seed: Annotated[int, typer.Option(help="Of the choice by --figures and of the intervals.")] = 0,
    sandbox: Annotated[str, typer.Option(help="auto, docker, bubblewrap or native.")] = "auto",
    workers: Annotated[int | None, typer.Option(min=1, help="Programs drawn at once; one a core if left out.")] = None,
    image_judge: judge.ImageJudge = None,
    code_judge: judge.CodeJudge = None,
    judge_base_url: judge.JudgeBaseUrl = None,
    judge_api_key_env: judge.JudgeApiKeyEnv = None,
    judge_args: judge.JudgeArgs = None,
    judge_prompts: judge.JudgePrompts = None,
    judge_votes: judge.JudgeVotes = 1,
    min_coverage: Annotated[
        float, typer.Option(min=0, max=100, help="Per cent of figures that need a result; below, exit code 3.")
    ] = 100.0,
) -> None:
    """Run lmms-eval with our tasks; all other arguments are lmms-eval's own, such as --model, --model_args, --tasks."""
    from stem2code_eval.cli.run import words
    from stem2code_eval.integrations.lmms.launch import launch
    from stem2code_eval.integrations.lmms.settings import Settings

    settings = Settings(
        out=None if out is None else out.absolute(),
        split=split,
        figures=figures,
        subjects=words(subjects),
        seed=choice_seed,
        sandbox=sandbox,
        workers=workers,
        image_judge=words(image_judge),
        code_judge=words(code_judge),
        judge_base_url=judge_base_url,
        judge_api_key_env=judge_api_key_env,
        judge_args=judge_args,
        judge_prompts=None if judge_prompts is None else judge_prompts.absolute(),
        judge_votes=judge_votes,
    )
    code = launch(context.args, settings, python, min_coverage)
    if code:
        raise typer.Exit(code)
