"""`stem2code-eval doctor`: can this machine run, and do the controls score as they must?"""

from typing import Annotated

import typer

from stem2code_eval.errors import ExitCode


def command(
    build: Annotated[bool, typer.Option("--build", help="First build what is missing: environment, image.")] = False,
    sandbox: Annotated[str, typer.Option(help="Check only this sandbox.")] = "auto",
) -> None:
    """Say which sandboxes work here, how to get the others, and run the controls in each."""
    from rich.console import Console

    from stem2code_eval.render.provision.prepare import prepare
    from stem2code_eval.report.doctor import examine_all, show

    console = Console()
    if build:
        for part in prepare(lambda line: typer.echo(line)):
            typer.echo(f"{part.part}: {'ready, ' if part.ready else 'not ready: '}{part.detail}")
    examinations = examine_all(sandbox)
    show(console, examinations)
    if not any(examination.works for examination in examinations):
        raise typer.Exit(int(ExitCode.FAILED))
    if not all(control.passed for examination in examinations for control in examination.controls):
        raise typer.Exit(int(ExitCode.FAILED))
