"""Python programs as HTML with coloured words."""

from functools import cache
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Operator, String, _TokenType

from stem2code_eval.report.text import visible

_COLOURED = (
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Comment, "c"),
    (Name.Builtin, "nb"),
    (Name.Decorator, "nd"),
    (Name.Function, "nf"),
    (Name.Class, "nf"),
)
"""Token types that get a colour, each with the class of the element around it; all others stay plain, which keeps
the page small: names, numbers and punctuation are most of a program."""


def highlighted(program: str) -> Markup:
    """Return `program` as HTML: its text escaped and made visible, in `span` elements with Pygments' short classes.

    Time and size grow with the length of the program; cut long ones first.
    """
    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(visible(program))
    runs = groupby(tokens, key=lambda token: _colour(token[0]))
    return Markup("").join(_marked(colour, "".join(text for _, text in run)) for colour, run in runs)


def _marked(colour: str, text: str) -> Markup:
    return Markup('<span class="{}">{}</span>').format(colour, text) if colour else escape(text)


@cache
def _colour(kind: _TokenType) -> str:
    return next((name for coloured, name in _COLOURED if kind[: len(coloured)] == coloured), "")
