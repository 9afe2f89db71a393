"""`stem2code-eval render`: programs through the sandbox, without a model and without scores."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options
from stem2code_eval.errors import ExitCode


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.py...", help="Programs to render.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A PNG for one program, or a folder for several.")
    ] = None,
    elements: Annotated[
        Path | None,
        typer.Option(help="Where to write element lists: a JSON file for one program, or a folder for several."),
    ] = None,
    sandbox: options.Sandbox = "auto",
    workers: options.Workers = None,
    cpu_seconds: Annotated[float, typer.Option(min=0.1, help="CPU limit of a program.")] = 30.0,
    wall_seconds: Annotated[float, typer.Option(min=0.1, help="Wall-clock limit of a program.")] = 60.0,
    memory_mb: Annotated[int, typer.Option(min=64, help="Memory limit of a program, in MiB.")] = 2048,
    dpi: Annotated[int, typer.Option(min=10, max=600, help="Pixels per inch of the pictures.")] = 150,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a program.")] = False,
) -> None:
    """Render programs in the sandbox and say how each ended."""
    from stem2code_eval.render.batch import describe, output_paths, read_programs, render_all, stopped_by_signals
    from stem2code_eval.render.choose import open_renderer
    from stem2code_eval.render.types import Limits, RenderSettings

    programs = read_programs(files)
    targets = output_paths(files, output, ".png")
    lists = output_paths(files, elements, ".json")
    limits = Limits(cpu_s=cpu_seconds, wall_s=wall_seconds, memory_mb=memory_mb)
    with (
        stopped_by_signals(),
        open_renderer(
            sandbox, workers, limits, RenderSettings(dpi), say=lambda line: typer.echo(line, err=True)
        ) as renderer,
    ):
        failed = False
        for file, rendering in render_all(renderer, programs):
            if rendering.png is not None and file in targets:
                targets[file].write_bytes(rendering.png)
            if rendering.elements is not None and file in lists:
                lists[file].write_bytes(rendering.elements)
            typer.echo(describe(file, rendering, as_json))
            failed |= not rendering.outcome.is_models_own
    if failed:
        raise typer.Exit(int(ExitCode.INCOMPLETE))
