from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.data.rows import Heading, Place
from stem2code_eval.data.select import select
from stem2code_eval.errors import UserError

SUBJECTS = ("algebra", "optics", "circuits")
ROWS = [Heading(f"r{at}", SUBJECTS[at % 3 if at < 9 else 0], Place(9 * at, at + 1)) for at in range(30)]


def ids(rows: list[Heading]) -> list[str]:
    return [row.id for row in rows]


def test_without_a_choice_all_rows_come_in_their_order() -> None:
    assert select(ROWS) == ROWS
    assert select(ROWS, limit=1000) == ROWS


def test_subjects_are_kept_and_an_unknown_one_names_the_nearest() -> None:
    assert {row.subject for row in select(ROWS, ["optics", "circuits"])} == {"optics", "circuits"}
    with pytest.raises(UserError, match=r'subject "optic".* Did you mean "optics"'):
        select(ROWS, ["optic"])


def test_a_limit_is_balanced_over_subjects_as_far_as_they_go() -> None:
    assert Counter(row.subject for row in select(ROWS, limit=6)) == {
        "algebra": 2,
        "optics": 2,
        "circuits": 2,
    }
    assert Counter(row.subject for row in select(ROWS, limit=12)) == {
        "algebra": 6,
        "optics": 3,
        "circuits": 3,
    }


@given(st.integers(1, 30), st.integers(0, 5))
def test_a_smaller_limit_is_a_part_of_a_larger_one_in_the_same_order(limit: int, seed: int) -> None:
    small, large = select(ROWS, limit=limit, seed=seed), select(ROWS, limit=limit + 1, seed=seed)
    assert len(small) == limit
    assert [row for row in large if row in small] == small
    assert [row for row in ROWS if row in small] == small


def test_the_seed_decides_and_nothing_else() -> None:
    assert ids(select(ROWS, limit=5, seed=1)) == ids(select(ROWS, limit=5, seed=1))
    assert len({tuple(ids(select(ROWS, limit=5, seed=seed))) for seed in range(5)}) > 1


def test_a_limit_below_1_is_refused() -> None:
    with pytest.raises(UserError, match="--limit is 0"):
        select(ROWS, limit=0)
