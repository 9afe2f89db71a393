import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from judge_scripts import gives
from openai_server import OpenAIServer
from pipeline_fakes import (
    FakeModel,
    FakeRenderer,
    FakeScorer,
    Silent,
    answer,
    make_run,
    png,
    program,
    program_rows,
    write_task,
)
from rich.console import Console

from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.pipeline import launch as launching
from stem2code_eval.pipeline import protocols, runner
from stem2code_eval.pipeline.launch import launch
from stem2code_eval.pipeline.launch_rescore import launch_rescore
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.options import Options
from stem2code_eval.pipeline.protocols import DEFAULT, PAPER, get_protocol, protocol_of, refuse_without_judges
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.scoring import Scores
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.summary import print_summary
from stem2code_eval.render.types import Limits, RenderSettings

JUDGES = {name: {"version": 1, "parameters": {}} for name in ("image_score", "code_score")}
FIVE = ["image_score", "code_score", "exec_rate", "avg_two", "avg_three"]


class Judging(FakeScorer):
    """Gives each picture 80 and each program 60; the judge of programs fails on the figures in `fails`."""

    def __init__(self, fails: int = 0) -> None:
        super().__init__()
        self.fails = fails

    async def score(self, files, metrics):
        self.pairs.append(files)
        code = None if len(self.pairs) <= self.fails else 60.0
        return Scores({"image_score": 80.0, "code_score": code}, {}, {"code_score": "the judge said nothing"}, [])


def run_of(tmp_path: Path, answers: dict[str, str], scorer: FakeScorer, failing=frozenset()) -> dict:
    task = load_task(str(write_task(tmp_path / "task", program_rows(len(answers)))))
    run = make_run(task, FakeModel(answers, failing=set(failing)), FakeRenderer(), metrics=JUDGES)
    run = replace(run, manifest={**run.manifest, "protocol": "paper"})
    with Store(tmp_path / "run", print) as store:
        return execute(run, store, Silent(), scorer)


def test_the_five_numbers_are_means_over_all_figures(tmp_path: Path) -> None:
    answers = {
        "s0": answer(program("a")),
        "s1": answer(program("b", "timeout")),
        "s2": "I cannot draw that.",
        "s3": answer(program("c")),
    }
    results = run_of(tmp_path, answers, Judging())
    assert {name: about["mean"] for name, about in results["metrics"].items()} == {
        "image_score": 40.0,
        "code_score": 45.0,
        "exec_rate": 50.0,
        "avg_two": 42.5,
        "avg_three": 45.0,
    }
    assert list(results["metrics"]) == FIVE
    assert all(about["n"] == 4 and len(about["ci95"]) == 2 for about in results["metrics"].values())
    assert all(about["bounds"] == [about["mean"]] * 2 for about in results["metrics"].values())
    assert results == json.loads((tmp_path / "run" / "results.json").read_text())


def test_failures_of_ours_and_of_judges_lower_coverage_and_never_vanish(tmp_path: Path) -> None:
    answers = {f"s{at}": answer(program(f"x{at}")) for at in range(4)}
    results = run_of(tmp_path, answers, Judging(fails=1), failing={"s3"})
    assert results["n"] == 4
    assert results["coverage"] == 50.0
    assert results["outcomes"] == {"ok": 2, "model_error": 1, "judge_error": 1}
    known = {"image_score": 3, "code_score": 2, "exec_rate": 3, "avg_two": 2, "avg_three": 2}
    for name, mean in zip(FIVE, (80.0, 60.0, 100.0, 70.0, 80.0), strict=True):
        found = results["metrics"][name]
        assert found["mean"] == pytest.approx(mean)
        assert found["n"] == known[name]
        assert found["bounds"] == pytest.approx([mean * known[name] / 4, mean])


def test_a_figure_that_a_judge_failed_on_says_why(tmp_path: Path) -> None:
    run_of(tmp_path, {"s0": answer(program("a")), "s1": answer(program("b"))}, Judging(fails=1))
    with Store(tmp_path / "run", print) as store:
        rows = list(PAPER.complete(store.scores.rows()))
    assert sorted(row.message for row in rows) == ["", "the judge said nothing"]
    out = io.StringIO()
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    print_summary(Console(file=out, width=200), "title", results, rows, PAPER.labels)
    text = out.getvalue()
    for label in ("Image", "Code", "Exec", "Avg (two)", "Avg (three)", "missing as 0"):
        assert label in text
    assert "no result, judge_error" in text
    assert "the judge said nothing" in text


def test_a_picture_score_never_stands_beside_a_program_that_did_not_run() -> None:
    row = ScoreRow(
        "1", "a", None, None, "timeout", [], {"exec_rate": 0.0, "image_score": 90.0, "code_score": 50.0}, key="k"
    )
    (done,) = PAPER.complete([row])
    assert done.metrics == {
        "exec_rate": 0.0,
        "image_score": 0.0,
        "code_score": 50.0,
        "avg_two": 25.0,
        "avg_three": 50 / 3,
    }
    assert list(DEFAULT.complete([row])) == [row]


