"""`stem2code-eval compare`: what two runs differ by."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    run_a: Annotated[Path, typer.Argument(help="A run folder, or a file that `export` wrote.")],
    run_b: Annotated[Path, typer.Argument(help="The run to compare with it; differences are B - A.")],
    metric: Annotated[
        list[str] | None, typer.Option(help="Only this metric; all that both runs report if left out. Repeatable.")
    ] = None,
    allow: Annotated[
        list[str] | None, typer.Option(help="A field in which the runs may differ, such as renderer. Repeatable.")
    ] = None,
    plot: Annotated[
        list[Path] | None, typer.Option(help="Draw a dot a figure and the subjects; .png or .svg. Repeatable.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Write a page of the figures that differ most.")] = None,
    top: Annotated[int, typer.Option(min=1, help="Figures on that page.")] = 20,
    markdown: Annotated[Path | None, typer.Option(help="Write the tables as Markdown.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write everything as JSON; - is standard output.")] = None,
) -> None:
    """Compare two runs figure by figure: paired differences with intervals, over all figures and by subject.

    Exit codes: 0 done; 3 results are missing; 4 the runs cannot be compared.
    """
    from stem2code_eval.comparison.launch_compare import launch_compare

    code = launch_compare((run_a, run_b), metric or (), allow or (), plot or (), html, top, markdown, json)
    if code:
        raise typer.Exit(code)
