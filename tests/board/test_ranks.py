from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.board.ranks import rank_intervals, spoken

spans = st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)).map(lambda ends: (min(ends), max(ends))), max_size=12)


def test_overlapping_intervals_are_tied() -> None:
    assert rank_intervals([(69, 75), (67, 73), (27, 33)]) == [(1, 2), (1, 2), (3, 3)]


def test_intervals_that_touch_are_tied_and_those_apart_are_not() -> None:
    assert rank_intervals([(50, 60), (40, 50)]) == [(1, 2), (1, 2)]
    assert rank_intervals([(50.1, 60), (40, 50)]) == [(1, 1), (2, 2)]


def test_what_is_unknown_has_no_rank_and_counts_for_nobody() -> None:
    assert rank_intervals([None, (40, 50), None]) == [None, (1, 1), None]


def test_a_wide_interval_ties_with_all_while_these_are_apart() -> None:
    assert rank_intervals([(0, 100), (60, 70), (10, 20)]) == [(1, 3), (1, 2), (2, 3)]


@given(spans)
def test_a_rank_counts_those_surely_ahead_and_surely_behind(found: list[tuple[float, float]]) -> None:
    for (low, high), rank in zip(found, rank_intervals(found), strict=True):
        ahead = sum(other[0] > high for other in found)
        behind = sum(other[1] < low for other in found)
        assert rank == (1 + ahead, len(found) - behind)


def test_how_ranks_are_spoken() -> None:
    assert [spoken(each) for each in ((2, 2), (2, 4), None)] == ["2", "2\u20134", "\u2013"]
