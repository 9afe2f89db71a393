"""`stem2code-eval data`: list, make, import and check the figures of tasks."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options

app = typer.Typer(
    name="data",
    help="List, generate, import and check the figures of tasks.",
    no_args_is_help=True,
    add_completion=False,
)


@app.command("list")
def list_command() -> None:
    """Print the tasks and the families of generated figures."""
    from rich.console import Console

    from stem2code_eval.data.listing import families_table, tasks_table

    console = Console()
    console.print(tasks_table())
    console.print(families_table())


@app.command("generate")
def generate_command(
    out: Annotated[Path, typer.Option(help="A new folder (private), or the file to write (v1).")],
    split: Annotated[str, typer.Option(help="private: unseen figures drawn from a secret.")] = "private",
    secret_file: Annotated[
        Path | None, typer.Option(help="A file with at least 16 random bytes: openssl rand -hex 32.")
    ] = None,
    size: Annotated[int, typer.Option(min=1, help="How many figures.")] = 240,
) -> None:
    """Write a split nobody has seen, and print the commitment that can be published before it is used."""
    from stem2code_eval.data.generate import generate

    print(generate(split, out, secret_file, size))


@app.command("import")
def import_command(
    benchmark: Annotated[str, typer.Argument(help="stem2code: STEM2Code-Eval, as its authors publish it.")],
    jsonl: Annotated[Path, typer.Option(help="The rows: messages[1] shows the picture, messages[3] is the program.")],
    images: Annotated[Path, typer.Option(help="The pictures, as a folder or a zip archive.")],
    out: Annotated[
        Path | None,
        typer.Option(help="A new folder; if left out, tasks/ in the cache folder, where --task finds it."),
    ] = None,
) -> None:
    """Make a task folder of a published benchmark; every oddity of its files is named and no row is dropped.

    Exit code 3: some figures lack their picture or their reference program.
    """
    from stem2code_eval.data.importers.launch import launch_import

    code = launch_import(benchmark, jsonl, images, out)
    if code:
        raise typer.Exit(code)


@app.command("check")
def check_command(
    task: Annotated[str, typer.Argument(help="A task's name, or a folder with samples.jsonl.")],
    split: options.Split = None,
    commitment: Annotated[str | None, typer.Option(help="The published commitment to compare with.")] = None,
    secret_file: Annotated[Path | None, typer.Option(help="The secret of the commitment, now made public.")] = None,
    render: Annotated[
        bool | None,
        typer.Option("--render/--no-render", help="Run the reference programs; if left out, where there is a sandbox."),
    ] = None,
    sandbox: options.Sandbox = "auto",
) -> None:
    """Check each row, picture and frozen program of a task; with a commitment, that these are its figures.

    The reference programs are run in the sandbox: those that fail, and element lists that were cut, are named.
    """
    from functools import partial

    from stem2code_eval.data.check import check
    from stem2code_eval.data.task import load_task
    from stem2code_eval.pipeline.reference_check import check_references
    from stem2code_eval.render.choose import open_renderer

    loaded = load_task(task, split)
    lines, sound = check(loaded, commitment, secret_file)
    if render is not False:
        found, can_be_scored = check_references(loaded, partial(open_renderer, sandbox), must=render is True)
        lines, sound = [*lines, *found], sound and can_be_scored
    for line in lines:
        print(line)
    if not sound:
        raise typer.Exit(1)


@app.command("corrupt")
def corrupt_command(
    program: Annotated[Path, typer.Argument(help="A Python file that draws a figure with matplotlib.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write the programs and their rows to.")],
    seed: Annotated[int, typer.Option(min=0, help="Chooses what is damaged.")] = 0,
    kinds: Annotated[str | None, typer.Option(help="Only these kinds, with commas between them.")] = None,
) -> None:
    """Write programs that draw the same figure in other words, and programs that draw it damaged in five grades."""
    from stem2code_eval.synth.perturb.write import write_variants

    chosen = [kind.strip() for kind in kinds.split(",")] if kinds else None
    print(write_variants(program, out, seed, chosen))
