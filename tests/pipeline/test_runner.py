import json
import threading
from pathlib import Path
from typing import Any

import pytest
from fake_scoring import dies, fake_scores
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

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import IncomparableError, UserError
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.scoring import PairFiles, Scorer, Scores
from stem2code_eval.pipeline.store import Store


def task_of(folder: Path, rows: list[dict[str, Any]]) -> Task:
    return load_task(str(write_task(folder, rows)))


def right_answers(task: Task) -> dict[str, str]:
    return {sample.id: answer(sample.reference_code or program(sample.id)) for sample in task.samples}


def run_once(out: Path, task: Task, model: FakeModel, renderer: Any, scorer: Any = None, **more: Any) -> dict:
    with Store(out, print) as store:
        return execute(make_run(task, model, renderer, **more), store, Silent(), scorer or FakeScorer())


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_every_figure_goes_through_all_stages_into_the_run_folder(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(7))
    renderer, model = FakeRenderer(), FakeModel(right_answers(task))
    results = run_once(tmp_path / "run", task, model, renderer)

    ids = [entry.id for entry in task.entries]
    for name in ("references", "responses", "renders", "scores"):
        assert [row["id"] for row in lines(tmp_path / "run" / f"{name}.jsonl")] == ids
    assert results == json.loads((tmp_path / "run" / "results.json").read_text())
    assert results["n"] == 7
    assert results["coverage"] == 100.0
    assert results["outcomes"] == {"ok": 7}
    assert list(results["metrics"]) == ["exec_rate", "pixel", "ssim"]
    assert results["metrics"]["pixel"]["mean"] == 100.0
    assert results["usage"] == {"prompt_tokens": 70, "completion_tokens": 35, "cost_usd": None}
    assert set(results["by_subject"]) == {"subject 0", "subject 1", "subject 2"}

    render = lines(tmp_path / "run" / "renders.jsonl")[0]
    assert (tmp_path / "run" / render["image"]).read_bytes() == png(program("figure 0"))
    assert (tmp_path / "run" / render["elements"]).read_bytes() == b"[]"
    assert render["program"] == program("figure 0")
    assert render["flags"] == ["drawn"]
    score = lines(tmp_path / "run" / "scores.jsonl")[0]
    assert score["metrics"] == {"exec_rate": 100.0, "pixel": 100.0, "ssim": 100.0}
    assert score["flags"] == ["drawn", "scored"]
    assert score["judges"] == {}
    manifest = json.loads((tmp_path / "run" / "run.json").read_text())
    assert manifest["renderer"]["fingerprint"] == "f" * 64
    assert manifest["renderer"]["backend"] == "fake"
    assert manifest["end"] is not None
    assert (renderer.closed, model.closed) == (1, 1)


def test_the_model_sees_the_picture_and_never_the_program(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(1))
    model = FakeModel(right_answers(task))
    run_once(tmp_path / "run", task, model, FakeRenderer())
    (request,) = model.asked
    assert request.image == png(program("figure 0"))
    assert request.media_type == "image/png"
    assert "figure 0" not in request.prompt
    assert "figure 0" not in request.sample_id


def picture_task(folder: Path, code: str | None) -> Task:
    folder.mkdir()
    (folder / "a.png").write_bytes(png("a picture"))
    return task_of(folder, [{"id": "a", "image": "a.png", **({"reference_code": code} if code else {})}])


def test_a_picture_file_is_the_reference_and_its_program_gives_the_elements(tmp_path: Path) -> None:
    task = picture_task(tmp_path / "task", program("for its elements"))
    renderer, scorer = FakeRenderer(), FakeScorer()
    run_once(tmp_path / "run", task, FakeModel({"a": answer(program("drawn"))}), renderer, scorer)
    (reference,) = lines(tmp_path / "run" / "references.jsonl")
    assert (tmp_path / "run" / reference["image"]).read_bytes() == png("a picture")
    assert renderer.programs == [program("for its elements"), program("drawn")]
    (pair,) = scorer.pairs
    assert Path(pair.reference).read_bytes() == png("a picture")
    assert Path(pair.drawing).read_bytes() == png(program("for its elements"))
    assert (Path(pair.reference_elements).read_bytes(), Path(pair.candidate_elements).read_bytes()) == (b"[]", b"[]")
    assert (Path(pair.candidate).read_bytes(), pair.absent) == (png(program("drawn")), "")


