"""Text that a model, a program or a server wrote, made fit to be read on a page.

Escaping for HTML is the template's work. This module takes away what remains: characters that nobody sees or
that reorder their neighbours (Boucher & Anderson, "Trojan Source", 2021), and endless length.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that show nothing, reorder text, or cannot be written in UTF-8."""
_KEPT = "\n\t"


class _Symbols(dict[int, int | str]):
    """A table for `str.translate` that learns a character when it first meets it."""

    def __missing__(self, code: int) -> int | str:
        self[code] = symbol = _symbol(code)
        return symbol


def _symbol(code: int) -> int | str:
    character = chr(code)
    if character in _KEPT or unicodedata.category(character) not in _UNSEEN:
        return code
    return f"⟨U+{code:04X}⟩"


_SYMBOLS = _Symbols()


def visible(text: str) -> str:
    """Return `text` with a symbol in the place of each character that is not seen or that moves others.

    Control characters, direction marks, zero-width characters, lone surrogates and unassigned code points become
    their numbers, as in `⟨U+202E⟩`. Line feeds and tabs stay; CR LF becomes a line feed. The result can be encoded
    in UTF-8.
    """
    return text.replace("\r\n", "\n").translate(_SYMBOLS)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of a text, and what is missing of it."""

    text: str
    """Already `visible`."""
    note: str
    """A sentence that says what was cut; empty where the text is whole."""


def excerpt(text: str, limit: int, kept_in: str) -> Excerpt:
    """Return the beginning of `text`, at most `limit` characters long after `visible`.

    Args:
        text: any text.
        limit: characters.
        kept_in: the file of the run folder that has all of it.
    """
    seen = visible(text[:limit])
    if len(text) <= limit and len(seen) <= limit:
        return Excerpt(seen, "")
    return Excerpt(seen[:limit], f"Only the beginning of {len(text):,} characters is shown; {kept_in} has them all.")


def short(value: Any, limit: int = 200) -> str:
    """Return `value` as text on one line of at most `limit` characters; None gives an empty text."""
    line = " ".join(str("" if value is None else value)[: 2 * limit].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
