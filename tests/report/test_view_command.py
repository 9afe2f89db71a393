import json
import re
from pathlib import Path

import pytest
import typer
from report_runs import NAUGHTY, add, finish, small_run
from typer.testing import CliRunner

from stem2code_eval.cli import view
from stem2code_eval.cli.main import main
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store


def invoke(*words: str) -> tuple[str, str]:
    app = typer.Typer()
    app.command("view")(view.command)
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None:
        raise result.exception
    return result.stdout, result.stderr


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: addresses.append(address) or len(addresses) == 1)
    return addresses


def test_view_prints_where_the_page_is_and_opens_nothing(tmp_path: Path, opened: list[str]) -> None:
    run = small_run(tmp_path)
    out, err = invoke(str(run))
    assert Path(out.strip()) == run / "report" / "index.html"
    assert (run / "report" / "index.html").read_text().startswith("<!DOCTYPE html>")
    assert (err, opened) == ("", [])


def test_view_opens_the_page_when_asked(tmp_path: Path, opened: list[str]) -> None:
    run = small_run(tmp_path)
    assert invoke(str(run), "--open")[1] == ""
    assert opened == [(run / "report" / "index.html").resolve().as_uri()]
    assert "No browser could be started" in invoke(str(run), "--open")[1]


def test_what_is_no_run_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not a run folder"):
        invoke(str(tmp_path / "nothing"))


def test_nothing_in_a_run_folder_moves_the_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ids of damaged rows and what is wrong with damaged lines are told on the terminal."""
    with Store(tmp_path, print) as store:
        add(store, NAUGHTY["terminal"] + NAUGHTY["direction"])
        finish(store)
    path = tmp_path / "scores.jsonl"
    path.write_text(json.dumps({**json.loads(path.read_text()), "metrics": 5}) + '\n{"\x1b[31m"}\n')
    monkeypatch.setattr("sys.argv", ["stem2code-eval", "view", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert "the rows of the id" in err
    assert "⟨U+001B⟩[31mred" in err
    assert not re.search(r"[^\n\x20-\x7e\xa0-\uffff]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", out + err)