def test_a_reference_made_by_its_program_is_its_own_drawing(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(1))
    scorer = FakeScorer()
    run_once(tmp_path / "run", task, FakeModel(right_answers(task)), FakeRenderer(), scorer)
    (pair,) = scorer.pairs
    assert (pair.drawing, Path(pair.reference_elements).read_bytes()) == (None, b"[]")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (None, "The reference has no program, and so no element list."),
        (program("x", "runtime_error"), "The reference program ended as runtime_error: ended as runtime_error."),
        (program("x", "timeout"), "The reference program ended as timeout: ended as timeout."),
    ],
)
def test_a_picture_is_scored_without_a_program_that_runs(tmp_path: Path, code: str | None, said: str) -> None:
    task = picture_task(tmp_path / "task", code)
    scorer = FakeScorer()
    results = run_once(tmp_path / "run", task, FakeModel({"a": answer(program("x y"))}), FakeRenderer(), scorer)
    (pair,) = scorer.pairs
    assert (pair.reference_elements, pair.drawing, pair.absent) == (None, None, said)
    assert results["coverage"] == 100.0
    assert results["metrics"]["pixel"]["n"] == 1
    (reference,) = lines(tmp_path / "run" / "references.jsonl")
    assert (reference["elements"], reference["elements_problem"]) == (None, said)


def test_a_sandbox_failure_on_the_program_of_a_picture_is_tried_again(tmp_path: Path) -> None:
    task = picture_task(tmp_path / "task", program("a", "sandbox_error"))
    model = FakeModel({"a": answer(program("x"))})
    assert run_once(tmp_path / "run", task, model, FakeRenderer())["outcomes"] == {"sandbox_error": 1}
    assert [row["id"] for row in lines(tmp_path / "run" / "responses.jsonl")] == ["a"]

    class Mended(FakeRenderer):
        def render(self, program: str) -> Any:
            return super().render(program.replace("sandbox_error", "ok"))

    assert run_once(tmp_path / "run", task, model, Mended())["outcomes"] == {"ok": 1}
    assert len(model.asked) == 1


class Explaining(FakeScorer):
    """Explains every pair, and finds fault with the element lists of some."""

    def __init__(self, tampered: bool = False) -> None:
        super().__init__()
        self.tampered = tampered

    async def score(self, files: PairFiles, metrics: Any) -> Any:
        self.pairs.append(files)
        if self.tampered:
            return Scores(dict.fromkeys(metrics, 0.0), {}, {}, ["tampered"])
        return Scores(dict.fromkeys(metrics, 50.0), {}, {}, [], b'{"a":1,"schema":1}')


def test_explanations_are_kept_as_blobs_and_made_again_when_lost(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(2))
    model = FakeModel(right_answers(task))
    run_once(tmp_path / "run", task, model, FakeRenderer(), Explaining())
    rows = lines(tmp_path / "run" / "scores.jsonl")
    path = tmp_path / "run" / rows[0]["explanation"]
    assert path.read_text() == '{"a":1,"schema":1}'
    again = Explaining()
    run_once(tmp_path / "run", task, model, FakeRenderer(), again)
    assert again.pairs == []
    path.unlink()
    run_once(tmp_path / "run", task, model, FakeRenderer(), again)
    assert path.exists()
    assert lines(tmp_path / "run" / "scores.jsonl") == rows


