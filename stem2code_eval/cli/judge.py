"""What the command line says about judges: the options of `run` and `score`, and the command `judge audit`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stem2code_eval.judge.choice import JudgeChoice

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

app = typer.Typer(
    name="judge", help="Find out whether a judge can be trusted.", no_args_is_help=True, add_completion=False
)


def choice(
    image: str | None,
    code: str | None,
    base_url: tuple[str | None, str | None],
    api_key_env: tuple[str | None, str | None],
    args: str | None,
    prompts: Path | None,
    votes: int,
    concurrency: int,
) -> "JudgeChoice":
    """Return what the options say.

    Args:
        image: names of image judges.
        code: names of code judges.
        base_url: the judges', and the model's in place of none.
        api_key_env: likewise; the model's key goes to no other server than the model's.
        args: sampling.
        prompts: a file of rubrics.
        votes: of each judge.
        concurrency: requests at once.
    """
    from stem2code_eval.cli.run import words
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
    )
