"""`stem2code-eval leaderboard`: the static site of all entries."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(name="leaderboard", help="The leaderboard.", no_args_is_help=True, add_completion=False)


@app.callback()
def leaderboard() -> None:
    """The leaderboard."""


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