def test_a_list_that_is_not_its_picture_ends_the_sample_as_tampered(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(2))
    model = FakeModel(right_answers(task))
    results = run_once(tmp_path / "run", task, model, FakeRenderer(), Explaining(tampered=True))
    assert results["outcomes"] == {"tampered": 2}
    assert results["coverage"] == 100.0
    assert results["metrics"]["exec_rate"]["mean"] == 0.0
    row = lines(tmp_path / "run" / "scores.jsonl")[0]
    assert (row["outcome"], row["flags"], row["explanation"]) == ("tampered", ["drawn", "tampered"], None)
    assert row["message"]
    assert row["metrics"] == {"exec_rate": 0.0, "pixel": 0.0, "ssim": 0.0}
    scorer = Explaining(tampered=True)
    assert run_once(tmp_path / "run", task, model, FakeRenderer(), scorer) == results
    assert scorer.pairs == []


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("I cannot draw that.", "no_code"),
        (answer(program("x", "timeout")), "timeout"),
        (answer(program("x", "runtime_error")), "runtime_error"),
        (answer(program("x", "tampered")), "tampered"),
    ],
)
def test_the_models_own_failures_score_0_and_are_covered(tmp_path: Path, text: str, outcome: str) -> None:
    task = task_of(tmp_path / "task", program_rows(2))
    model = FakeModel({**right_answers(task), "s1": text})
    results = run_once(tmp_path / "run", task, model, FakeRenderer())
    assert results["outcomes"] == {"ok": 1, outcome: 1}
    assert results["coverage"] == 100.0
    assert results["metrics"]["exec_rate"]["mean"] == 50.0
    assert results["metrics"]["pixel"] | {"ci95": None} == {
        "mean": 50.0,
        "ci95": None,
        "n": 2,
        "bounds": [50.0, 50.0],
    }
    row = lines(tmp_path / "run" / "scores.jsonl")[1]
    assert row["metrics"] == {"exec_rate": 0.0, "pixel": 0.0, "ssim": 0.0}
    assert row["key"] is not None


def test_faults_that_are_not_the_models_have_no_result_stay_in_n_and_are_tried_again(tmp_path: Path) -> None:
    rows = program_rows(5)
    rows[2]["reference_code"] = program("figure 2", "runtime_error")
    rows[3]["reference_code"] = program("figure 3", "sandbox_error")
    del rows[4]["reference_code"]
    task = task_of(tmp_path / "task", rows)
    model = FakeModel({name: answer(program("x")) for name in ("s0", "s1", "s2", "s3")}, failing={"s1"})
    results = run_once(tmp_path / "run", task, model, FakeRenderer())

    assert results["n"] == 5
    assert results["coverage"] == 20.0
    assert results["outcomes"] == {"ok": 1, "data_error": 2, "model_error": 1, "sandbox_error": 1}
    only = lines(tmp_path / "run" / "scores.jsonl")[0]["metrics"]["pixel"]
    assert results["metrics"]["pixel"]["n"] == 1
    assert results["metrics"]["pixel"]["bounds"] == [only / 5, only]
    for row in lines(tmp_path / "run" / "scores.jsonl")[1:]:
        assert row["key"] is None
        assert set(row["metrics"].values()) == {None}
        assert row["message"]
    assert "the server said 503" in lines(tmp_path / "run" / "scores.jsonl")[1]["message"]
    assert (
        "line 3: the reference program made no picture: runtime_error"
        in (lines(tmp_path / "run" / "scores.jsonl")[2]["message"])
    )
    assert 'neither an "image" nor' in lines(tmp_path / "run" / "scores.jsonl")[4]["message"]
    assert [row["id"] for row in lines(tmp_path / "run" / "responses.jsonl")] == ["s0"]
    assert [row["id"] for row in lines(tmp_path / "run" / "renders.jsonl")] == ["s0"]

    model.failing.clear()
    model.asked.clear()
    again = run_once(tmp_path / "run", task, model, FakeRenderer())
    assert [request.sample_id for request in model.asked] == ["s1"]
    assert again["outcomes"] == {"ok": 2, "data_error": 2, "sandbox_error": 1}


