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
    prices: Path | None = None,
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
        prices: a table of prices.
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
        prices=prices,
    )


@app.callback()
def judges() -> None:
    """Find out whether a judge can be trusted."""


@app.command("audit")
def audit_command(
    judge: Annotated[str, typer.Option(help="The judge, such as openai/NAME.")],
    kind: Annotated[str, typer.Option(help="image, code or both.")] = "both",
    n: Annotated[int, typer.Option("--n", min=2, help="Figures; each costs some 15 questions of each kind.")] = 8,
    out: Annotated[
        Path | None, typer.Option(help="The folder for table and plots; runs/judge-audit-JUDGE if left out.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(help="Address of the judge's server.")] = None,
    api_key_env: Annotated[str | None, typer.Option(help="Variable with the judge's key.")] = None,
    judge_args: JudgeArgs = None,
    judge_prompts: JudgePrompts = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Requests at once.")] = 8,
    sandbox: Annotated[
        str, typer.Option(help="auto, docker, bubblewrap or native; pictures are drawn in it.")
    ] = "auto",
) -> None:
    """Ask a judge about pairs whose scores are known, and print whether it can be trusted (exit code 1: it cannot)."""
    from stem2code_eval.errors import UserError
    from stem2code_eval.judge.audit.launch import AuditOptions, default_folder, launch_audit
    from stem2code_eval.registry import did_you_mean

    if kind not in ("image", "code", "both"):
        raise UserError(f'Unknown kind of judge "{kind}".' + did_you_mean(kind, ["image", "code", "both"]))
    chosen = choice(
        judge if kind != "code" else None,
        judge if kind != "image" else None,
        (base_url, None),
        (api_key_env, None),
        judge_args,
        judge_prompts,
        1,
        concurrency,
    )
    code = launch_audit(AuditOptions(chosen, n, out or default_folder(judge), sandbox))
    if code:
        raise typer.Exit(code)
