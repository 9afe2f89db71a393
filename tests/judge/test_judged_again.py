"""Runs with judges, gone on with and scored again: votes that were had are not asked for twice."""

import json

import pytest
from judge_scripts import gives
from judge_worlds import BOTH, PROBES, World
from openai_server import RecordedRequest, Reply, failure

from stem2code_eval.errors import IncomparableError


def test_the_same_command_again_asks_nobody(world: World) -> None:
    first, _ = world.run(gives(0.5))
    before = {path.name: path.read_bytes() for path in world.folder.glob("*.jsonl")}
    again, server = world.run(gives(0.1))
    assert server.requests == []
    assert again == first
    assert before == {path.name: path.read_bytes() for path in world.folder.glob("*.jsonl")}


def test_another_judge_in_the_same_folder_is_another_run(world: World) -> None:
    world.run(gives(0.5))
    with pytest.raises(IncomparableError, match=r"judges\.image_score"):
        world.run(gives(0.5), {"image": ("openai/other",), "code": ("openai/j",)})


def test_other_judges_score_again_without_model_and_sandbox(world: World) -> None:
    world.run(gives(0.5))
    asked, drawn = len(world.model.asked), len(world.renderer.programs)
    results, server = world.score(gives(0.2), {"image": ("openai/other",)})
    assert results["metrics"]["image_score"]["mean"] == pytest.approx(10)
    assert results["metrics"]["code_score"]["mean"] == pytest.approx(250 / 6), "the code judge's votes are kept"
    assert len(server.requests) == 1 + 3
    assert (asked, drawn) == (len(world.model.asked), len(world.renderer.programs))
    manifest = json.loads((world.folder / "run.json").read_text())["judges"]
    assert manifest["image_score"]["panel"][0]["name"] == "openai/other"
    assert manifest["code_score"]["panel"][0]["name"] == "openai/j"

    back, server = world.score(gives(0.9), {"image": ("openai/j",)})
    assert back["metrics"]["image_score"]["mean"] == 25
    assert server.requests == [], "votes that were had are there still"


def test_scoring_again_with_other_metrics_keeps_the_judges_word(world: World) -> None:
    before, _ = world.run(gives(0.5))
    after, server = world.score(gives(0.9), {})
    assert server.requests == []
    assert after["metrics"]["image_score"] == before["metrics"]["image_score"]


def test_nobody_as_judge_takes_the_judges_word_away(world: World) -> None:
    world.run(gives(0.5))
    results, _ = world.score(gives(0.9), {"image": ("none",), "code": ("none",)})
    assert "image_score" not in results["metrics"]
    assert all(row["judges"] == {} and "code_score" not in row["metrics"] for row in world.rows().values())


def test_a_run_without_judges_can_be_judged_later(world: World) -> None:
    world.run(gives(0.5), {})
    assert not {"votes.jsonl", "judge_spent.jsonl"} & {path.name for path in world.folder.iterdir()}
    results, _ = world.score(gives(0.5), BOTH)
    assert results["metrics"]["image_score"]["mean"] == 25


def test_a_failed_judge_can_be_mended_by_scoring_again(world: World) -> None:
    def fails(request: RecordedRequest) -> Reply:
        return gives(0.5)(request) if request.index < PROBES else failure(400, "no")

    results, _ = world.run(fails)
    assert results["outcomes"] == {"no_code": 1, "judge_error": 5}
    results, _ = world.score(gives(0.5), BOTH)
    assert results["coverage"] == 100
    assert results["outcomes"] == {"ok": 3, "no_code": 1, "syntax_error": 1, "timeout": 1}
