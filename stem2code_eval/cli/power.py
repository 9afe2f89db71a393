"""`stem2code-eval power`: how many figures a comparison needs, and what it can see with those it has."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options


def command(
    runs: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[RUN [RUN]]", help="One or two run folders whose scores say how far figures spread."),
    ] = None,
    metric: Annotated[str, typer.Option(help="The metric that is compared.")] = "reconstruction",
    difference: Annotated[
        str | None, typer.Option(help="Differences to find, in points, separated by commas; 1,2,5,10 if left out.")
    ] = None,
    figures: Annotated[
        str | None,
        typer.Option(help="Numbers of figures, separated by commas; those of the pilots, 60, 240, 1000 if left out."),
    ] = None,
    sd: Annotated[
        float | None,
        typer.Option(min=0, help="Standard deviation of a figure's difference, in points, instead of pilots."),
    ] = None,
    correlation: Annotated[
        float | None,
        typer.Option(min=-1, max=1, help="With one pilot: how a run goes with the next; 0 (cautious) if left out."),
    ] = None,
    cluster_size: Annotated[
        float | None, typer.Option(min=1, help="With --sd: figures a source; 1 if left out.")
    ] = None,
    repeats: Annotated[
        int | None, typer.Option(min=1, help="Answers to each figure that are planned; the pilots' if left out.")
    ] = None,
    alpha: Annotated[float, typer.Option(help="Chance of a false alarm.")] = 0.05,
    power: Annotated[float, typer.Option(help="Wanted chance of finding the difference.")] = 0.8,
    sides: Annotated[int, typer.Option(min=1, max=2, help="1: only a loss counts, as for gate; 2: either way.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say how many figures a difference needs, and which differences so many figures show."""
    import json

    from rich.console import Console

    from stem2code_eval.pipeline.planning import Plan, plan, print_plan

    found = plan(
        Plan(
            runs=tuple(runs or ()),
            metric=metric,
            sd=sd,
            correlation=correlation,
            cluster_size=cluster_size,
            repeats=repeats,
            differences=tuple(_numbers(difference, "--difference")),
            figures=tuple(round(count) for count in _numbers(figures, "--figures")),
            alpha=alpha,
            power=power,
            sides=sides,
        )
    )
    if as_json:
        print(json.dumps(found))
    else:
        print_plan(Console(), found)


def _numbers(text: str | None, option: str) -> list[float]:
    from stem2code_eval.errors import UserError

    try:
        return [float(word) for word in options.words(text)]
    except ValueError as error:
        raise UserError(f"{option}: {error}; write numbers with commas between them.") from error
