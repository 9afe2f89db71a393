import json
import re
from pathlib import Path

import pytest
import typer
from pipeline_fakes import png, program, program_rows, write_task
from typer.testing import CliRunner

from stem2code_eval.cli import data, pair
from stem2code_eval.data import private
from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError


@pytest.fixture(autouse=True)
def no_public_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "_public_programs", set)


def invoke(app: typer.Typer, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    if isinstance(result.exception, UserError):
        return int(result.exception.exit_code), str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_private_split_is_made_published_and_verified(tmp_path: Path) -> None:
    secret, folder = tmp_path / "secret", tmp_path / "split"
    secret.write_text("0123456789abcdef0123456789abcdef\n")
    code, said = invoke(
        *(data.app, "generate", "--split", "private", "--secret-file", str(secret)),
        *("--size", "7", "--out", str(folder)),
    )
    assert code == 0, said
    assert secret.read_text().strip() not in said
    commitment = re.search(r"published first: ([0-9a-f]{64})", said)[1]
    assert len(load_task(str(folder)).entries) == 7

    check = (data.app, "check", str(folder), "--secret-file", str(secret), "--commitment")
    assert invoke(*check, commitment)[0] == 0
    code, said = invoke(*check, "0" * 64)
    assert code == 1
    assert "DOES NOT MATCH" in said


def test_the_public_split_is_frozen_to_a_file(tmp_path: Path) -> None:
    code, said = invoke(data.app, "generate", "--split", "v1", "--out", str(tmp_path / "v1.jsonl"))
    assert code == 0, said
    rows = [json.loads(line) for line in (tmp_path / "v1.jsonl").read_text().splitlines()]
    assert f"Wrote {len(rows)} frozen rows" in said
    assert {row["seed"] % 3 for row in rows} == {0, 1, 2}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--split", "privte"), 'Unknown split "privte". Did you mean "private"'),
        (("--split", "private"), "needs --secret-file"),
        (("--secret-file", "none"), "Cannot read the secret none"),
    ],
)
def test_wrong_use_of_generate_is_a_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    code, text = invoke(data.app, "generate", "--out", str(tmp_path / "x"), *words)
    assert code == 2
    assert said in text
    assert not (tmp_path / "x").exists()


def test_check_names_broken_rows_and_fails(tmp_path: Path) -> None:
    rows = [*program_rows(2), {"id": "bad", "image": "none.png", "subject": "optics"}]
    code, said = invoke(data.app, "check", str(write_task(tmp_path / "t", rows)))
    assert code == 1
    assert 'line 3, id "bad"' in said
    assert "3 figures, 1 of them cannot be used." in said
    assert "optics 1, subject 0 1, subject 1 1" in said
    assert invoke(data.app, "check", str(write_task(tmp_path / "good", program_rows(2))))[0] == 0
    assert invoke(data.app, "check", str(tmp_path / "good"), "--commitment", "0")[0] == 2


def test_list_shows_tasks_and_families() -> None:
    code, said = invoke(data.app, "list")
    assert code == 0
    assert "stem_figures" in said
    assert "families" in said


def test_a_pair_prints_a_table_or_one_json_object(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(pair.command)
    a, b = tmp_path / "a.png", tmp_path / "b.png"
    a.write_bytes(png("a", 64))
    b.write_bytes(png("a", 64))
    code, said = invoke(app, str(a), str(b), "--json")
    assert code == 0, said
    value = json.loads(said)
    assert value["outcome"] == "ok"
    assert value["flags"] == []
    assert set(value["metrics"]) >= {"pixel", "ssim"}
    code, said = invoke(app, str(a), str(b), "--metrics", "ssim")
    assert "ssim" in said
    assert "pixel" not in said
    (tmp_path / "c.txt").write_text(program("x"))
    assert invoke(app, str(a), str(tmp_path / "c.txt"))[0] == 2
