import json

import pytest

from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.aggregate import MIN_SOURCES, aggregate
from stem2code_eval.pipeline.records import ResponseRow, ScoreRow

NAMES = ("exec_rate", "pixel")


def scored(name: str, value: float | None, subject: str = "a", source: str | None = None) -> ScoreRow:
    return ScoreRow(name, subject, 1, source, "ok", [], {"exec_rate": 100.0, "pixel": value}, key="k")


def missing(name: str, outcome: str = "model_error", subject: str = "a") -> ScoreRow:
    return ScoreRow(name, subject, 1, None, outcome, [], dict.fromkeys(NAMES))


def test_missing_results_lower_coverage_and_open_the_bounds() -> None:
    rows = [scored("1", 80.0), scored("2", 40.0), missing("3"), missing("4", "sandbox_error", "b")]
    results = aggregate(rows, NAMES, [], seed=0)
    assert results["n"] == 4
    assert results["coverage"] == 50.0
    assert results["outcomes"] == {"ok": 2, "model_error": 1, "sandbox_error": 1}
    pixel = results["metrics"]["pixel"]
    assert pixel["mean"] == 60.0
    assert pixel["n"] == 2
    assert pixel["bounds"] == [30.0, 60.0]
    assert pixel["ci95"][0] <= 60.0 <= pixel["ci95"][1]


def test_a_subject_without_any_result_is_there_with_nulls() -> None:
    results = aggregate([scored("1", 80.0), missing("2", subject="b")], NAMES, [], seed=0)
    assert results["by_subject"]["a"]["metrics"]["pixel"]["mean"] == 80.0
    assert results["by_subject"]["b"]["coverage"] == 0.0
    assert results["by_subject"]["b"]["metrics"]["pixel"] == {
        "mean": None,
        "ci95": None,
        "n": 0,
        "bounds": None,
    }


def test_outcomes_are_in_the_order_of_the_words_not_of_the_rows() -> None:
    rows = [missing("1"), scored("2", 1.0)]
    assert list(aggregate(rows, NAMES, [], 0)["outcomes"]) == ["ok", "model_error"]
    assert {Outcome(name) for name in aggregate(rows, NAMES, [], 0)["outcomes"]}


def test_tokens_are_summed_and_no_count_is_no_token() -> None:
    def response(usage: dict[str, int] | None) -> ResponseRow:
        return ResponseRow("1", "", None, usage, None, 0.0, {}, "k")

    some = {"prompt_tokens": 7, "completion_tokens": 2}
    results = aggregate([scored("1", 1.0)], NAMES, [response(some), response(None), response(some)], 0)
    assert results["usage"] == {"prompt_tokens": 14, "completion_tokens": 4, "cost_usd": None}


def test_equal_rows_give_equal_bytes_and_the_seed_decides_only_the_interval() -> None:
    rows = [scored(str(at), float(at * 37 % 101)) for at in range(40)]
    first, second = (json.dumps(aggregate(rows, NAMES, [], 3)) for _ in range(2))
    assert first == second
    other = aggregate(rows, NAMES, [], 4)
    assert other["metrics"]["pixel"]["mean"] == json.loads(first)["metrics"]["pixel"]["mean"]


def test_figures_of_one_source_are_drawn_together_when_there_are_enough_sources() -> None:
    def width(sources: int) -> float:
        rows = [
            scored(f"{source} {at}", 100.0 * (source % 2), source=f"family {source}")
            for source in range(sources)
            for at in range(10)
        ]
        low, high = aggregate(rows, NAMES, [], 0)["metrics"]["pixel"]["ci95"]
        return (high - low) * (10 * sources) ** 0.5

    assert width(MIN_SOURCES) > 2 * width(MIN_SOURCES - 2)


@pytest.mark.parametrize("rows", [[missing("1")], [scored("1", None)]])
def test_no_value_at_all_is_null(rows: list[ScoreRow]) -> None:
    assert aggregate(rows, NAMES, [], 0)["metrics"]["pixel"]["mean"] is None