def test_completing_twice_changes_nothing() -> None:
    row = ScoreRow("1", "a", None, None, "ok", [], {"exec_rate": 100.0, "image_score": 9.0, "code_score": 5.0}, key="k")
    once = list(PAPER.complete([row]))
    assert list(PAPER.complete(once)) == once


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        ((), "--image-judge and --code-judge are not given"),
        (("image_score",), "--code-judge is not given"),
        (("code_score",), "--image-judge is not given"),
    ],
)
def test_the_paper_needs_both_judges_and_says_so(judged, said: str) -> None:
    with pytest.raises(UserError, match=said):
        refuse_without_judges(PAPER, judged)
    refuse_without_judges(DEFAULT, judged)
    refuse_without_judges(PAPER, ("image_score", "code_score"))


def test_the_papers_settings_unless_the_user_names_others() -> None:
    assert protocols.chosen_settings(PAPER, None) == RenderSettings(300)
    assert protocols.chosen_settings(PAPER, 150) == RenderSettings(150)
    assert protocols.chosen_settings(DEFAULT, None) == RenderSettings(150)
    assert protocols.chosen_limits(PAPER, None, None, None) == Limits(cpu_s=120, wall_s=120)
    assert protocols.chosen_limits(PAPER, 30, 30, None) == Limits(cpu_s=30, wall_s=30)
    assert protocols.chosen_limits(DEFAULT, None, None, 512) == Limits(memory_mb=512)


def test_unknown_protocols_are_refused_and_old_runs_are_of_the_default_one() -> None:
    with pytest.raises(UserError, match='Did you mean "paper"'):
        get_protocol("papre")
    assert protocol_of({}) is DEFAULT
    assert protocol_of({"protocol": "paper"}) is PAPER


def options(tmp_path: Path, **changes) -> Options:
    write_task(tmp_path / "task", changes.pop("rows", program_rows(3)))
    values = dict.fromkeys(("split", "limit", "workers", "base_url", "api_key_env", "model_args", "gen_args"))
    values |= {"model": "baseline/reference", "task": str(tmp_path / "task"), "subjects": (), "metrics": ()}
    values |= {
        "out": tmp_path / "run",
        "seed": 0,
        "sandbox": "auto",
        "concurrency": 2,
        "quiet": True,
        "min_coverage": 0,
    }
    values |= {"protocol": PAPER, "limits": PAPER.limits, "settings": PAPER.settings}
    values |= {"judges": JudgeChoice(image=("openai/a",), code=("openai/b",))}
    return Options(**values | changes)


def test_a_run_with_judges_records_its_protocol_and_prints_the_five_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.setattr(launching, "open_renderer", lambda **_: FakeRenderer())
    monkeypatch.setattr(runner, "Scorer", FakeScorer)
    rows = program_rows(3)
    rows[2]["reference_code"] = program("never ends", "timeout")
    (tmp_path / "task").mkdir()
    (tmp_path / "task" / "s2.png").write_bytes(png("s2"))
    rows[2]["image"] = "s2.png"
    with OpenAIServer(gives(0.5)) as server:
        judges = JudgeChoice(image=("openai/a",), code=("openai/b",), base_url=server.base_url)
        assert launch(options(tmp_path, rows=rows, judges=judges)) == 0
    manifest = json.loads((tmp_path / "run" / "run.json").read_text())
    assert manifest["protocol"] == "paper"
    assert manifest["renderer"]["settings"] == {"dpi": 300}
    assert manifest["renderer"]["limits"]["cpu_s"] == manifest["renderer"]["limits"]["wall_s"] == 120.0
    assert manifest["metrics"] == {}
    assert set(manifest["judges"]) == {"image_score", "code_score"}
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    assert list(results["metrics"]) == FIVE
    found = [results["metrics"][name]["mean"] for name in FIVE]
    assert found == pytest.approx([100 / 3, 50, 200 / 3, (100 / 3 + 50) / 2, 50])
    out = capsys.readouterr().out
    for label in PAPER.labels.values():
        assert label in out
    assert launch_rescore(tmp_path / "run", (), True, protocol="paper") == 0
    assert json.loads((tmp_path / "run" / "results.json").read_text()) == results


def test_a_run_without_judges_or_without_programs_never_starts(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is scored by two judges"):
        launch(options(tmp_path, judges=JudgeChoice(code=("openai/b",))))
    from benchmark_files import picture

    folder = write_task(tmp_path / "task", [])
    (folder / "1.png").write_bytes(picture(1))
    with pytest.raises(UserError, match="none of the 1 figures of task has one"):
        launch(options(tmp_path, rows=[{"id": "1", "image": "1.png"}]))
    assert not (tmp_path / "run").exists()


def test_pictures_of_another_resolution_are_not_scored_by_the_papers_protocol(tmp_path: Path) -> None:
    task = load_task(str(write_task(tmp_path / "task", program_rows(1))))
    manifest = build_manifest(
        task=task, subjects=(), limit=None, seed=0, model_name="m", model_identity={}, metrics={},
        limits=Limits(), settings=RenderSettings(),
    )  # fmt: skip
    with Store(tmp_path / "run", print) as store:
        store.write_manifest(manifest)
    with pytest.raises(UserError, match="is for pictures of 300 dpi, and this run was drawn at 150"):
        launch_rescore(tmp_path / "run", (), True, protocol="paper")
