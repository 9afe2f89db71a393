"""Several answers to a figure: rows, keys and means, and that one answer leaves all as it is without them."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from rich.console import Console

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import IncomparableError
from stem2code_eval.models.protocol import Request, Response, Usage
from stem2code_eval.models.replay import Replay
from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.repeats import describe_repeats
from stem2code_eval.pipeline.rescore import rescore
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.summary import print_summary
from stem2code_eval.report.page import build_report

K = 3


class Varying(FakeModel):
    """Answers each repeat in its own way; its last one does not run."""

    async def generate(self, request: Request) -> Response:
        response = await super().generate(request)
        ends = "runtime_error" if request.repeat == K - 1 else "ok"
        return replace(response, text=answer(program(f"{request.sample_id} {request.repeat}", ends)))


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return load_task(str(write_task(tmp_path / "task", program_rows(4))))


def run_once(out: Path, task: Task, model: FakeModel, repeats: int = K) -> dict[str, Any]:
    run = make_run(task, model, FakeRenderer())
    several = {} if repeats == 1 else {"repeats": repeats}
    with Store(out, print) as store:
        return execute(replace(run, repeats=repeats, manifest=run.manifest | several), store, Silent(), FakeScorer())


def varying(task: Task) -> Varying:
    return Varying({sample.id: "" for sample in task.samples})


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_answer_has_its_rows_and_the_figures_are_counted_once(task: Task, tmp_path: Path) -> None:
    model = varying(task)
    results = run_once(tmp_path / "run", task, model)
    assert (results["n"], results["coverage"]) == (4, 100.0)
    assert results["outcomes"] == {"ok": 8, "runtime_error": 4}
    assert results["metrics"]["exec_rate"] == {
        "mean": pytest.approx(200 / 3),
        "ci95": [pytest.approx(200 / 3)] * 2,
        "n": 4,
        "bounds": [pytest.approx(200 / 3)] * 2,
    }
    assert results["repeats"]["k"] == K
    assert results["repeats"]["best_of"]["exec_rate"] == 100.0
    assert results["repeats"]["variance"]["exec_rate"] == {"within": pytest.approx(10_000 / 3), "between": 0.0}
    expected = [(f"s{at}", repeat) for at in range(4) for repeat in range(K)]
    for name in ("responses", "renders", "scores"):
        rows = lines(tmp_path / "run" / f"{name}.jsonl")
        assert [(row["id"], row["repeat"]) for row in rows] == expected
    responses = lines(tmp_path / "run" / "responses.jsonl")
    assert len({row["key"] for row in responses}) == 4 * K
    assert len(lines(tmp_path / "run" / "references.jsonl")) == 4


def test_each_reference_is_drawn_once(task: Task, tmp_path: Path) -> None:
    run, renderer = make_run(task, varying(task), FakeRenderer()), FakeRenderer(delay_s=0.01)
    with Store(tmp_path / "run", print) as store:
        execute(replace(run, repeats=K, open_renderer=lambda: renderer), store, Silent(), FakeScorer())
    drawn = [each for each in renderer.programs if "'figure" in each]
    assert len(drawn) == len(set(drawn)) == 4


def test_resuming_asks_for_nothing_twice_and_ends_with_the_same_bytes(task: Task, tmp_path: Path) -> None:
    model = varying(task)
    model.failing = {"s1"}
    run_once(tmp_path / "run", task, model)
    model.failing.clear()
    model.asked.clear()
    run_once(tmp_path / "run", task, model)
    assert sorted((request.sample_id, request.repeat) for request in model.asked) == [("s1", at) for at in range(K)]
    run_once(tmp_path / "other", task, varying(task))
    for name in ("responses.jsonl", "renders.jsonl", "scores.jsonl", "results.json"):
        assert (tmp_path / "run" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_another_number_of_answers_is_another_run(task: Task, tmp_path: Path) -> None:
    run_once(tmp_path / "run", task, varying(task))
    with pytest.raises(IncomparableError, match=r"repeats \(3 there, 2 here\)"):
        run_once(tmp_path / "run", task, varying(task), 2)
    with pytest.raises(IncomparableError, match="repeats"):
        run_once(tmp_path / "run", task, varying(task), 1)


def test_one_answer_leaves_no_trace_of_repeats(task: Task, tmp_path: Path) -> None:
    results = run_once(tmp_path / "run", task, varying(task), 1)
    assert "repeats" not in results
    for name in ("responses.jsonl", "renders.jsonl", "scores.jsonl", "run.json"):
        assert '"repeat' not in (tmp_path / "run" / name).read_text()


def test_scoring_again_and_the_report_know_each_answer(task: Task, tmp_path: Path) -> None:
    first = run_once(tmp_path / "run", task, varying(task))
    with Store(tmp_path / "run", print) as store:
        assert rescore(store, METRICS, Silent(), FakeScorer()) == first
    page = build_report(tmp_path / "run").read_text()
    assert "s2, answer 3" in page
    assert "of 4 figures" in page
    assert "3 to each figure" in page


def test_a_replayed_run_gives_each_answer_back(task: Task, tmp_path: Path) -> None:
    run_once(tmp_path / "run", task, varying(task))
    model = Replay(str(tmp_path / "run" / "responses.jsonl"))

    async def text(repeat: int) -> str:
        return (await model.generate(Request("s2", "", b"", "image/png", repeat))).text

    import asyncio

    assert "s2 1" in asyncio.run(text(1))


def scored(figure: int, values: list[float | None]) -> list[ScoreRow]:
    return [
        ScoreRow(f"s{figure}", "a", 1, None, "ok", [], {"m": value}, key="k" if value is not None else None, repeat=at)
        for at, value in enumerate(values)
    ]


def test_more_answers_to_the_same_figures_do_not_narrow_the_interval() -> None:
    values = [10.0, 30.0, 50.0, 70.0, 90.0]

    def interval(repeats: int) -> list[float]:
        rows = [row for at, value in enumerate(values) for row in scored(at, [value] * repeats)]
        return aggregate(rows, ("m",), [], 0, repeats=repeats)["metrics"]["m"]["ci95"]

    assert interval(1) == interval(20)


def test_missing_answers_leave_the_figure_its_others_and_open_the_bounds() -> None:
    rows = [*scored(0, [80.0, None]), *scored(1, [40.0, 60.0])]
    results = aggregate(rows, ("m",), [], 0, repeats=2)
    assert results["coverage"] == 75.0
    assert results["metrics"]["m"]["mean"] == 65.0
    assert results["metrics"]["m"]["bounds"] == [45.0, 65.0]
    assert results["metrics"]["m"]["n"] == 2


def test_variance_is_split_as_it_was_made() -> None:
    from random import Random

    random = Random(1)
    figures = [[mean + random.gauss(0, 3) for _ in range(4)] for mean in (random.gauss(50, 10) for _ in range(4000))]
    found = describe_repeats([("m", figures)], 4)["variance"]["m"]
    assert found["within"] == pytest.approx(9, rel=0.05)
    assert found["between"] == pytest.approx(100, rel=0.08)


@pytest.mark.parametrize(
    ("figures", "within", "between"),
    [([], None, None), ([[1.0], [2.0]], None, None), ([[1.0, 3.0]], None, None), ([[1.0, 3.0], [2.0, 2.0]], 1.0, 0.0)],
)
def test_too_few_values_say_nothing(figures: list[list[float]], within: float, between: float) -> None:
    assert describe_repeats([("m", figures)], 2)["variance"]["m"] == {"within": within, "between": between}


def test_the_table_tells_how_far_answers_and_figures_spread(task: Task, tmp_path: Path) -> None:
    results = run_once(tmp_path / "run", task, varying(task))
    console = Console(file=io.StringIO(), width=160)
    print_summary(console, "a run", results, ())
    said = console.file.getvalue()
    table = said[said.index("between answers to one figure") :]
    line = next(line for line in table.splitlines() if "exec_rate" in line)
    assert [cell.strip() for cell in line.strip("│").split("│")] == ["exec_rate", f"{(10_000 / 3) ** 0.5:.1f}", "0.0"]


def test_usage_of_all_answers_is_summed(task: Task, tmp_path: Path) -> None:
    usage = run_once(tmp_path / "run", task, varying(task))["usage"]
    assert usage["prompt_tokens"] == 4 * K * Usage(10, 5).prompt_tokens
