"""Make text that a model, a program or a server wrote safe to show on a terminal."""

import unicodedata

from rich.markup import escape

WORD_JOINER = "\u2060"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that can move the cursor, reorder text, or show nothing."""


def plain(text: str, limit: int = 300) -> str:
    """Return `text` on one line without control and direction characters, at most `limit` characters long."""
    seen = (" " if unicodedata.category(each) in _INVISIBLE else each for each in text[: 4 * limit])
    line = " ".join("".join(seen).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def markup(text: str, limit: int = 300) -> str:
    """Return `plain(text)` with rich's markup escaped, to be put into a marked-up string.

    Backslashes at the end, which would reach into a tag that follows, are closed off by an invisible word joiner.
    """
    line = plain(text, limit)
    head = line.rstrip("\\")
    closed = line[len(head) :] + WORD_JOINER if len(head) < len(line) else ""
    return escape(head) + closed
