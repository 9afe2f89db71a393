"""Reading program text without running it: does it parse, does it draw, which names does it bind and need.

Model output is hostile to parsers too: deep nesting, null bytes, lone surrogates, megabytes of brackets.
Every way in which `ast.parse` gives up on such text is an answer here, never an exception, and one response
can only ever cost a bounded number of parsed characters.
"""

import ast
import threading
import warnings
from dataclasses import dataclass
from enum import StrEnum

from stem2code_eval.responses.drawing import draws, imports_drawing
from stem2code_eval.responses.names import ModuleNames, module_names
from stem2code_eval.responses.tree import nodes

MAX_SOURCE_CHARS = 500_000
"""Longer texts are not parsed: a syntax tree takes some hundred times the memory of its source."""
PARSE_BUDGET_CHARS = 4_000_000
"""Characters parsed for one response, all attempts together."""

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
_UNFINISHED = (
    "was never closed",
    "unterminated triple-quoted",
    "unexpected EOF",
    "expected an indented block",
)
_WARNINGS_LOCK = threading.Lock()


class Reading(StrEnum):
    """What the parser said."""

    PARSED = "parsed"
    BROKEN = "broken"
    UNREAD = "unread"
    """Too long, or the response's parse budget is spent."""


@dataclass(frozen=True, slots=True)
class ParseError:
    """Where and how a text stopped being Python."""

    line: int
    """1-based; 1 when the parser did not say."""
    unfinished: bool
    """True when more lines could still mend it (an open bracket, an open triple quote)."""
    in_triple_quotes: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known about one text as a Python program."""

    reading: Reading
    error: ParseError | None = None
    draws: bool = False
    """It calls something of matplotlib or a library on top of it."""
    imports_drawing: bool = False
    calls: bool = False
    """It calls anything at all."""
    is_code: bool = False
    """It holds what prose, numbers and single words do not: an import, a call, an assignment, a block."""


class SourceReader:
    """Parses the texts of one response, each once, within a budget."""

    def __init__(self, budget_chars: int = PARSE_BUDGET_CHARS) -> None:
        self._left = budget_chars
        self._known: dict[str, Analysis] = {}
        self._names: dict[str, ModuleNames] = {}

    def analyse(self, source: str) -> Analysis:
        """Return what `source` is as a program; never raises."""
        known = self._known.get(source)
        if known is None:
            known = self._known[source] = self._analyse(source)
        return known

    def names(self, source: str) -> ModuleNames:
        """Return the module-level names of `source`; none where it does not parse.

        Few answers need them, and they cost more than all of `analyse`: such a text is parsed once more.
        """
        known = self._names.get(source)
        if known is None:
            tree = parse_quietly(source) if self.parses(source) else None
            known = module_names(tree, source) if isinstance(tree, ast.Module) else ModuleNames()
            self._names[source] = known
        return known

    def parses(self, source: str) -> bool:
        """Return whether `source` was read and is Python."""
        return self.analyse(source).reading is Reading.PARSED

    def parse_error(self, source: str) -> ParseError | None:
        """Return the first error of `source`, None where it parses; cheaper than `analyse`, and not kept."""
        if not self._afford(source):
            return ParseError(line=1, unfinished=False)
        return _error_of(parse_quietly(source))

    def _analyse(self, source: str) -> Analysis:
        if not self._afford(source):
            return Analysis(Reading.UNREAD)
        parsed = parse_quietly(source)
        if not isinstance(parsed, ast.Module):
            return Analysis(Reading.BROKEN, error=_error_of(parsed))
        return Analysis(
            Reading.PARSED,
            draws=draws(parsed),
            imports_drawing=imports_drawing(parsed),
            calls=any(isinstance(node, ast.Call) for node in nodes(parsed)),
            is_code=any(isinstance(node, _CODE_NODES) for node in nodes(parsed)),
        )

    def _afford(self, source: str) -> bool:
        if len(source) > min(MAX_SOURCE_CHARS, self._left):
            return False
        self._left -= len(source)
        return True


_CODE_NODES = (
    ast.Import,
    ast.ImportFrom,
    ast.Call,
    ast.Assign,
    ast.AugAssign,
    ast.FunctionDef,
    ast.ClassDef,
    ast.For,
)


def parse_quietly(source: str) -> ast.Module | Exception:
    """Return the syntax tree of a text, or why there is none; what the parser warns of is not shown to anybody."""
    # The filter list of `warnings` is global: the lock keeps two threads from restoring each other's.
    with _WARNINGS_LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except _UNREADABLE as error:
            return error


def _error_of(parsed: ast.Module | Exception) -> ParseError | None:
    if isinstance(parsed, ast.Module):
        return None
    if not isinstance(parsed, SyntaxError):
        return ParseError(line=1, unfinished=False)
    message = str(parsed.msg)
    return ParseError(
        line=parsed.lineno or 1,
        unfinished=any(sign in message for sign in _UNFINISHED),
        in_triple_quotes="unterminated triple-quoted" in message,
    )
