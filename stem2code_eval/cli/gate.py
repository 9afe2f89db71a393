"""`stem2code-eval gate`: may the candidate take the place of the base?"""

from pathlib import Path
from typing import Annotated

import typer


def command(
    base: Annotated[Path, typer.Argument(help="A run folder, or a file that `export` wrote.")],
    candidate: Annotated[Path, typer.Argument(help="The run that is to be judged.")],
    metric: Annotated[
        list[str] | None,
        typer.Option(
            help="NAME=DROP: what may not lose more than DROP points; NAME alone takes --max-drop. Repeatable."
        ),
    ] = None,
    max_drop: Annotated[float | None, typer.Option(help="For metrics without a drop of their own, in points.")] = None,
    alpha: Annotated[
        float | None, typer.Option(help="Chance of a false alarm, and of a false pass; 0.05 if left out.")
    ] = None,
    undecided: Annotated[
        str | None,
        typer.Option(help="fail (exit code 3) or pass, where figures are too few to tell; fail if left out."),
    ] = None,
    min_figures: Annotated[
        int | None, typer.Option(help="Independent figures without which nothing passes; 20 if left out.")
    ] = None,
    allow: Annotated[
        list[str] | None, typer.Option(help="A field in which the runs may differ, such as renderer. Repeatable.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="A TOML file with all these rules, in the place of the options.")
    ] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the verdict as Markdown.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the verdict as JUnit XML.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the verdict as JSON; - is standard output.")] = None,
) -> None:
    """Judge a run against another one: did it lose more than it may, beyond chance?

    Exit codes: 0 it did not; 1 it did; 3 results are missing, or the figures are too few to tell; 4 the runs cannot be
    compared; 2 anything else.
    """
    from stem2code_eval.comparison.launch_gate import launch_gate
    from stem2code_eval.comparison.rules import chosen_rules

    rules = chosen_rules(config, metric or (), max_drop, alpha, undecided, min_figures, allow or ())
    code = launch_gate(base, candidate, rules, markdown, junit, json)
    if code:
        raise typer.Exit(code)
