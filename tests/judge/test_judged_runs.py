"""Whole runs with judges on a real socket: what is asked, what is stored, what it comes to."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from judge_scripts import gives, kind_of, likeness, pictures, points, programs
from judge_worlds import ENDS, PROBES, World
from openai_server import RecordedRequest, Reply, answer, failure
from pipeline_fakes import FakeModel, FakeScorer, png, program, write_task
from pipeline_fakes import answer as fenced

from stem2code_eval.data.task import load_task
from stem2code_eval.pipeline.scoring import Scores


def test_pictures_are_judged_where_there_are_some_and_programs_whether_or_not_they_run(world: World) -> None:
    results, server = world.run(gives(0.5))
    scores = {name: row["metrics"] for name, row in world.rows().items()}
    assert {name: row["image_score"] for name, row in scores.items()} == {
        "s0": 50,
        "s1": 50,
        "s2": 0,
        "s3": 0,
        "s4": 50,
        "s5": 0,
    }
    assert {name: row["code_score"] for name, row in scores.items()} == dict.fromkeys(scores, 50) | {"s5": 0}
    assert len(server.requests) == PROBES + 3 + 5
    assert results["metrics"]["image_score"]["mean"] == 25
    assert results["metrics"]["code_score"]["mean"] == pytest.approx(250 / 6)
    assert results["metrics"]["code_score"]["bounds"][0] == pytest.approx(250 / 6)
    assert results["coverage"] == 100
    assert results["judge_usage"] == {
        "prompt_tokens": 8 * 11,
        "completion_tokens": 8 * 7,
        "votes": 8,
        "answers": 8,
        "cost_usd": None,
    }
    assert results["usage"]["prompt_tokens"] == 6 * 10, "the model's own tokens are counted apart"


def test_the_row_tells_votes_points_and_evidence_and_the_manifest_who_judged(world: World) -> None:
    world.run(gives(0.5))
    verdict = world.rows()["s0"]["judges"]["image_score"]
    assert verdict["score"] == 50
    assert verdict["spread"] is None
    assert verdict["votes"][0]["scores"] == {"structure": 15, "position": 15, "text": 5, "style": 10, "clarity": 5}
    assert verdict["votes"][0]["evidence"]["text"] == "As the reference has it."
    manifest = json.loads((world.folder / "run.json").read_text())["judges"]
    assert manifest["image_score"]["panel"] == [
        {
            "name": "openai/j",
            "identity": {"provider": "openai", "model": "j", "base_url": "127.0.0.1", "sampling": {}},
        }
    ]
    assert manifest["image_score"]["votes"] == 1
    assert len(manifest["image_score"]["prompt_hash"]) == 64
    assert manifest["image_score"]["rubric"]["criteria"]["structure"]["most"] == 30


def test_the_image_judge_sees_two_pictures_as_they_are_and_the_code_judge_none(world: World) -> None:
    _, server = world.run(gives(1.0))
    rows, references = world.rows("renders"), world.rows("references")
    seen = [pictures(request) for request in server.requests[PROBES:] if kind_of(request) == "image"]
    wanted = [
        [(world.folder / references[name]["image"]).read_bytes(), (world.folder / rows[name]["image"]).read_bytes()]
        for name in ("s0", "s1", "s4")
    ]
    assert sorted(seen) == sorted(wanted)
    for request in server.requests[PROBES:]:
        everything = json.dumps(request.body)
        assert "# ends" not in everything, "a comment reached a judge"
        if kind_of(request) == "code":
            assert "plt.plot([0, 1])" in programs(request)[0]
            assert len(request.parts) == 1
        else:
            assert "plt." not in request.prompt
            assert not any(name in everything for name in ("blobs", "s0", ".png"))


def test_a_schema_is_asked_for_and_in_words_alone_where_the_server_refuses_it(world: World) -> None:
    _, server = world.run(gives(0.5))
    form = server.requests[0].body["response_format"]["json_schema"]
    assert form["strict"] is True
    assert form["schema"]["properties"]["structure"]["properties"]["score"]["maximum"] == 30


def test_a_server_without_schemas_judges_all_the_same(world: World) -> None:
    def plain(request: RecordedRequest) -> Reply:
        if "response_format" in request.body:
            return failure(400, "response_format is not supported")
        return gives(0.5)(request)

    results, server = world.run(plain)
    assert results["metrics"]["image_score"]["mean"] == 25
    assert sum("response_format" in request.body for request in server.requests) == 1


def test_votes_swap_the_pair_and_their_spread_is_told(world: World) -> None:
    def prefers_the_first(request: RecordedRequest) -> float:
        return 0.4 if "The first picture is the CANDIDATE" in request.prompt else 0.8

    results, server = world.run(gives(prefers_the_first), {"image": ("openai/j",)}, votes=2)
    verdict = world.rows()["s0"]["judges"]["image_score"]
    assert [(vote["swapped"], vote["total"]) for vote in verdict["votes"]] == [(False, 80), (True, 40)]
    assert verdict["score"] == 60
    assert verdict["spread"] == 20
    assert results["metrics"]["image_score"]["mean"] == 30
    swapped = [request for request in server.requests if "The first picture is the CANDIDATE" in request.prompt]
    assert len(swapped) == 3
    assert all(request.images == pictures(request)[::-1] for request in swapped)


def test_programs_are_swapped_too(world: World) -> None:
    _, server = world.run(gives(0.5), {"code": ("openai/j",)}, votes=2)
    orders = [
        request.prompt.index("<<<REFERENCE") < request.prompt.index("<<<CANDIDATE") for request in server.requests
    ]
    assert sorted(orders[1:]) == [False] * 5 + [True] * 5


def test_a_panel_is_the_mean_of_its_judges(world: World) -> None:
    def by_model(request: RecordedRequest) -> float:
        return {"a": 0.2, "b": 0.8}[request.body["model"]]

    _, server = world.run(gives(by_model), {"image": ("openai/a", "openai/b")}, votes=2)
    verdict = world.rows()["s0"]["judges"]["image_score"]
    assert verdict["by_judge"] == [{"judge": "openai/a", "score": 20}, {"judge": "openai/b", "score": 80}]
    assert verdict["score"] == 50
    assert verdict["spread"] == 30
    assert len(server.requests) == 2 + 3 * 4


def test_judges_that_disagree_about_the_total_are_summed_here(world: World) -> None:
    results, _ = world.run(lambda request: answer(json.dumps(points(kind_of(request), 0.5, total=100))))
    assert results["metrics"]["image_score"]["mean"] == 25


def test_a_tampered_picture_is_worth_nothing_and_no_judge_is_asked(world: World) -> None:
    class Strict(FakeScorer):
        async def score(self, files: Any, metrics: Any) -> Scores:
            return Scores(dict.fromkeys(metrics, 0.0), {}, {}, ["tampered"])

    results, server = world.run(gives(1.0), {"image": ("openai/j",)}, Strict())
    assert results["metrics"]["image_score"]["mean"] == 0
    assert len(server.requests) == 1


def test_a_reference_without_program_has_no_code_score_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "a.png").write_bytes(png("a"))
    task = load_task(str(write_task(tmp_path / "t", [{"id": "s0", "image": "a.png"}])))
    world = World(tmp_path / "run", task)
    results, _ = world.run(gives(0.5))
    assert results["metrics"]["code_score"]["mean"] is None
    assert results["metrics"]["image_score"]["mean"] == 50
    assert world.rows()["s0"]["reasons"]["code_score"] == "The reference has no program."
    assert results["coverage"] == 100


def test_equal_pairs_are_asked_once(tmp_path: Path) -> None:
    rows = [{"id": f"s{at}", "reference_code": program("same")} for at in range(4)]
    world = World(tmp_path / "run", load_task(str(write_task(tmp_path / "t", rows))))
    world.model = FakeModel({row["id"]: fenced(program("x")) for row in rows})
    results, server = world.run(gives(likeness))
    assert len(server.requests) == PROBES + 2
    assert results["judge_usage"]["votes"] == 8


def test_slow_judges_hold_up_neither_model_nor_sandbox_nor_scorer(world: World) -> None:
    """Every judge waits until all programs are drawn and scored; were one of them waited for, nobody would go on."""
    all_scored = threading.Event()

    class Counting(FakeScorer):
        async def score(self, files: Any, metrics: Any) -> Scores:
            try:
                return await super().score(files, metrics)
            finally:
                if len(self.pairs) == len(ENDS) + 1:
                    all_scored.set()

    def patient(request: RecordedRequest) -> Reply:
        assert request.index < PROBES or all_scored.wait(60)
        return gives(0.5)(request)

    results, _ = world.run(patient, scorer=Counting())
    assert results["coverage"] == 100


def test_several_answers_to_a_figure_are_judged_each(world: World) -> None:
    results, server = world.run(gives(likeness), {"code": ("openai/j",)}, repeats=2)
    assert len(server.requests) == 1 + 5, "equal programs are one pair"
    assert results["coverage"] == 100
    assert results["judge_usage"]["votes"] == 2 * 5
    assert results["metrics"]["code_score"]["n"] == 6
