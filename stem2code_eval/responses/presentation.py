"""Programs shown in a form that is not itself Python, and the program that was meant.

A prompt before every line, line numbers, a diff's plus signs, `&lt;` for `<`: a person copying the program
leaves these out. Each rule is tried only on a block that does not parse as it stands, and holds only if the
outcome parses, so no working program is changed and no error of the model's own is mended. Rules take
characters off lines or replace named characters one for one; none rewrites statements.
"""

import html
from collections.abc import Callable, Iterator

from stem2code_eval.responses.source import SourceReader

_INVISIBLE = {0x00A0: " ", 0x202F: " ", 0x200B: None, 0x2060: None, 0xFEFF: None}
"""No-break spaces become spaces; zero-width space, word joiner and byte order mark go."""
_ENTITIES = ("&lt;", "&gt;", "&amp;", "&quot;", "&#")
_ENTITY_NAMES = frozenset({"lt", "gt", "amp", "quot"})
_NUMBER_MARKS = ":|.)→│"


def undo_presentation(text: str, reader: SourceReader) -> tuple[str, str] | None:
    """Return the program behind `text` and the name of the rule that found it; None where no rule helps."""
    for name, candidates in _RULES:
        for candidate in candidates(text):
            if candidate != text and reader.parses(candidate):
                return candidate, name
    return None


def reads_as_escaped(text: str, reader: SourceReader) -> bool:
    """Return whether `text` parses only by accident: `x &lt; 3` is `x & lt` and then `3` to Python."""
    return any(mark in text for mark in _ENTITIES) and bool(reader.names(text).needs & _ENTITY_NAMES)


def _dedented(text: str) -> Iterator[str]:
    lines = text.split("\n")
    margin = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    if margin:
        yield "\n".join(line[margin:] if line.strip() else "" for line in lines)


def _visible(text: str) -> Iterator[str]:
    yield text.translate(_INVISIBLE)


def _without_magics(text: str) -> Iterator[str]:
    """Turn notebook commands (`%matplotlib inline`, `!pip install`) into comments, in place."""
    lines = text.split("\n")
    if any(map(_is_magic, lines)):
        yield "\n".join("# " + line if _is_magic(line) else line for line in lines)


def _is_magic(line: str) -> bool:
    command = line.lstrip()
    return command[:1] in ("%", "!") and command.lstrip("%!")[:1].isalpha()


def _without_prompts(text: str) -> Iterator[str]:
    """Keep what was typed after `>>>` and `...`; lines without a prompt are the interpreter's output."""
    lines = [line.lstrip(" ") for line in text.split("\n")]
    if next((line for line in lines if line), "").startswith(">>>"):
        typed = [line[3:].removeprefix(" ") for line in lines if line[:3] in (">>>", "...")]
        yield "\n".join(typed) + "\n"


def _without_numbers(text: str) -> Iterator[str]:
    """Take off line numbers that count up by one, with or without a mark (`12:`, `12|`) after them."""
    cut: list[str] = []
    blanked: list[str] = []
    expected: int | None = None
    for line in text.split("\n"):
        body = line.lstrip(" \t")
        if not body:
            continue
        rest = body.lstrip("0123456789")
        digits = body[: len(body) - len(rest)]
        if not digits or len(digits) > 6 or (expected is not None and int(digits) != expected):
            return
        expected = int(digits) + 1
        rest = rest[1:] if rest[:1] and rest[0] in _NUMBER_MARKS else rest
        cut.append(rest)
        blanked.append(" " * (len(line) - len(rest)) + rest)
    for lines in (cut, blanked):
        numbered = "\n".join([*lines, ""])
        yield from _dedented(numbered)
        yield numbered


def _new_side_of_diff(text: str) -> Iterator[str]:
    lines = text.split("\n")
    if not any(line.startswith("+") for line in lines):
        return
    kept = [line for line in lines if not line.startswith(("-", "+++", "@@", "diff ", "index ", "\\ No newline"))]
    if all(not line or line[0] in "+ " for line in kept):
        yield "\n".join(line[1:] for line in kept)


def _unescaped(text: str) -> Iterator[str]:
    if any(mark in text for mark in _ENTITIES):
        yield html.unescape(text)


_Rule = Callable[[str], Iterator[str]]
_RULES: tuple[tuple[str, _Rule], ...] = (
    ("dedented", _dedented),
    ("invisible-characters", _visible),
    ("notebook-magics", _without_magics),
    ("prompts", _without_prompts),
    ("line-numbers", _without_numbers),
    ("diff", _new_side_of_diff),
    ("html-entities", _unescaped),
)
