"""A budget ends the asking, not the run: answers are scored, the rest has no result, and a larger one goes on."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import (
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

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import UserError
from stem2code_eval.models.prices import Price
from stem2code_eval.models.protocol import ModelError, Request, Response, Usage
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.spending import Budget, usage_of
from stem2code_eval.pipeline.store import Store

PRICE = Price(100_000.0, 200_000.0)
"""An answer of 10 and 5 tokens costs 2 dollars."""


class Counting(FakeModel):
    """Wastes tokens on some samples, and does not count those of others."""

    wasteful: frozenset[str] = frozenset()
    uncounted: frozenset[str] = frozenset()

    async def generate(self, request: Request) -> Response:
        if request.sample_id in self.failing:
            self.asked.append(request)
            raise ModelError("no answer", Usage(100, 50))
        response = await super().generate(request)
        wasted = Usage(20, 10) if request.sample_id in self.wasteful else None
        usage = None if request.sample_id in self.uncounted else response.usage
        return replace(response, wasted=wasted, usage=usage)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return load_task(str(write_task(tmp_path / "task", program_rows(8))))


def model_of(task: Task) -> Counting:
    return Counting({sample.id: answer(program(sample.id)) for sample in task.samples})


def run_once(
    out: Path, task: Task, model: FakeModel, budget: Budget, price: Price | None = None, at_once: int = 1
) -> dict[str, Any]:
    run = make_run(task, model, FakeRenderer(), concurrency=at_once)
    manifest = run.manifest | {"usd_per_million_tokens": price and price.to_json()}
    with Store(out, print) as store:
        return execute(replace(run, manifest=manifest, budget=budget, price=price), store, Silent(), FakeScorer())


@pytest.mark.parametrize(("budget", "price"), [(Budget(max_cost_usd=6.0), PRICE), (Budget(max_tokens=45), None)])
def test_no_request_begins_once_it_is_spent_and_a_larger_one_goes_on(
    task: Task, tmp_path: Path, budget: Budget, price: Price | None
) -> None:
    model = model_of(task)
    results = run_once(tmp_path / "run", task, model, budget, price)
    assert len(model.asked) == 3
    assert results["outcomes"] == {"ok": 3, "not_asked": 5}
    assert results["coverage"] == 37.5
    rows = [json.loads(line) for line in (tmp_path / "run" / "scores.jsonl").read_text().splitlines()]
    lost = [row for row in rows if row["outcome"] == "not_asked"]
    assert {row["key"] for row in lost} == {None}
    assert all("The budget of " in row["message"] for row in lost)
    assert results["usage"]["cost_usd"] == (6.0 if price else None)
    same = run_once(tmp_path / "run", task, model, budget, price)
    assert (len(model.asked), same) == (3, results)
    done = run_once(tmp_path / "run", task, model, Budget(), price)
    assert len(model.asked) == 8
    assert done["outcomes"] == {"ok": 8}
    whole = run_once(tmp_path / "whole", task, model_of(task), Budget(), price)
    assert whole == done


def test_requests_under_way_are_finished(task: Task, tmp_path: Path) -> None:
    model = model_of(task)
    model.delay_s = 0.05
    results = run_once(tmp_path / "run", task, model, Budget(max_tokens=15), at_once=4)
    assert 1 < results["outcomes"]["ok"] <= 4
    assert results["outcomes"]["ok"] == len(model.asked)


def test_what_came_to_nothing_counts_over_all_sessions(task: Task, tmp_path: Path) -> None:
    model = model_of(task)
    model.failing = {"s0"}
    model.wasteful = frozenset(model.answers)

    def tokens() -> list[int]:
        return [150 if request.sample_id == "s0" else 45 for request in model.asked]

    for most in (180, 180, 400):
        usage = run_once(tmp_path / "run", task, model, Budget(max_tokens=most), PRICE)["usage"]
        assert usage["prompt_tokens"] + usage["completion_tokens"] == sum(tokens()) >= most > sum(tokens()[:-1])
        assert usage["cost_usd"] == pytest.approx(sum(tokens()) / 15 * 2.0)


def test_an_answer_that_was_not_counted_is_taken_for_the_dearest(task: Task, tmp_path: Path) -> None:
    model = model_of(task)
    model.uncounted = frozenset({"s1", "s2"})
    results = run_once(tmp_path / "run", task, model, Budget(max_tokens=45), PRICE)
    assert len(model.asked) == 3
    some = {"s1", "s2"} & {request.sample_id for request in model.asked}
    assert results["usage"]["cost_usd"] == (None if some else 6.0)


def test_a_server_that_counts_nothing_cannot_overrun_a_budget(task: Task, tmp_path: Path) -> None:
    model = model_of(task)
    model.uncounted = frozenset(model.answers)
    results = run_once(tmp_path / "run", task, model, Budget(max_tokens=1_000_000))
    assert results["outcomes"] == {"ok": 3, "not_asked": 5}
    assert "The server counts no tokens" in (tmp_path / "run" / "scores.jsonl").read_text()
    assert run_once(tmp_path / "run", task, model, Budget())["outcomes"] == {"ok": 8}


def test_a_budget_in_dollars_needs_a_price(task: Task, tmp_path: Path) -> None:
    model = model_of(task)
    with pytest.raises(UserError, match="--prices"):
        run_once(tmp_path / "run", task, model, Budget(max_cost_usd=1.0))
    assert model.asked == []


def test_a_spent_budget_asks_and_draws_nothing(task: Task, tmp_path: Path) -> None:
    model = model_of(task)
    results = run_once(tmp_path / "run", task, model, Budget(max_tokens=0))
    assert results["outcomes"] == {"not_asked": 8}
    assert (tmp_path / "run" / "references.jsonl").read_text() == ""


def test_cached_and_reasoning_tokens_are_named_where_there_are_any() -> None:
    assert set(usage_of([])) == {"prompt_tokens", "completion_tokens", "cost_usd"}
    assert Usage(10, 5, 4, 3).to_json() == {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "cached_tokens": 4,
        "reasoning_tokens": 3,
    }
    assert Usage(1, 2, 3, 4) + Usage(10, 20, 30, 40) == Usage(11, 22, 33, 44)


def test_pictures_are_made_smaller_only_for_the_model(task: Task, tmp_path: Path) -> None:
    import io

    from PIL import Image

    model, scorer = model_of(task), FakeScorer()
    run = make_run(task, model, FakeRenderer())
    with Store(tmp_path / "run", print) as store:
        execute(replace(run, max_pixels=100), store, Silent(), scorer)
    for request, pair in zip(model.asked, scorer.pairs, strict=True):
        with Image.open(io.BytesIO(request.image)) as sent, Image.open(pair.reference) as kept:
            assert (sent.size, kept.size) == ((10, 10), (24, 24))
    keys = {json.loads(line)["key"] for line in (tmp_path / "run" / "responses.jsonl").read_text().splitlines()}
    run_once(tmp_path / "other", task, model_of(task), Budget())
    other = {json.loads(line)["key"] for line in (tmp_path / "other" / "responses.jsonl").read_text().splitlines()}
    assert not keys & other


def test_the_manifest_records_what_differs_from_the_usual(task: Task) -> None:
    def manifest(**more: Any) -> dict[str, Any]:
        run = make_run(task, model_of(task), FakeRenderer())
        about = {"model_name": "m", "model_identity": {}, "metrics": {}, "subjects": (), "limit": None, "seed": 0}
        return build_manifest(task=task, limits=run.limits, settings=run.settings, **about, **more)

    usual, other = manifest(), manifest(repeats=5, max_pixels=1000, price=Price(1.0, 2.0))
    assert "repeats" not in usual
    assert usual["model"] == {"name": "m", "identity": {}}
    assert (other["repeats"], other["model"]["max_pixels"]) == (5, 1000)
    assert other["usd_per_million_tokens"] == {"prompt": 1.0, "completion": 2.0}
