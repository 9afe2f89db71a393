"""Paired differences of two runs, as a whole and by subject."""

from pathlib import Path
from typing import Any

import pytest
from made_runs import changed, lost, rows_of, scores, write_run

from stem2code_eval.comparison.contrast import Comparison, contrast_runs
from stem2code_eval.comparison.load import load
from stem2code_eval.stats.paired import paired_difference


def compared(tmp_path: Path, base: list[Any], candidate: list[Any], *metrics: str, **changes: Any) -> Comparison:
    first = load(write_run(tmp_path / "a", base))
    return contrast_runs(first, load(write_run(tmp_path / "b", candidate, **changes)), metrics, ())


def test_the_whole_is_the_paired_difference_by_source(tmp_path: Path) -> None:
    before = scores(90)
    after = changed(before, 3.0, 5.0)
    sources = [f"family {at % 15}" for at in range(90)]

    def rows(found: dict[str, float]) -> list[Any]:
        return [each | {"source": source} for each, source in zip(rows_of(found), sources, strict=True)]

    found = compared(tmp_path, rows(before), list(reversed(rows(after))))
    expected = paired_difference(list(before.values()), list(after.values()), sources)
    assert [each.metric for each in found.whole] == ["exec_rate", "elements", "pixel"]
    assert found.whole[1].difference == expected
    assert (found.whole[1].n, found.whole[1].units) == (90, 15)
    assert set(found.by_subject["elements"]) == {"subject 0", "subject 1", "subject 2"}


def test_p_values_are_corrected_for_the_rows_of_a_table(tmp_path: Path) -> None:
    before = scores(90)
    found = compared(tmp_path, rows_of(before), rows_of(changed(before, 2.0, 8.0)))
    for contrasts in (list(found.whole), list(found.by_subject["elements"].values())):
        for each in contrasts:
            assert each.difference is not None
            assert each.p_value is not None
            raw = max(each.difference.p_value, each.difference.t_p_value)
            assert raw <= each.p_value <= min(1.0, len(contrasts) * raw) + 1e-12


def test_a_difference_that_could_be_seen_shrinks_with_more_figures(tmp_path: Path) -> None:
    seen = []
    for count in (40, 160):
        before = scores(count)
        (tmp_path / str(count)).mkdir()
        found = compared(tmp_path / str(count), rows_of(before), rows_of(changed(before, 2.0, 8.0)), "elements")
        seen.append(found.whole[0].detectable)
    assert seen[0] > 1.5 * seen[1]


def test_missing_results_are_told_and_the_exit_code_says_so(tmp_path: Path) -> None:
    rows = rows_of(scores(30))
    found = compared(tmp_path, rows, [*rows[:-1], lost("s29")])
    assert (found.exit_code, found.whole[1].n) == (3, 29)


def test_incomparable_runs_are_not_compared(tmp_path: Path) -> None:
    rows = rows_of(scores(30))
    found = compared(tmp_path, rows, rows, task__version="2")
    assert (found.exit_code, found.whole) == (4, ())


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_figures_for_an_interval_give_none(tmp_path: Path, count: int) -> None:
    rows = rows_of(scores(count))
    found = compared(tmp_path, rows, rows)
    assert [each.difference for each in found.whole] == [None] * 3
