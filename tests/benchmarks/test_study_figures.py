"""The figures of a study: any stretch of a set's order can be studied, and stretches never overlap."""

import pytest
from validity.figures import TUNED, chosen


@pytest.mark.parametrize("name", ["held_out", "tuned"])
def test_stretches_of_a_set_follow_one_another(name: str) -> None:
    every = chosen(name, 6)
    assert len({figure.name for figure in every}) == 6
    assert chosen(name, 2) + chosen(name, 4, first=2) == every


def test_what_is_held_out_was_not_tuned_on() -> None:
    assert not {figure.name for figure in chosen("held_out", 4, first=2)} & TUNED
