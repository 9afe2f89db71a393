"""The verdict: by bounds, never silent, and the stronger reason first."""

from pathlib import Path
from typing import Any

import pytest
from made_runs import changed, failed, lost, row, rows_of, scores, write_run

from stem2code_eval.comparison.gate import GateReport, Status, judge_runs
from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.needs import Needs
from stem2code_eval.comparison.rules import Rules
from stem2code_eval.errors import UserError

RULES = Rules({"elements": 2.0})


def judged(tmp_path: Path, base: list[Any], candidate: list[Any], rules: Rules = RULES, **changes: Any) -> GateReport:
    first = load(write_run(tmp_path / "base", base))
    return judge_runs(first, load(write_run(tmp_path / "candidate", candidate, **changes)), rules)


@pytest.mark.parametrize(
    ("count", "drop", "spread", "status", "code"),
    [(240, 0.0, 3.0, Status.PASS, 0), (240, 12.0, 8.0, Status.REGRESSION, 1), (40, 2.0, 20.0, Status.UNDECIDED, 3)],
)
def test_the_three_verdicts(tmp_path: Path, count: int, drop: float, spread: float, status: Status, code: int) -> None:
    before = scores(count)
    report = judged(tmp_path, rows_of(before), rows_of(changed(before, drop, spread)))
    assert (report.status, report.exit_code) == (status, code)


def test_undecided_passes_only_by_name_and_says_how_many_figures_would_tell(tmp_path: Path) -> None:
    before = scores(40)
    runs = rows_of(before), rows_of(changed(before, 1.0, 20.0))
    report = judged(tmp_path, *runs, Rules({"elements": 2.0}, undecided="pass"))
    assert (report.status, report.exit_code) == (Status.UNDECIDED, 0)
    [result] = report.metrics
    assert result.needs is not None
    assert result.needs.if_nothing_lost is not None
    assert result.needs.if_nothing_lost > 240


def test_a_handful_of_equal_figures_is_no_evidence(tmp_path: Path) -> None:
    few = rows_of(scores(19))
    report = judged(tmp_path, few, few)
    assert (report.status, report.exit_code) == (Status.UNDECIDED, 3)
    assert "19 independent figures are too few to pass on" in report.metrics[0].why
    assert report.metrics[0].needs == Needs(if_nothing_lost=20, if_as_seen=20)
    more = rows_of(scores(20))
    (tmp_path / "more").mkdir()
    assert judged(tmp_path / "more", more, more).status is Status.PASS


def test_figures_of_few_sources_are_few_figures(tmp_path: Path) -> None:
    rows = [each | {"source": f"family {at % 12}"} for at, each in enumerate(rows_of(scores(120)))]
    report = judged(tmp_path, rows, rows)
    assert (report.metrics[0].n, report.metrics[0].units) == (120, 12)
    assert report.status is Status.UNDECIDED


def test_a_plain_regression_on_few_figures_is_still_one(tmp_path: Path) -> None:
    base = [row(f"s{at}", 90.0 + at % 3) for at in range(12)]
    candidate = [row(f"s{at}", 10.0 + at % 4) for at in range(12)]
    assert judged(tmp_path, base, candidate).status is Status.REGRESSION


def test_one_figure_tells_nothing(tmp_path: Path) -> None:
    report = judged(tmp_path, [row("a", 90.0)], [row("a", 90.0)])
    assert (report.status, report.exit_code) == (Status.UNDECIDED, 3)
    assert "Fewer than two independent figures" in report.metrics[0].why


