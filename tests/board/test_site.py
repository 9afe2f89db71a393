"""The folder that comes out: the same bytes each time, whole or not at all, and no file but our own."""

import json
import os
from pathlib import Path

import pytest
from made_entries import entry, picture, samples, small_board, submit
from typer.testing import CliRunner

from stem2code_eval.board import plots
from stem2code_eval.board.site import build_site
from stem2code_eval.cli.main import app
from stem2code_eval.errors import UserError

pytest.importorskip("plotly", reason="pip install plotly")


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    entries = small_board(tmp_path / "entries")
    build_site(entries, tmp_path / "one")
    build_site(entries, tmp_path / "two")
    found = content(tmp_path / "one")
    assert found == content(tmp_path / "two")
    assert {"index.html", "plots.html", "methods.html", "leaderboard.json", "citation.bib"} <= set(found)
    assert "pictures/alpha/figure-0.png" in found
    assert "tables/stem2code-published.csv" in found
    assert sorted(os.listdir(tmp_path)) == ["entries", "one", "two"]


def test_an_older_site_is_replaced_whole(tmp_path: Path) -> None:
    entries, out = small_board(tmp_path / "entries"), tmp_path / "site"
    build_site(entries, out)
    assert (out / "models" / "gamma.html").exists()
    for path in sorted((entries / "submitted" / "gamma").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (entries / "submitted" / "gamma").rmdir()
    build_site(entries, out)
    assert not (out / "models" / "gamma.html").exists()


def test_a_broken_entry_leaves_the_older_site_as_it_was(tmp_path: Path) -> None:
    entries, out = small_board(tmp_path / "entries"), tmp_path / "site"
    build_site(entries, out)
    before = content(out)
    (entries / "submitted" / "beta" / "samples.jsonl").write_text("{}\n")
    with pytest.raises(UserError, match=r"beta/samples\.jsonl, line 1: id: "):
        build_site(entries, out)
    assert content(out) == before
    assert sorted(os.listdir(tmp_path)) == ["entries", "site"]


@pytest.mark.parametrize("kind", ["other files", "file", "link"])
def test_what_is_no_site_is_never_replaced(tmp_path: Path, kind: str) -> None:
    entries, out = small_board(tmp_path / "entries"), tmp_path / "out"
    if kind == "file":
        out.write_text("mine")
    elif kind == "link":
        out.symlink_to(tmp_path)
    else:
        out.mkdir()
        (out / "thesis.tex").write_text("mine")
    with pytest.raises(UserError, match="choose another --out"):
        build_site(entries, out)
    assert not (tmp_path / "index.html").exists()
    assert kind != "other files" or (out / "thesis.tex").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("absent.png", None, "no plain file"),
        ("svg.png", b"<svg onload='alert(1)'/>", "no PNG"),
        ("torn.png", picture()[:-40], "no PNG"),
        ("wide.png", picture(size=(481, 10)), "at most 480 wide"),
        ("tall.png", picture(size=(10, 5000)), "at most 480 wide"),
        ("heavy.png", picture() + b"x" * 600_000, "524,288 bytes"),
    ],
)
def test_a_picture_that_is_none_is_refused_with_its_file(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    rows = [{**samples(50.0)[0], "picture": f"pictures/{name}"}]
    submit(tmp_path / "entries", "x", entry("openai/x", 50.0), rows, {} if data is None else {name: data})
    with pytest.raises(UserError, match=f"{name}.*{said}"):
        build_site(tmp_path / "entries", tmp_path / "site")


def test_a_picture_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(picture())
    rows = [{**samples(50.0)[0], "picture": "pictures/x.png"}]
    place = submit(tmp_path / "entries", "x", entry("openai/x", 50.0), rows)
    (place / "pictures" / "x.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(UserError, match="no plain file"):
        build_site(tmp_path / "entries", tmp_path / "site")


def test_nothing_but_pixels_of_a_picture_reaches_the_site(tmp_path: Path) -> None:
    rows = [{**samples(50.0)[0], "picture": "pictures/x.png"}]
    hidden = picture() + b"<script>alert(1)</script>"
    submit(tmp_path / "entries", "x", entry("openai/x", 50.0), rows, {"x.png": hidden, "unnamed.png": picture()})
    build_site(tmp_path / "entries", tmp_path / "site")
    assert b"script" not in (tmp_path / "site" / "pictures" / "x" / "x.png").read_bytes()
    assert os.listdir(tmp_path / "site" / "pictures" / "x") == ["x.png"]


def test_without_plotly_one_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plots, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"pip install 'stem2code-eval\[leaderboard\]'"):
        build_site(small_board(tmp_path / "entries"), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_the_command_prints_the_first_page(tmp_path: Path) -> None:
    entries, out = small_board(tmp_path / "entries"), tmp_path / "site"
    done = CliRunner().invoke(app, ["leaderboard", "build", "--entries", str(entries), "--out", str(out)])
    assert (done.exit_code, done.stdout.strip()) == (0, str(out / "index.html"))
    assert json.loads((out / "leaderboard.json").read_text())["tables"][0]["rows"][1]["model"] == "openai/alpha"


def test_names_are_no_commands_of_tex(tmp_path: Path) -> None:
    entries = small_board(tmp_path / "entries")
    build_site(entries, tmp_path / "site")
    found = (tmp_path / "site" / "citation.bib").read_text()
    assert "A title \\& more" in found
    assert "Guan, Tongkun" in found
    assert found.count("@misc{") == found.count("@software{") == 1
