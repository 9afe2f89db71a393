"""Figures joined by id: repeats averaged, nothing left out in silence."""

from pathlib import Path
from typing import Any

from made_runs import failed, lost, row, write_run

from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.pairs import Joined, join, most_changed
from stem2code_eval.hashing import sha256_json

METRICS = ["elements", "pixel"]


def joined(tmp_path: Path, base: list[Any], candidate: list[Any], **changes: Any) -> Joined:
    ids = sorted({each["id"] for each in (*base, *candidate)})
    same = {"task__n": len(ids), "task__dataset_hash": sha256_json(ids)} | changes
    runs = (load(write_run(tmp_path / name, rows, **same)) for name, rows in (("a", base), ("b", candidate)))
    return join(*runs, METRICS)


def test_answers_to_one_figure_are_averaged_first(tmp_path: Path) -> None:
    base = [row("a", value, repeat=at) for at, value in enumerate((10.0, 20.0, 60.0))]
    candidate = [*(row("a", 50.0, repeat=at) for at in (0, 1)), failed("a", "timeout", repeat=2)]
    found = joined(tmp_path, base, candidate, repeats=3)
    [pair] = found.pairs
    assert pair.values["elements"] == (30.0, 100 / 3)
    assert (pair.base_outcome, pair.candidate_outcome) == ("ok", "ok 2, timeout 1")
    assert pair.flipped
    assert found.missing == ()


def test_a_missing_answer_a_missing_row_and_a_fault_are_named(tmp_path: Path) -> None:
    base = [row("a", 1.0, repeat=0), row("a", 1.0, repeat=1), row("b", 1.0, repeat=0), row("b", 1.0, repeat=1)]
    candidate = [row("a", 1.0, repeat=1), lost("b", repeat=0), row("b", 1.0, repeat=1), row("c", 1.0, repeat=0)]
    found = joined(tmp_path, base, candidate, repeats=2)
    assert [(each.run, each.id, each.repeat) for each in found.missing] == [
        ("candidate", "a", 0),
        ("candidate", "b", 0),
        ("base", "c", None),
        ("candidate", "c", 1),
    ]
    assert found.missing[1].why == "model_error: the server said 503"
    assert found.pairs == ()


def test_a_judge_that_failed_is_missing_although_the_row_has_scores(tmp_path: Path) -> None:
    found = joined(tmp_path, [row("a", 1.0)], [row("a", 1.0, outcome="judge_error")])
    assert [(each.run, each.id) for each in found.missing] == [("candidate", "a")]


def test_figures_that_neither_run_has_a_row_of_are_counted(tmp_path: Path) -> None:
    found = joined(tmp_path, [row("a", 1.0)], [row("a", 1.0)], task__n=5)
    assert {each.why for each in found.missing} == {"4 figures of the task have no row in either run"}


def test_a_score_that_the_figure_cannot_have_is_left_out_and_counted(tmp_path: Path) -> None:
    without = row("a", 50.0) | {"metrics": {"exec_rate": 100.0, "elements": None, "pixel": 50.0}}
    found = joined(tmp_path, [without, row("b", 1.0)], [failed("a", "crash"), row("b", 1.0)])
    assert found.missing == ()
    assert found.inapplicable == {"elements": 1, "pixel": 0}
    assert found.pairs[0].values == {"pixel": (50.0, 0.0)}


def test_a_score_that_only_one_run_has_is_missing(tmp_path: Path) -> None:
    without = row("a", 50.0) | {"metrics": {"exec_rate": 100.0, "elements": None, "pixel": 50.0}}
    found = joined(tmp_path, [row("a", 50.0)], [without])
    assert [(each.run, each.id, each.why) for each in found.missing] == [
        ("candidate", "a", "no elements, which the other run has")
    ]
    (tmp_path / "more").mkdir()
    assert [each.run for each in joined(tmp_path / "more", [without], [row("a", 50.0)]).missing] == ["base"]


def test_those_that_changed_most_come_first(tmp_path: Path) -> None:
    base = [row("a", 50.0), row("b", 50.0), row("c", 50.0), row("d", 50.0)]
    candidate = [row("a", 50.0), row("b", 70.0), row("c", 30.0), row("d", 90.0)]
    pairs = joined(tmp_path, base, candidate).pairs
    assert [pair.id for pair in most_changed(pairs, METRICS, 10)] == ["d", "c", "b"]
    assert [pair.id for pair in most_changed(pairs, METRICS, 1)] == ["d"]
