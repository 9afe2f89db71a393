"""Make text that a model, a program or a server wrote safe to show on a terminal."""

import re
import unicodedata

from rich.markup import escape

WORD_JOINER = "\u2060"
_WOULD_ESCAPE = re.compile(r"\\(?=\[|\Z)")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that can move the cursor, reorder text, or show nothing."""


def plain(text: str, limit: int = 300) -> str:
    """Return `text` on one line without control and direction characters, at most `limit` characters long."""
    seen = (" " if unicodedata.category(each) in _INVISIBLE else each for each in text[: 4 * limit])
    line = " ".join("".join(seen).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def markup(text: str, limit: int = 300) -> str:
    """Return `plain(text)` with rich's markup escaped, to be put into a marked-up string.

    A backslash before a bracket or at the end, which rich would take for an escape, is closed off by an invisible word
    joiner.
    """
    return escape(_WOULD_ESCAPE.sub(lambda found: found[0] + WORD_JOINER, plain(text, limit)))
