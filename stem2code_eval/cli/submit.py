"""`stem2code-eval submit`: pack a run as a bundle that anyone can verify, and verify one."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options

app = typer.Typer(
    name="submit",
    help="Pack a run as a bundle that anyone can verify, and verify one.",
    no_args_is_help=True,
    add_completion=False,
)
BundleFile = Annotated[Path, typer.Argument(help="A bundle, as `submit pack` wrote it.", exists=True, dir_okay=False)]
TaskOf = Annotated[
    str | None, typer.Option("--task", help="The folder of the bundle's task, where that is not a shipped one.")
]
Secret = Annotated[
    Path | None, typer.Option(help="Of a private split: the file with its secret, to open --commitment.")
]
CommitmentOption = Annotated[
    str | None, typer.Option(help="Of a private split: what `data generate` printed, and was published before.")
]
JudgeSpotCheck = Annotated[
    int | None, typer.Option(min=1, help="Ask the judges again for so many of their votes, chosen at random.")
]
MaxMb = Annotated[int | None, typer.Option(min=1, help="Refuse larger bundles, in MiB; 512 if left out.")]


@app.callback()
def submit() -> None:
    """Pack a run as a bundle that anyone can verify, and verify one."""


@app.command("pack")
def pack_command(
    run: Annotated[Path, typer.Argument(help="A run folder.", exists=True, file_okay=False)],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The bundle; RUN.bundle.zip if left out.")] = None,
    min_coverage: Annotated[
        float, typer.Option(min=0, max=100, help="Per cent of figures that need a result.")
    ] = 100.0,
) -> None:
    """Pack a finished run: manifest, responses, programs, renders, scores and hashes; no keys, no paths."""
    from stem2code_eval.submission.launch import launch_pack

    launch_pack(run, out, min_coverage)


@app.command("verify")
def verify_command(
    bundle: BundleFile,
    task: TaskOf = None,
    sandbox: options.Sandbox = "auto",
    workers: options.Workers = None,
    secret: Secret = None,
    commitment: CommitmentOption = None,
    clip_model: options.ClipModel = None,
    clip_weights: options.ClipWeights = None,
    judge_spot_check: JudgeSpotCheck = None,
    judge_base_url: options.JudgeBaseUrl = None,
    judge_api_key_env: options.JudgeApiKeyEnv = None,
    max_mb: MaxMb = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Do everything but the model again and say what does not agree, sample by sample.

    Exit codes: 0 verified, 1 does not verify, 3 incomplete, 4 made with something that cannot be compared here.
    """
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.submission.launch import VerifyOptions, launch_verify
    from stem2code_eval.submission.spot_check import Asking

    chosen = VerifyOptions(
        bundle=bundle,
        task=task,
        sandbox=sandbox,
        workers=workers,
        secret=secret,
        commitment=commitment,
        clip=ClipChoice(clip_model, clip_weights),
        asking=Asking(judge_spot_check, judge_base_url, judge_api_key_env) if judge_spot_check else None,
        max_mb=max_mb,
        as_json=as_json,
        quiet=quiet,
    )
    code = launch_verify(chosen)
    if code:
        raise typer.Exit(code)