def test_a_sandbox_failure_on_the_answer_keeps_the_response_and_renders_again(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(1))
    model = FakeModel({"s0": answer(program("x", "sandbox_error"))})
    first = run_once(tmp_path / "run", task, model, FakeRenderer())
    assert first["outcomes"] == {"sandbox_error": 1}

    class Mended(FakeRenderer):
        def render(self, program: str) -> Any:
            return super().render(program.replace("sandbox_error", "ok"))

    second = run_once(tmp_path / "run", task, model, Mended())
    assert second["outcomes"] == {"ok": 1}
    assert len(model.asked) == 1


def test_a_mended_row_is_done_on_the_next_run_of_the_same_folder(tmp_path: Path) -> None:
    rows = [{"id": "a", "image": "a.png"}, {"id": "b", "image": "b.png"}]
    folder = write_task(tmp_path / "task", rows)
    (folder / "a.png").write_bytes(png("a"))
    answers = {"a": answer(program("a")), "b": answer(program("b"))}
    first = run_once(tmp_path / "run", load_task(str(folder)), FakeModel(answers), FakeRenderer())
    assert first["outcomes"] == {"ok": 1, "data_error": 1}
    (folder / "b.png").write_bytes(png("b"))
    model = FakeModel(answers)
    second = run_once(tmp_path / "run", load_task(str(folder)), model, FakeRenderer())
    assert second["outcomes"] == {"ok": 2}
    assert [request.sample_id for request in model.asked] == ["b"]


