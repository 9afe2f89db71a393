"""The whole site: entries in, a folder of static files out, the same bytes for the same entries."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from stem2code_eval.board.boards import Board, gather
from stem2code_eval.board.columns import ordered
from stem2code_eval.board.pages import Pages, Samples, citations
from stem2code_eval.board.pictures import thumbnails
from stem2code_eval.board.plots import library, plots, styles_to_leave_out
from stem2code_eval.board.reading import SAMPLES, Listed, read_entries, read_samples
from stem2code_eval.board.tables import as_csv, as_json
from stem2code_eval.errors import UserError

MARK = ".stem2code-site"
"""A file in every site, without which a folder is not taken for one and not replaced."""
PLOTLY = "plotly.min.js"


def build_site(entries: Path, out: Path) -> Path:
    """Write the site and return its first page; a site that is there is replaced, or stays whole if this fails.

    Args:
        entries: the folder of entries, as `read_entries` reads it.
        out: the folder to write; new, empty, or an older site.

    Raises:
        UserError: an entry is broken, plotly is missing, or `out` holds something else or cannot be written.
    """
    _refuse_other_content(out)
    listed = read_entries(entries)
    boards = gather(listed)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
            made = Path(folder, "site")
            made.mkdir()
            _write_all(made, listed, boards)
            _put_in_place(made, out, Path(folder, "old"))
    except OSError as error:
        raise UserError(f"Cannot write {out}: {error.strerror}.") from error
    return out / "index.html"


def _refuse_other_content(out: Path) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise UserError(f"{out} is no folder; choose another --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise UserError(f"{out} holds something else than a site of ours; choose another --out.")


def _write_all(folder: Path, listed: list[Listed], boards: list[Board]) -> None:
    pages = Pages()
    drawn = {board.id: plots(board) for board in boards}
    plotly = library()
    _write(folder / "assets" / PLOTLY, [plotly])
    _write(folder / "index.html", pages.index(boards))
    _write(folder / "plots.html", pages.plots(boards, drawn, PLOTLY, styles_to_leave_out(plotly)))
    _write(folder / "methods.html", pages.methods(boards, listed))
    for each in listed:
        _write_model(folder, each, pages)
    _write(folder / "leaderboard.json", [json.dumps(as_json(boards), indent=1, allow_nan=False).encode("ascii"), b"\n"])
    for board in boards:
        _write(folder / "tables" / f"{board.id}.csv", [as_csv(board)])
    _write(folder / "citation.bib", [citations(listed).encode("utf-8")])
    for mark in (MARK, ".nojekyll"):
        _write(folder / mark, [])


def _write_model(folder: Path, listed: Listed, pages: Pages) -> None:
    samples = None
    if listed.folder is not None and (listed.folder / SAMPLES).exists():
        headline = ordered(listed.entry.scores)[0]
        pictures = thumbnails(listed, read_samples(listed), headline)
        for picture in pictures:
            _write(folder / "pictures" / listed.slug / picture.name, [picture.png])
        samples = Samples(read_samples(listed), pictures)
    _write(folder / "models" / f"{listed.slug}.html", pages.model(listed, samples))


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(pieces)


def _put_in_place(made: Path, out: Path, old: Path) -> None:
    if out.is_dir():
        os.replace(out, old)
    try:
        os.replace(made, out)
    except OSError:
        if old.is_dir():
            os.replace(old, out)
        raise
    shutil.rmtree(old, ignore_errors=True)
