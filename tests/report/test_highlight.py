import html
import re

from hypothesis import given
from hypothesis import strategies as st
from report_runs import NAUGHTY

from stem2code_eval.report.highlight import highlighted
from stem2code_eval.report.text import visible

TAG = re.compile(r'</?span(?: class="[a-z]+")?>')


def read(marked: str) -> str:
    """Return the text of highlighted HTML, which holds no other tags than spans."""
    text = TAG.sub("", marked)
    assert "<" not in text
    assert ">" not in text
    return html.unescape(text)


def test_words_get_their_colours() -> None:
    marked = html.unescape(highlighted('@wraps\ndef draw(n):\n    return n in "a" and print(1.5)  # note\n'))
    for piece in (
        '<span class="nd">@wraps</span>',
        '<span class="k">def</span>',
        '<span class="nf">draw</span>',
        '<span class="k">in</span>',
        '<span class="s">"a"</span>',
        '<span class="nb">print</span>',
        '<span class="c"># note</span>',
    ):
        assert piece in marked


@given(st.one_of(st.text(), st.sampled_from(sorted(NAUGHTY.values())).map(lambda text: f"x = '{text}'\n{text}")))
def test_the_text_stays_the_same_and_nothing_of_it_becomes_markup(program: str) -> None:
    assert read(highlighted(program)).rstrip("\n") == visible(program).rstrip("\n")
