"""Python programs as HTML with coloured words."""

import io
from collections.abc import Iterator

from markupsafe import Markup
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Operator, String, Text, _TokenType

from stem2code_eval.report.text import visible

_COLOURED = (
    (Keyword, Keyword),
    (Operator.Word, Keyword),
    (String, String),
    (Comment, Comment),
    (Name.Builtin, Name.Builtin),
    (Name.Decorator, Name.Decorator),
    (Name.Function, Name.Function),
    (Name.Class, Name.Function),
)
"""Token types that get a colour, each with the type as which it is written; all others stay plain, which keeps
the page small: names, numbers and punctuation are most of a program."""


def highlighted(program: str) -> Markup:
    """Return `program` as HTML: its text escaped and made visible, in `span` elements with Pygments' short classes.

    Time and size grow with the length of the program; cut long ones first.
    """
    out = io.StringIO()
    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(visible(program))
    HtmlFormatter(nowrap=True).format(_simplified(tokens), out)
    return Markup(out.getvalue())  # noqa: S704 - the formatter has escaped it


def _simplified(tokens: Iterator[tuple[_TokenType, str]]) -> Iterator[tuple[_TokenType, str]]:
    for kind, value in tokens:
        yield next((written for coloured, written in _COLOURED if kind[: len(coloured)] == coloured), Text), value