def test_a_second_run_does_nothing_again_and_needs_no_sandbox(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(4))
    answers = right_answers(task)
    run_once(tmp_path / "run", task, FakeModel(answers), FakeRenderer())
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.json*")}
    model, scorer = FakeModel(answers), FakeScorer()

    def no_sandbox() -> Any:
        raise AssertionError("the sandbox was opened")

    run_once(tmp_path / "run", task, model, no_sandbox, scorer)
    assert model.asked == []
    assert scorer.pairs == []
    after = {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.json*")}
    assert {name for name in before if before[name] != after[name]} <= {"run.json"}


@pytest.mark.parametrize(
    ("table", "column"),
    [("renders", "image"), ("renders", "elements"), ("references", "image"), ("references", "elements")],
)
def test_a_lost_blob_is_made_again(tmp_path: Path, table: str, column: str) -> None:
    task = task_of(tmp_path / "task", program_rows(2))
    answers = right_answers(task)
    first = run_once(tmp_path / "run", task, FakeModel(answers), FakeRenderer())
    image = tmp_path / "run" / lines(tmp_path / "run" / f"{table}.jsonl")[1][column]
    image.unlink()
    model = FakeModel(answers)
    assert run_once(tmp_path / "run", task, model, FakeRenderer()) == first
    assert image.exists()
    assert model.asked == []


def test_another_configuration_on_the_same_folder_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(2))
    run_once(tmp_path / "run", task, FakeModel(right_answers(task)), FakeRenderer())
    before = {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.json*")}
    with pytest.raises(IncomparableError, match=r"model\.identity\.temperature \(0\.0 there, 0\.9 here\)"):
        run_once(tmp_path / "run", task, FakeModel({}, temperature=0.9), FakeRenderer())
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.json*")}


def test_a_sandbox_with_another_fingerprint_is_refused_and_closed(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(2))
    model = FakeModel(right_answers(task), failing={"s1"})
    run_once(tmp_path / "run", task, model, FakeRenderer())
    other = FakeRenderer(fingerprint="e" * 64)
    with pytest.raises(IncomparableError, match=r"renderer\.fingerprint"):
        run_once(tmp_path / "run", task, FakeModel(right_answers(task)), other)
    assert other.programs == []
    assert other.closed == 1


def test_no_sandbox_stops_the_run_with_its_sentence(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(3))

    def none() -> Any:
        raise UserError("No sandbox works here.")

    model, scorer = FakeModel(right_answers(task)), FakeScorer()
    with pytest.raises(UserError, match="No sandbox works here"):
        run_once(tmp_path / "run", task, model, none, scorer)
    assert (model.closed, scorer.closed) == (1, 1)


def test_the_sandbox_opens_while_the_model_is_asked(tmp_path: Path) -> None:
    asked = threading.Event()

    class Telling(FakeModel):
        async def generate(self, request: Any) -> Any:
            asked.set()
            return await super().generate(request)

    def open_renderer() -> FakeRenderer:
        assert asked.wait(30), "the model was not asked before the sandbox was open"
        return FakeRenderer()

    task = picture_task(tmp_path / "task", None)
    results = run_once(tmp_path / "run", task, Telling({"a": answer(program("drawn"))}), open_renderer)
    assert results["outcomes"] == {"ok": 1}


def test_a_fault_in_our_code_names_the_sample(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(1))
    with pytest.raises(KeyError) as caught:
        run_once(tmp_path / "run", task, FakeModel({}), FakeRenderer())
    assert 'while evaluating the sample "s0"' in caught.value.__notes__[0]


def test_requests_under_way_are_bounded_and_more_than_one(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(24))
    model = FakeModel(right_answers(task), delay_s=0.01)
    run_once(tmp_path / "run", task, model, FakeRenderer(), concurrency=3)
    assert model.most_at_once == 3


def test_the_results_do_not_depend_on_how_much_is_done_at_once(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(12))
    answers = {f"s{at}": answer(program(f"other {at}", "timeout" if at == 3 else "ok")) for at in range(12)}
    for name, width in (("one", 1), ("many", 9)):
        run_once(tmp_path / name, task, FakeModel(answers), FakeRenderer(workers=width), concurrency=width)
    for name in ("results.json", "scores.jsonl", "references.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


def test_metrics_that_cannot_be_computed_stay_null_and_out_of_n(tmp_path: Path) -> None:
    class Unable(FakeScorer):
        async def score(self, files: PairFiles, metrics: Any) -> Any:
            scores = fake_scores(files, metrics)
            scores.metrics["ssim"] = None
            scores.reasons["ssim"] = "the reference is blank"
            return scores

    task = task_of(tmp_path / "task", program_rows(2))
    results = run_once(tmp_path / "run", task, FakeModel(right_answers(task)), FakeRenderer(), Unable())
    assert results["metrics"]["ssim"] == {"mean": None, "ci95": None, "n": 0, "bounds": None}
    assert results["coverage"] == 100.0
    assert lines(tmp_path / "run" / "scores.jsonl")[0]["reasons"] == {"ssim": "the reference is blank"}


def test_a_scoring_process_that_dies_leaves_no_result_and_no_wrong_score(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(1))
    model = FakeModel(right_answers(task))
    results = run_once(tmp_path / "run", task, model, FakeRenderer(), Scorer(workers=1, score=dies))
    assert results["coverage"] == 0.0
    assert results["metrics"]["exec_rate"]["mean"] is None
    (row,) = lines(tmp_path / "run" / "scores.jsonl")
    assert row["key"] is None
    assert "died twice" in row["message"]
    assert run_once(tmp_path / "run", task, model, FakeRenderer())["coverage"] == 100.0
    assert len(model.asked) == 1


def test_real_scoring_processes_give_the_same_rows(tmp_path: Path) -> None:
    task = task_of(tmp_path / "task", program_rows(3))
    answers = right_answers(task)
    first = run_once(tmp_path / "a", task, FakeModel(answers), FakeRenderer())
    scorer = Scorer(workers=2, score=fake_scores)
    assert run_once(tmp_path / "b", task, FakeModel(answers), FakeRenderer(), scorer) == first
