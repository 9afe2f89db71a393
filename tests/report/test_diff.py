import pytest
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.report.diff import MOST_CHARACTERS, MOST_LINES, diff

LINES = st.lists(st.sampled_from(["a", "b", "c = 1", ""]), max_size=12).map("\n".join)


def kinds(reference: str, program: str) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in diff(reference, program).lines]


def test_lines_that_went_and_came_are_told_in_order() -> None:
    assert kinds("a\nb\nc\n", "a\nx\nc\ny\n") == [
        ("same", "a"),
        ("removed", "b"),
        ("added", "x"),
        ("same", "c"),
        ("added", "y"),
    ]
    found = diff("a\nb\nc\n", "a\nx\nc\ny\n")
    assert (found.removed, found.added, found.is_cut) == (1, 2, False)


def test_blanks_at_the_ends_do_not_count() -> None:
    assert kinds("a \nb\n\n\n", "a\nb") == [("same", "a"), ("same", "b")]


@given(LINES, LINES)
def test_both_programs_can_be_read_out_of_it(reference: str, program: str) -> None:
    found = diff(reference, program)
    ours = [line.text for line in found.lines if line.kind != "added"]
    theirs = [line.text for line in found.lines if line.kind != "removed"]
    assert ours == reference.rstrip().split("\n")
    assert theirs == program.rstrip().split("\n")


def test_characters_that_nobody_sees_are_shown() -> None:
    assert kinds("a", "a\u202e") == [("removed", "a"), ("added", "a⟨U+202E⟩")]


@pytest.mark.parametrize("program", ["x" * (MOST_CHARACTERS + 1), "x\n" * (MOST_LINES + 1)])
def test_long_programs_are_cut_and_it_is_said(program: str) -> None:
    found = diff("a", program)
    assert found.is_cut
    assert len(found.lines) <= MOST_LINES + 1
    assert sum(len(line.text) for line in found.lines) <= MOST_CHARACTERS + 1
