"""`stem2code-eval judge`: find out whether a judge can be trusted."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli.options import JudgeArgs, JudgePrompts, judge_choice

app = typer.Typer(
    name="judge", help="Find out whether a judge can be trusted.", no_args_is_help=True, add_completion=False
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
    chosen = judge_choice(
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
