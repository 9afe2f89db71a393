"""Options that several commands take, each with its one help text, and what the options of judges come to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stem2code_eval.judge.choice import JudgeChoice

Split = Annotated[str | None, typer.Option(help="A split of the task; its default if left out.")]
Subjects = Annotated[str | None, typer.Option(help="Only these subjects, separated by commas.")]
Sandbox = Annotated[str, typer.Option(help="auto, docker, bubblewrap or native.")]
Workers = Annotated[int | None, typer.Option(min=1, help="Programs drawn at once; the number of cores if left out.")]
MinCoverage = Annotated[
    float, typer.Option(min=0, max=100, help="Per cent of figures that need a result; below, exit code 3.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Plain lines instead of a live bar.")]

ClipModel = Annotated[
    str | None, typer.Option(help="Of the metric clip: open_clip's name of a model, or its configuration (.json).")
]
ClipWeights = Annotated[
    str | None, typer.Option(help="Of the metric clip: a file, a tag in the local cache, or TAG=FILE.")
]

ImageJudge = Annotated[
    str | None,
    typer.Option(help="Judges of the pictures, such as openai/NAME; several, separated by commas, are a panel."),
]
CodeJudge = Annotated[str | None, typer.Option(help="Judges of the programs, named likewise.")]
JudgeBaseUrl = Annotated[str | None, typer.Option(help="Address of the judges' server; --base-url if left out.")]
JudgeApiKeyEnv = Annotated[
    str | None,
    typer.Option(help="Variable with the judges' key; --api-key-env if their server is the model's own."),
]
JudgeArgs = Annotated[str | None, typer.Option(help="k=v,... for the judges' sampling, such as temperature=0.")]
JudgePrompts = Annotated[
    Path | None, typer.Option(help="A file of rubrics of your own (docs/judges.md).", exists=True, dir_okay=False)
]
JudgeVotes = Annotated[int, typer.Option(min=1, help="Votes of each judge; every second one sees the pair swapped.")]


def words(text: str | None) -> tuple[str, ...]:
    """Return the words between the commas of an option."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def judge_choice(
    image: str | None,
    code: str | None,
    base_url: tuple[str | None, str | None],
    api_key_env: tuple[str | None, str | None],
    args: str | None,
    prompts: Path | None,
    votes: int,
    concurrency: int,
    prices: Path | None = None,
) -> "JudgeChoice":
    """Return what the options say of judges.

    Args:
        image: names of image judges.
        code: names of code judges.
        base_url: the judges', and the model's in place of none.
        api_key_env: likewise; the model's key goes to no other server than the model's.
        args: sampling.
        prompts: a file of rubrics.
        votes: of each judge.
        concurrency: requests at once.
        prices: a table of prices.
    """
    from stem2code_eval.judge.choice import JudgeChoice
    from stem2code_eval.pipeline.launch import parse_arguments

    own_key, models_key = api_key_env
    return JudgeChoice(
        image=words(image),
        code=words(code),
        base_url=base_url[0] or base_url[1],
        api_key_env=own_key or (models_key if base_url[0] in (None, base_url[1]) else None),
        sampling=parse_arguments(args, "--judge-args"),
        prompts=prompts,
        votes=votes,
        concurrency=concurrency,
        prices=prices,
    )
