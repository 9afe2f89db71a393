"""What judges cost, and budgets that bound them."""

import json
from pathlib import Path

import pytest
from judge_scripts import gives
from judge_worlds import BOTH, PROBES, VOTES, World
from openai_server import RecordedRequest, Reply, answer

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.spending import Budget

ANSWER_TOKENS, VOTE_TOKENS = 15, 18


def test_judges_cost_what_the_table_of_prices_says_apart_from_the_model(world: World, tmp_path: Path) -> None:
    table = tmp_path / "prices.yaml"
    table.write_text("openai/j: {prompt: 1.0, completion: 10.0}\n")
    results, _ = world.run(gives(0.5), prices=table)
    assert results["judge_usage"]["cost_usd"] == pytest.approx(8 * (11 * 1 + 7 * 10) / 1e6)
    assert results["usage"]["cost_usd"] is None
    again, _ = world.score(gives(0.5), {})
    assert again["judge_usage"] == results["judge_usage"]
    other, _ = world.score(gives(0.5), {"code": ("openai/dear",)})
    assert other["judge_usage"]["cost_usd"] is None, "one judge without a price leaves the sum unknown"


def test_a_budget_bounds_judges_too_over_all_sessions(world: World) -> None:
    _, server = world.run(gives(0.5))
    whole = 6 * ANSWER_TOKENS + (PROBES + VOTES) * VOTE_TOKENS
    assert len(server.requests) == PROBES + VOTES
    less = World(world.folder.with_name("less"), world.task)
    results, server = less.run(
        gives(0.5), budget=Budget(max_tokens=6 * ANSWER_TOKENS + (PROBES + 2) * VOTE_TOKENS), concurrency=1
    )
    asked = len(server.requests) - PROBES
    assert 2 <= asked < VOTES
    lost = [row for row in less.rows().values() if row["outcome"] == "judge_error"]
    assert lost
    assert all("The budget of " in row["message"] for row in lost)
    assert results["coverage"] < 100
    _, server = less.run(gives(0.5), budget=Budget(max_tokens=6 * ANSWER_TOKENS + VOTE_TOKENS))
    assert len(server.requests) == PROBES, "votes of earlier sessions count"
    results, server = less.run(gives(0.5), budget=Budget(max_tokens=whole + 2 * PROBES * VOTE_TOKENS))
    assert len(server.requests) - PROBES == VOTES - asked
    assert results["coverage"] == 100


def never(request: RecordedRequest) -> Reply:
    """Answer the first small questions, and nothing else."""
    return gives(0.5)(request) if request.index < PROBES else answer("I would rather not judge.")


def test_judgements_that_came_to_nothing_are_spent(world: World) -> None:
    results, server = world.run(
        never, budget=Budget(max_tokens=6 * ANSWER_TOKENS + (PROBES + 3) * VOTE_TOKENS), concurrency=1
    )
    assert PROBES + 3 <= len(server.requests) < PROBES + 3 * VOTES
    assert results["outcomes"]["judge_error"] == 6 - 1


def test_judgements_that_came_to_nothing_in_earlier_sessions_are_spent(world: World) -> None:
    budget = Budget(max_tokens=6 * ANSWER_TOKENS + (PROBES + 3) * VOTE_TOKENS)
    world.run(never, budget=budget, concurrency=1)
    _, server = world.run(gives(0.5), budget=budget, concurrency=1)
    assert len(server.requests) == PROBES


def test_first_questions_of_earlier_sessions_are_spent(world: World) -> None:
    nothing_left = Budget(max_tokens=6 * ANSWER_TOKENS)
    for _ in range(2):
        world.run(gives(0.5), budget=nothing_left)
    most = 6 * ANSWER_TOKENS + 3 * PROBES * VOTE_TOKENS
    _, server = world.run(gives(0.5), budget=Budget(max_tokens=most))
    assert len(server.requests) == PROBES
    results, server = world.run(gives(0.5), budget=Budget(max_tokens=most + (PROBES + VOTES) * VOTE_TOKENS))
    assert results["coverage"] == 100


def test_what_a_judge_wastes_while_scoring_again_is_spent(world: World) -> None:
    world.run(gives(0.5), {})
    world.score(never, BOTH)
    wasted = [json.loads(line) for line in (world.folder / "judge_spent.jsonl").read_text().splitlines()]
    assert {row["id"] for row in wasted} == {"openai/j"}
    assert sum(sum(row["usage"].values()) for row in wasted) == (PROBES + 3 * VOTES) * VOTE_TOKENS


def test_a_budget_in_dollars_needs_the_price_of_the_judge(world: World, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="price of the judge openai/j too"):
        world.run(gives(0.5), budget=Budget(max_cost_usd=1.0))
    prices = tmp_path / "prices.yaml"
    prices.write_text("openai/j: {prompt: 1000000, completion: 1000000}\n")
    results, server = world.run(gives(0.5), budget=Budget(max_cost_usd=4 * VOTE_TOKENS), prices=prices, concurrency=1)
    assert PROBES + 2 <= len(server.requests) < PROBES + VOTES
    assert results["outcomes"]["judge_error"] > 0
