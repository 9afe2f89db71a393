from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.survey import BINS, Spread, Survey, survey


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, print) as opened:
        yield opened


def surveyed(store: Store, rows: list[ScoreRow]) -> Survey:
    for number, each in enumerate(rows):
        store.scores.append(replace(each, id=f"s{number}"))
    return survey(store, ["m"])


def row(value: Any, level: Any = 1, flags: list[str] | None = None, covered: bool = True) -> ScoreRow:
    return ScoreRow("a", "s", level, None, "ok", flags or [], {"m": value}, key="k" if covered else None)


def test_scores_are_counted_in_bins_of_five_points(store: Store) -> None:
    found = surveyed(store, [row(each) for each in (0.0, 4.9, 5.0, 99.0, 100.0, None, "<b>", 1e9, -5)])
    bins = found.bins["m"]
    assert (bins[0], bins[1], bins[-1], sum(bins), len(bins)) == (3, 1, 3, 7, BINS)


def test_what_has_no_result_is_not_counted(store: Store) -> None:
    found = surveyed(store, [row(50.0, covered=False, flags=["blank"])])
    assert sum(found.bins["m"]) == 0
    assert found.by_level["m"] == {}
    assert (found.flags, found.levels) == (["blank"], ["1"])


def test_levels_are_in_order_and_spread(store: Store) -> None:
    rows = [
        row(each, level) for level, values in ((10, (1.0,)), (2, (0.0, 50.0, 100.0)), ("x", (7.0,))) for each in values
    ]
    found = surveyed(store, rows)
    assert found.levels == ["2", "10", "x"]
    assert found.by_level["m"]["2"] == Spread(3, 50.0, 25.0, 50.0, 75.0)
    assert found.by_level["m"]["10"] == Spread(1, 1.0, 1.0, 1.0, 1.0)


def test_choices_are_bounded(store: Store) -> None:
    rows = [row(1.0, i, [f"f{i}-{j}" for j in range(5)]) for i in range(90)]
    found = surveyed(store, [*rows, *(row(1.0, 7, ["common"]) for _ in range(5))])
    assert (len(found.flags), len(found.levels)) == (60, 60)
    assert "common" in found.flags
    assert "7" in found.levels
    assert set(found.by_level["m"]) == set(found.levels)
