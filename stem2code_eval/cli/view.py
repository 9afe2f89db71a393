"""`stem2code-eval view`: a run as a page to look at."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write RUN/report/index.html, a page with every figure, redrawing, program and score, and print its path.

    Beside the page are the samples' own small pages and thumbnails, which it needs; it works from the disk.
    """
    import webbrowser

    from stem2code_eval.report.page import build_report
    from stem2code_eval.report.text import visible

    page = build_report(run, warn=lambda line: typer.echo(visible(line), err=True))
    typer.echo(page)
    if open_page and not webbrowser.open(page.resolve().as_uri()):
        typer.echo("No browser could be started; open the page by hand.", err=True)
