import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from command_line import invoked
from pipeline_fakes import FakeRenderer, element_list, png, program, program_rows, square, write_task

from stem2code_eval.cli import data, pair, render
from stem2code_eval.data import private
from stem2code_eval.data.task import load_task
from stem2code_eval.metrics.registry import DEFAULT_METRICS
from stem2code_eval.render import choose
from stem2code_eval.render.types import Rendering


@pytest.fixture(autouse=True)
def fake_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw what `data check` and `render` draw, without a sandbox."""

    def opened(*words: object, **options: object) -> Drawing:
        return Drawing()

    monkeypatch.setattr(choose, "open_renderer", opened)


class Drawing(FakeRenderer):
    """Gives every program a list that was cut before its first element."""

    def render(self, program: str) -> Rendering:
        found = super().render(program)
        return found if found.png is None else replace(found, png=square(), elements=element_list(cut=2))

    def __enter__(self) -> "Drawing":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture(autouse=True)
def no_public_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "_public_programs", set)


def invoke(app: typer.Typer, *words: str) -> tuple[int, str]:
    code, out, err = invoked(app, *words)
    return code, out + err


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


def test_check_runs_reference_programs_unless_told_not_to(tmp_path: Path) -> None:
    rows = program_rows(2)
    rows[1]["reference_code"] = program("x", "timeout")
    folder = str(write_task(tmp_path / "t", rows))
    code, said = invoke(data.app, "check", folder)
    assert code == 1
    assert 'line 2, id "s1": The reference program ended as timeout' in said
    assert 'id "s0": the element list was cut; 2 marks are not scored.' in said
    assert "2 reference programs were run; 1 cannot be scored by their elements." in said
    code, said = invoke(data.app, "check", folder, "--no-render")
    assert code == 0
    assert "reference program" not in said


def test_render_writes_pictures_and_element_lists(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(render.command)
    for name, outcome in (("a", "ok"), ("b", "timeout")):
        (tmp_path / f"{name}.py").write_text(program(name, outcome))
    a, b, out = str(tmp_path / "a.py"), str(tmp_path / "b.py"), tmp_path / "out"
    assert invoke(app, a, b, "--elements", str(out), "-o", str(out))[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["a.json", "a.png"]
    assert (out / "a.json").read_bytes() == element_list(cut=2)
    assert invoke(app, a, "--elements", str(tmp_path / "new" / "one.json"))[0] == 0
    assert (tmp_path / "new" / "one.json").read_bytes() == element_list(cut=2)
    code, said = invoke(app, a, b, "--elements", str(tmp_path / "one.json"))
    assert code == 2
    assert "is one file, but there are 2 programs" in said


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
    assert set(value["metrics"]) >= set(DEFAULT_METRICS)
    assert value["metrics"]["pixel"] == 100.0
    assert value["metrics"]["elements"] is None
    assert "Only programs have element lists" in value["reasons"]["elements"]
    code, said = invoke(app, str(a), str(b), "--metrics", "ssim")
    assert "ssim" in said
    assert "pixel" not in said
    (tmp_path / "c.txt").write_text(program("x"))
    assert invoke(app, str(a), str(tmp_path / "c.txt"))[0] == 2
