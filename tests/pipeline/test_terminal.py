import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from rich.text import Text

from stem2code_eval.pipeline.terminal import WORD_JOINER, markup, plain


def test_escape_sequences_and_direction_marks_are_gone() -> None:
    assert plain("a\x1b[31mred\x1b]0;title\x07 \u202eevil\u202c\r\nb\x9b2J") == "a [31mred ]0;title evil b 2J"


@given(st.text() | st.text(st.characters(categories=["Cc", "Cf", "Cs"])) | st.text("\\[]/ab"))
@example("\\")
@example("a\\\\")
def test_any_text_becomes_one_printable_line_that_rich_shows_as_it_is(text: str) -> None:
    line = plain(text, 50)
    assert len(line) <= 50
    assert not any(unicodedata.category(each).startswith("C") for each in line)
    for behind in ("", "[b]x[/b]"):
        shown = Text.from_markup(markup(text, 50) + behind).plain
        assert shown.replace(WORD_JOINER, "") == line + ("x" if behind else "")


def test_markup_of_the_text_is_not_obeyed() -> None:
    assert Text.from_markup(markup("[bold]x[/bold] [link=http://e]y[/link]")).plain == (
        "[bold]x[/bold] [link=http://e]y[/link]"
    )