@pytest.mark.parametrize("outcome", ["model_error", "sandbox_error", "judge_error", "data_error", "not_asked"])
@pytest.mark.parametrize("side", ["base", "candidate"])
def test_a_fault_on_either_side_is_incomplete_however_good_the_rest(tmp_path: Path, side: str, outcome: str) -> None:
    whole = rows_of(scores(60))
    hurt = [*whole[:-1], lost(whole[-1]["id"], outcome)]
    report = judged(tmp_path, *((hurt, whole) if side == "base" else (whole, hurt)))
    assert (report.status, report.exit_code) == (Status.INCOMPLETE, 3)
    assert [(each.run, each.id) for each in report.joined.missing] == [(side, "s59")]
    assert {str(result.verdict) for result in report.metrics} == {"undecided"}


def test_a_plain_regression_with_a_missing_figure_is_incomplete(tmp_path: Path) -> None:
    before = scores(240)
    after = [*rows_of(changed(before, 30.0, 2.0))[:-1], lost("s239")]
    assert judged(tmp_path, rows_of(before), after, Rules({"elements": 2.0}, undecided="pass")).exit_code == 3


def test_an_unfinished_run_is_incomplete(tmp_path: Path) -> None:
    rows = rows_of(scores(60))
    report = judged(tmp_path, rows, rows, end=None)
    assert (report.status, len(report.unfinished)) == (Status.INCOMPLETE, 1)


def test_incomparable_comes_before_all_else(tmp_path: Path) -> None:
    before = scores(60)
    after = [*rows_of(changed(before, 50.0, 2.0))[:-1], lost("s59")]
    report = judged(tmp_path, rows_of(before), after, task__version="2")
    assert (report.status, report.exit_code, report.metrics) == (Status.INCOMPARABLE, 4, ())


def test_samples_in_part_the_same_are_compared_only_when_allowed(tmp_path: Path) -> None:
    before = scores(60)
    after = {f"s{at}": before.get(f"s{at}", 50.0) for at in range(10, 70)}
    assert judged(tmp_path, rows_of(before), rows_of(after)).status is Status.INCOMPARABLE
    (tmp_path / "more").mkdir()
    report = judged(
        tmp_path / "more", rows_of(before), rows_of(after), Rules({"elements": 2.0}, allow=("task", "samples"))
    )
    assert (report.status, report.metrics[0].n) == (Status.PASS, 50)
    assert "samples" in [each.field for each in report.comparability.allowed]


def test_failures_of_the_model_count_as_zeros(tmp_path: Path) -> None:
    base = [row(f"s{at}", 80.0 + at % 5) for at in range(100)]
    candidate = [failed(each["id"], "timeout") if at < 12 else each for at, each in enumerate(base)]
    report = judged(tmp_path, base, candidate, Rules({"elements": 2.0, "exec_rate": 5.0}))
    assert report.status is Status.REGRESSION
    assert len(report.flipped) == 12
    assert {(pair.base_outcome, pair.candidate_outcome) for pair in report.flipped} == {("ok", "timeout")}


def test_a_metric_of_neither_run_is_a_slip_and_of_one_run_incomparable(tmp_path: Path) -> None:
    rows = rows_of(scores(30))
    with pytest.raises(UserError, match=r'Neither run reports "elementz"\. Did you mean "elements"'):
        judged(tmp_path, rows, rows, Rules({"elementz": 2.0}))
    (tmp_path / "more").mkdir()
    one = {"elements": {"version": 1, "parameters": {"side": 512}}}
    report = judged(tmp_path / "more", rows, rows, Rules({"pixel": 2.0}, allow=("metric pixel",)), metrics=one)
    assert [each.field for each in report.comparability.refused] == ["metric pixel"]


def test_any_metric_that_regressed_fails_the_whole(tmp_path: Path) -> None:
    base = [row(f"s{at}", 80.0 + at % 5) for at in range(60)]
    worse = [each | {"metrics": each["metrics"] | {"pixel": 40.0 + at % 7}} for at, each in enumerate(base)]
    report = judged(tmp_path, base, worse, Rules({"elements": 2.0, "pixel": 2.0}))
    assert report.status is Status.REGRESSION
    assert [str(each.verdict) for each in report.metrics] == ["non_inferior", "regression"]
