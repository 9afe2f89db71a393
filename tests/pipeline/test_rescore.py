import json
import shutil
from pathlib import Path

import pytest
from pipeline_fakes import (
    METRICS,
    FakeModel,
    FakeRenderer,
    FakeScorer,
    Silent,
    answer,
    make_run,
    program,
    program_rows,
    write_task,
)

from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.rescore import rescore
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.scoring import Scores
from stem2code_eval.pipeline.store import Store


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A finished run of five figures: one without an answer, one that timed out."""
    folder = write_task(tmp_path / "task", program_rows(5))
    task = load_task(str(folder))
    answers = {f"s{at}": answer(program(f"x{at}", "timeout" if at == 2 else "ok")) for at in range(5)}
    with Store(tmp_path / "run", print) as store:
        model = FakeModel(answers, failing={"s3"})
        execute(
            make_run(task, model, FakeRenderer(), metrics={"pixel": METRICS["pixel"]}),
            store,
            Silent(),
            FakeScorer(),
        )
    shutil.rmtree(folder)
    return tmp_path / "run"


def test_stored_pictures_are_scored_with_other_metrics_without_the_data_set(run: Path) -> None:
    before = json.loads((run / "results.json").read_text())
    with Store(run, print) as store:
        results = rescore(store, METRICS, Silent(), FakeScorer())
    assert list(results["metrics"]) == ["exec_rate", "pixel", "ssim"]
    for field in ("n", "coverage", "outcomes", "usage"):
        assert results[field] == before[field]
    assert results["metrics"]["pixel"] == before["metrics"]["pixel"]
    assert results["metrics"]["ssim"] == before["metrics"]["pixel"]
    rows = [json.loads(line) for line in (run / "scores.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["s0", "s1", "s2", "s3", "s4"]
    assert rows[3]["key"] is None
    assert rows[3]["outcome"] == "model_error"
    assert rows[3]["message"] == "the server said 503"
    assert rows[3]["metrics"] == {"exec_rate": None, "pixel": None, "ssim": None}
    assert rows[2]["metrics"]["ssim"] == 0.0
    assert set(json.loads((run / "run.json").read_text())["metrics"]) == {"pixel", "ssim"}
    assert results == json.loads((run / "results.json").read_text())


def test_the_same_metrics_again_compute_nothing_and_change_no_byte(run: Path) -> None:
    before = {path.name: path.read_bytes() for path in run.glob("*.json*")}
    scorer = FakeScorer()
    with Store(run, print) as store:
        rescore(store, {"pixel": METRICS["pixel"]}, Silent(), scorer)
    assert scorer.pairs == []
    assert before == {path.name: path.read_bytes() for path in run.glob("*.json*")}


def test_a_newer_version_of_a_metric_is_computed(run: Path) -> None:
    scorer = FakeScorer()
    with Store(run, print) as store:
        rescore(store, {"pixel": {"version": 2, "parameters": {}}}, Silent(), scorer)
    assert len(scorer.pairs) == 4


def test_a_tampered_end_is_scored_again(run: Path) -> None:
    """Scoring finds it, so that a later version of scoring may take it back."""

    class Strict(FakeScorer):
        async def score(self, files, metrics):
            return Scores(dict.fromkeys(metrics, 0.0), {}, {}, ["tampered"])

    with Store(run, print) as store:
        found = rescore(store, {"pixel": {"version": 2, "parameters": {}}}, Silent(), Strict())
        assert found["outcomes"] == {"tampered": 3, "timeout": 1, "model_error": 1}
        found = rescore(store, {"pixel": {"version": 3, "parameters": {}}}, Silent(), FakeScorer())
    assert found["outcomes"] == {"ok": 3, "timeout": 1, "model_error": 1}


def test_an_unfinished_run_and_a_foreign_folder_are_refused(run: Path, tmp_path: Path) -> None:
    rows = (run / "scores.jsonl").read_text().splitlines(keepends=True)
    (run / "scores.jsonl").write_text("".join(rows[:3]))
    with Store(run, print) as store, pytest.raises(UserError, match="has not ended"):
        rescore(store, METRICS, Silent(), FakeScorer())
    with Store(tmp_path / "other", print) as store, pytest.raises(UserError, match="not a run folder"):
        rescore(store, METRICS, Silent(), FakeScorer())
