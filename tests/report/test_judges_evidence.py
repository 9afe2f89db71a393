from typing import Any

import pytest

from stem2code_eval.report.judges import verdicts


def vote(**changes: Any) -> dict[str, Any]:
    return {
        "judge": "openai/j",
        "vote": 0,
        "swapped": False,
        "total": 70.0,
        "scores": {"structure": 25, "text": 5},
        "evidence": {"structure": "the triangle is there", "text": "B is missing"},
        **changes,
    }


def verdict(**changes: Any) -> dict[str, Any]:
    return {
        "score": 65.0,
        "spread": 5.0,
        "by_judge": [{"judge": "openai/j", "score": 65.0}],
        "votes": [vote()],
        **changes,
    }


def test_points_and_evidence_are_told() -> None:
    (found,) = verdicts({"key": "k", "image_score": verdict(votes=[vote(), vote(swapped=True, total=60)])})
    assert (found.metric, found.score, found.spread) == ("image_score", 65.0, 5.0)
    assert [(each.order, each.total) for each in found.votes] == [("reference first", 70.0), ("candidate first", 60.0)]
    assert [(each.name, each.points, each.evidence) for each in found.votes[0].criteria] == [
        ("structure", "25", "the triangle is there"),
        ("text", "5", "B is missing"),
    ]


def test_why_nobody_was_asked_is_told() -> None:
    (found,) = verdicts({"image_score": {"score": 0.0, "votes": [], "why": "There is no picture to judge (crash)."}})
    assert (found.why, found.votes, found.spread) == ("There is no picture to judge (crash).", [], None)


@pytest.mark.parametrize(
    "value",
    [
        {"votes": "many"},
        {"votes": [5, None, "x"]},
        {"votes": [{"scores": [1], "evidence": "x", "total": "70"}], "by_judge": {"a": 1}, "score": "x", "spread": []},
        {"votes": [{"scores": {"a": {}}, "evidence": {"b": ["x"]}}]},
    ],
)
def test_what_has_another_form_is_left_out(value: Any) -> None:
    (found,) = verdicts({"key": "k", "injection": [{"where": "x", "text": "y"}], "code_score": value})
    assert found.score is None
    assert all(each.total is None for each in found.votes)


def test_endless_evidence_is_cut() -> None:
    many = {f"c{i}": "x" * 10_000 for i in range(100)}
    (found,) = verdicts({"image_score": verdict(votes=[vote(evidence=many, scores={})] * 500)})
    assert len(found.votes) == 40
    assert found.left_out == 460
    assert max(len(each.evidence) for each in found.votes[0].criteria) == 600
    assert len(found.votes[0].criteria) == 20
