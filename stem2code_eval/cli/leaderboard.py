"""`stem2code-eval leaderboard`: entries of the leaderboard, and the static site of all of them."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options, submit

app = typer.Typer(name="leaderboard", help="The leaderboard.", no_args_is_help=True, add_completion=False)


@app.callback()
def leaderboard() -> None:
    """The leaderboard."""


@app.command("add")
def add_command(
    bundle: submit.BundleFile,
    task: submit.TaskOf = None,
    no_verify: Annotated[
        bool, typer.Option("--no-verify", help="Believe the bundle's scores; the entry is then self-reported.")
    ] = False,
    re_run: Annotated[
        Path | None,
        typer.Option(
            help="Your own run of the same model: evidence that it does as well.", exists=True, file_okay=False
        ),
    ] = None,
    entries: Annotated[Path | None, typer.Option(help="The folder of entries; ours if left out.")] = None,
    url: Annotated[
        str | None, typer.Option(help="Where readers find the bundle or the model: an https address.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A sentence for readers.")] = None,
    pictures: Annotated[
        int | None,
        typer.Option(min=0, max=24, help="Figures to show; 24 of shipped tasks, none of others if left out."),
    ] = None,
    min_coverage: Annotated[
        float, typer.Option(min=0, max=100, help="Per cent of figures that need a result.")
    ] = 100.0,
    workers: options.Workers = None,
    secret: submit.Secret = None,
    commitment: submit.CommitmentOption = None,
    clip_model: options.ClipModel = None,
    clip_weights: options.ClipWeights = None,
    judge_spot_check: submit.JudgeSpotCheck = None,
    judge_base_url: options.JudgeBaseUrl = None,
    judge_api_key_env: options.JudgeApiKeyEnv = None,
    max_mb: submit.MaxMb = None,
    quiet: options.Quiet = False,
) -> None:
    """Verify a bundle in docker, which alone counts here, and write its entry with the badge that it earned."""
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.submission.add import AddOptions, launch_add
    from stem2code_eval.submission.launch import VerifyOptions
    from stem2code_eval.submission.spot_check import Asking

    chosen = VerifyOptions(
        bundle=bundle,
        task=task,
        sandbox="docker",
        workers=workers,
        secret=secret,
        commitment=commitment,
        clip=ClipChoice(clip_model, clip_weights),
        asking=Asking(judge_spot_check, judge_base_url, judge_api_key_env) if judge_spot_check else None,
        max_mb=max_mb,
        quiet=quiet,
    )
    code = launch_add(AddOptions(chosen, no_verify, re_run, entries, url, note, pictures, min_coverage))
    if code:
        raise typer.Exit(code)


@app.command("build")
def build_command(
    entries: Annotated[
        Path | None, typer.Option(help="The folder of entries, published/ and submitted/; ours if left out.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder to write; an older site in it is replaced.")] = Path("site"),
) -> None:
    """Write the site, static pages for any host or none, and print the path of its first page."""
    from stem2code_eval.board.site import build_site
    from stem2code_eval.resources import leaderboard_folder

    typer.echo(build_site(entries or leaderboard_folder() / "entries", out))
