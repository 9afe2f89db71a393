"""`reproduce` with stand-ins for the sandbox and the metrics: each thing that may differ is named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from command_line import invoked
from openai_server import OpenAIServer, answer, fenced
from pipeline_fakes import FakeRenderer, FakeScorer, program, program_rows, write_task
from pipeline_fakes import answer as fenced_answer

from stem2code_eval.cli import reproduce, run
from stem2code_eval.pipeline import launch, rederive, runner

Command = Callable[..., tuple[int, str]]
Row = dict[str, Any]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `run` or `reproduce`: exit code and all that was said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("OPENAI_API_KEY", "a key")
    for module in (launch, rederive):
        monkeypatch.setattr(module, "open_renderer", lambda **options: FakeRenderer())
    monkeypatch.setattr(runner, "Scorer", FakeScorer)
    write_task(tmp_path / "t", program_rows(12))
    app = typer.Typer()
    app.command("run")(run.command)
    app.command("reproduce")(reproduce.command)

    def invoke(*words: str) -> tuple[int, str]:
        code, out, err = invoked(app, *words)
        return code, out + err

    return invoke


@pytest.fixture
def done(tmp_path: Path, command: Command) -> Path:
    """A run of twelve answers, one of them without a program and one that fails."""
    ends = {3: "runtime_error", 5: "timeout"}
    rows: list[Row] = [
        {"id": f"s{at}", "response": fenced_answer(program(f"x{at}", ends.get(at, "ok")))} for at in range(12)
    ]
    rows[7]["response"] = "I would rather not."
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, said = command("run", "--model", "replay/answers.jsonl", "--task", "./t", "--out", "out", "--limit", "12")
    assert code == 0, said
    return tmp_path / "out"


def rows_of(folder: Path, name: str) -> list[Row]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]


def edit(folder: Path, name: str, sample: str, change: Callable[[Row], object]) -> None:
    """Change one row of a run folder in place."""
    rows = rows_of(folder, name)
    change(next(row for row in rows if row["id"] == sample))
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def edit_json(path: Path, change: Callable[[Row], object]) -> None:
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def report(folder: str = "out-reproduced") -> Any:
    return json.loads(Path(folder, "reproduction.json").read_text())


def differing(name: str) -> list[str]:
    return next(each["differing"] for each in report()["compared"] if each["name"] == name)


def test_a_run_is_made_again_from_its_answers_without_its_model_and_is_the_same(command: Command, done: Path) -> None:
    Path("answers.jsonl").unlink()
    code, said = command("reproduce", "out")
    assert code == 0, said
    assert "verdict: reproduced" in said
    assert report()["identical"] is True
    for name in ("responses.jsonl", "references.jsonl", "scores.jsonl", "results.json"):
        assert Path("out-reproduced", name).read_bytes() == (done / name).read_bytes()
    kept = json.loads(Path("out-reproduced", "run.json").read_text())
    assert kept["rederived_from"]["folder"] == "out"


def test_an_edited_score_is_named_with_its_metric_and_size(command: Command, done: Path) -> None:
    edit(done, "scores", "s2", lambda row: row["metrics"].update(pixel=row["metrics"]["pixel"] + 7.5))
    code, said = command("reproduce", "out")
    assert code == 1
    assert "1 of 12 scores by pixel differ" in said
    metric = next(each for each in report()["metrics"] if each["name"] == "pixel")
    assert metric["differing"] == ["s2"]
    assert metric["largest"] == pytest.approx(7.5)
    assert metric["interval"][0] <= metric["here"] - metric["there"] <= metric["interval"][1]


def test_an_edited_answer_is_named_by_its_program(command: Command, done: Path) -> None:
    edit(done, "responses", "s4", lambda row: row.update(text=fenced_answer(program("better"))))
    assert command("reproduce", "out")[0] == 1
    assert differing("programs") == differing("pictures") == ["s4"]
    assert differing("outcomes") == []


def test_an_edited_outcome_and_an_edited_flag_are_named(command: Command, done: Path) -> None:
    edit(done, "scores", "s3", lambda row: row.update(outcome="ok"))
    edit(done, "scores", "s1", lambda row: row.update(flags=[]))
    assert command("reproduce", "out")[0] == 1
    assert (differing("outcomes"), differing("flags")) == (["s3"], ["s1"])


def test_edited_renderings_are_named_whether_the_row_or_the_picture_was_edited(command: Command, done: Path) -> None:
    edit(done, "renders", "s0", lambda row: row.update(image_sha256="0" * 64))
    picture = next(row["image"] for row in rows_of(done, "renders") if row["id"] == "s1")
    (done / picture).write_bytes(b"another picture")
    code, said = command("reproduce", "out")
    assert code == 1
    assert differing("pictures") == ["s0"]
    assert f"{picture}: its content has been changed" in said


def test_edited_references_are_named_because_they_are_made_from_the_task(command: Command, done: Path) -> None:
    edit(done, "references", "s6", lambda row: row.update(program="an easier figure"))
    assert command("reproduce", "out")[0] == 1
    assert differing("references") == ["s6"]


def test_edited_results_are_named_by_their_fields(command: Command, done: Path) -> None:
    edit_json(done / "results.json", lambda results: results["metrics"]["ssim"].update(mean=99.0, ci95=[98.0, 100.0]))
    code, said = command("reproduce", "out")
    assert code == 1
    assert [change["name"] for change in report()["results"]] == ["metrics.ssim.mean", "metrics.ssim.ci95"]
    assert "metrics.ssim.mean (99.0 there" in said


def test_other_versions_are_told_and_alone_do_not_matter(command: Command, done: Path) -> None:
    def age(manifest: Row) -> None:
        manifest["packages"]["numpy"] = "1.0"
        manifest.update(python="3.1", git_commit="0" * 40)
        manifest["renderer"]["backend"] = "native"

    edit_json(done / "run.json", age)
    code, said = command("reproduce", "out")
    assert code == 0, said
    assert "packages.numpy (1.0 there" in said
    names = [change["name"] for change in report()["environment"]]
    assert names == ["packages.numpy", "python", "git_commit", "renderer.backend"]


def test_another_metric_version_is_told(command: Command, done: Path) -> None:
    edit_json(done / "run.json", lambda manifest: manifest["metrics"]["pixel"].update(version=0))
    code, said = command("reproduce", "out")
    assert code == 0, said
    assert "metrics.pixel.version (0 there" in said


def other_renderer(monkeypatch: pytest.MonkeyPatch, moved: int) -> None:
    """From now on a renderer with another fingerprint draws, and it ends `moved` programs otherwise."""

    class Other(FakeRenderer):
        def render(self, text: str) -> Any:
            changed = any(f"'x{at}'" in text for at in range(moved))
            return super().render(text.replace("# ends: ok", "# ends: no_figure") if changed else text)

    monkeypatch.setattr(rederive, "open_renderer", lambda **options: Other("e" * 64))


def test_another_renderer_is_told_and_excused_only_within_what_is_said(
    command: Command, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_renderer(monkeypatch, moved=1)
    code, said = command("reproduce", "out")
    assert code == 1
    assert "renderer.fingerprint (fff" in said
    assert differing("outcomes") == ["s0"]
    assert command("reproduce", "out", "--within", "90")[0] == 0
    code, said = command("reproduce", "out", "--within", "0.1")
    assert code == 1
    assert "is not shown to lie within 0.1 points" in said


def test_another_renderer_with_the_same_pixels_reproduces(
    command: Command, done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_renderer(monkeypatch, moved=0)
    code, said = command("reproduce", "out")
    assert code == 0, said
    assert "renderer.fingerprint" in said


def test_what_is_excused_by_another_renderer_is_not_under_the_same(command: Command, done: Path) -> None:
    edit(done, "scores", "s2", lambda row: row["metrics"].update(pixel=50.0))
    assert command("reproduce", "out", "--within", "100")[0] == 1


def test_a_lost_answer_makes_it_incomplete(command: Command, done: Path) -> None:
    rows = [row for row in rows_of(done, "responses") if row["id"] != "s8"]
    (done / "responses.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, said = command("reproduce", "out")
    assert code == 3
    assert "s8: model_error here" in said


def test_a_run_that_has_not_ended_is_incomplete(command: Command, done: Path) -> None:
    lines = (done / "scores.jsonl").read_text().splitlines(keepends=True)
    (done / "scores.jsonl").write_text("".join(lines[:-2]))
    (done / "results.json").unlink()
    code, said = command("reproduce", "out")
    assert code == 3
    assert "2 of 12 answers have no row of scores there" in said


def test_a_task_that_is_gone_or_another_is_exit_code_4(command: Command, done: Path) -> None:
    shutil.move("t", "elsewhere")
    code, said = command("reproduce", "out")
    assert code == 4
    assert "The run cannot be repeated here: There is no task folder t" in said
    (Path("elsewhere") / "task.yaml").write_text("name: t\n")
    assert command("reproduce", "out", "--task", "./elsewhere")[0] == 0
    write_task(Path("elsewhere"), [*program_rows(11), program_rows(13)[12]])
    code, said = command("reproduce", "out", "--task", "./elsewhere")
    assert code == 4
    assert "task.dataset_hash (the figures have changed)" in said


def test_a_metric_that_is_gone_is_exit_code_4(command: Command, done: Path) -> None:
    edit_json(done / "run.json", lambda manifest: manifest["metrics"].update(beauty={"version": 1, "parameters": {}}))
    code, said = command("reproduce", "out")
    assert code == 4
    assert 'Unknown metric "beauty"' in said


def test_usage_errors_are_exit_code_2(command: Command, done: Path) -> None:
    assert command("reproduce", "out", "--from", "renders")[0] == 2
    assert command("reproduce", "out", "--out", "out")[0] == 2
    assert command("reproduce", "t")[0] == 2


def test_json_is_one_object(command: Command, done: Path) -> None:
    code, said = command("reproduce", "out", "--json", "--quiet")
    assert code == 0
    assert json.loads(said.splitlines()[0])["verdict"] == "reproduced"


def asked_run(command: Command, server: OpenAIServer, *words: str) -> None:
    arguments = ("--model", "openai/m", "--base-url", server.base_url, "--gen-args", "temperature=0.5,max_tokens=99")
    code, said = command("run", "--task", "./t", "--out", "asked", *arguments, *words)
    assert code == 0, said


def test_asking_again_is_never_done_unasked_nor_at_an_address_of_the_folder(command: Command) -> None:
    with OpenAIServer(lambda request: answer(fenced(program("mine")))) as server:
        asked_run(command, server)
        before = len(server.requests)
        assert command("reproduce", "asked")[0] == 0
        code, said = command("reproduce", "asked", "--from", "model")
        assert code == 2
        assert f"--base-url {server.base_url}" in said
        assert len(server.requests) == before


def test_asking_again_sends_the_same_and_compares(command: Command) -> None:
    with OpenAIServer(lambda request: answer(fenced(program("mine")))) as server:
        asked_run(command, server, "--repeats", "2", "--limit", "3")
        before = [request.body for request in server.requests]
        code, said = command("reproduce", "asked", "--from", "model", "--base-url", server.base_url, "--out", "again")
        assert code == 0, said
        after = [request.body for request in server.requests[len(before) :]]
    assert sorted(map(str, after)) == sorted(map(str, before))
    assert "6 answers are asked of openai/m" in said
    assert report("again")["verdict"] == "reproduced"


def test_other_answers_differ_unless_they_are_within_what_is_said(command: Command) -> None:
    texts = iter([*["mine"] * 12, *["thine"] * 24])
    with OpenAIServer(lambda request: answer(fenced(program(next(texts))))) as server:
        asked_run(command, server, "--concurrency", "1")
        words = ("reproduce", "asked", "--from", "model", "--base-url", server.base_url)
        code, said = command(*words)
        assert code == 1
        assert "scores by pixel differ" in said
        assert command(*words, "--within", "100")[0] == 0
