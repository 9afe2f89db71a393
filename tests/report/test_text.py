import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stem2code_eval.report.text import excerpt, short, visible

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31m", "⟨U+001B⟩[31m"),
        ("a\x00b", "a⟨U+0000⟩b"),
        ("\x7f", "⟨U+007F⟩"),
        ("\x9b", "⟨U+009B⟩"),
        ("\u202eabc\u2069", "⟨U+202E⟩abc⟨U+2069⟩"),
        ("\u200b\ufeff", "⟨U+200B⟩⟨U+FEFF⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("\u2028", "⟨U+2028⟩"),
        ("one\r\ntwo\rthree\n\tfour", "one\ntwo⟨U+000D⟩three\n\tfour"),
        ("角 β שלום 😀", "角 β שלום 😀"),
    ],
)
def test_what_is_not_seen_gets_a_symbol(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(ANY_TEXT)
def test_visible_text_can_be_written_and_hides_nothing(text: str) -> None:
    seen = visible(text)
    assert seen.encode("utf-8").decode("utf-8") == seen
    assert all(each in "\n\t" or unicodedata.category(each)[0] not in "C" for each in seen)
    assert visible(seen) == seen


def test_a_whole_text_has_no_note() -> None:
    assert excerpt("abc", 3, "f.jsonl").note == ""


def test_a_cut_text_says_how_much_there_is_and_where() -> None:
    cut = excerpt("abcd" * 1000, 10, "f.jsonl")
    assert cut.text == "abcdabcdab"
    assert cut.note == "Only the beginning of 4,000 characters is shown; f.jsonl has them all."


@given(ANY_TEXT, st.integers(0, 30))
def test_symbols_do_not_make_an_excerpt_longer(text: str, limit: int) -> None:
    cut = excerpt(text, limit, "f.jsonl")
    assert len(cut.text) <= limit
    assert bool(cut.note) == (cut.text != visible(text))


def test_short_is_one_bounded_line() -> None:
    assert short("a\n\n b") == "a b"
    assert short(None) == ""
    assert short("x" * 500, 10) == "x" * 9 + "…"
