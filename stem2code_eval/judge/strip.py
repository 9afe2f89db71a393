"""A program as a judge sees it: without comments, docstrings and other text that nothing draws.

What is left draws the same picture. Strings stay, since they may be labels; characters that nobody sees or that reorder
their neighbours become their numbers, so that a judge reads what a person would.
"""

import ast
import io
import tokenize
from dataclasses import dataclass
from functools import lru_cache

from stem2code_eval.report.text import visible
from stem2code_eval.synth.perturb.source import Replacement, Text, normalised, rewrite

MAX_CODE_CHARS = 60_000
"""A judge sees no more of a program than this."""

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
_ACTS = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a judge sees of one program."""

    text: str
    cut: bool
    """The program is longer than `MAX_CODE_CHARS` and its end was left out."""


@lru_cache(maxsize=256)
def shown_to_judges(program: str) -> Shown:
    """Return a program without comments, docstrings, other statements that are mere text, and text annotations.

    Lines that held nothing else go; the rest keeps its layout. A program that does not parse is read character by
    character, as the tokeniser would read it.
    """
    text = without_comments(normalised(program))
    return Shown(visible(text[:MAX_CODE_CHARS]), len(text) > MAX_CODE_CHARS)


def without_comments(program: str) -> str:
    """Return `program`, which has one kind of line end, without comments and text that nothing draws."""
    try:
        tree = ast.parse(program)
        text = rewrite(program, _mere_text(tree, Text(program)))
        stripped = _without_comment_tokens(text)
        if ast.dump(ast.parse(stripped)) == ast.dump(ast.parse(text)):
            return stripped
    except (*_UNREADABLE, tokenize.TokenError):
        pass
    return _scanned(program)


def _mere_text(tree: ast.Module, text: Text) -> list[Replacement]:
    """Return replacements for statements that only state a text, and for annotations that hold one."""
    found: list[Replacement] = []
    covered: list[tuple[int, int]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _is_mere_text(node.value):
            found.append(text.replacement(node, "pass"))
        for part in _annotations(node):
            if _holds_text(part):
                found.append(text.replacement(part, "object"))
    for each in sorted(found, key=lambda change: (change.start, -change.end)):
        if covered and each.start < covered[-1][1]:
            found.remove(each)
        else:
            covered.append((each.start, each.end))
    return found


def _annotations(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.AnnAssign):
        return [node.annotation]
    if isinstance(node, ast.arg) and node.annotation is not None:
        return [node.annotation]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
        return [node.returns]
    return []


def _is_mere_text(value: ast.expr) -> bool:
    return _holds_text(value) and not any(isinstance(part, _ACTS) for part in ast.walk(value))


def _holds_text(value: ast.expr) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str | bytes) for part in ast.walk(value))


def _without_comment_tokens(text: str) -> str:
    lines = text.split("\n")
    gone: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text, newline="\n").readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
            if not lines[row - 1]:
                gone.add(row - 1)
    return "\n".join(line for at, line in enumerate(lines) if at not in gone)


def _scanned(program: str) -> str:
    """Take comments, and quoted blocks that stand alone, out of a text that does not parse."""
    kept: list[str] = []
    at = 0
    while at < len(program):
        if program[at] == "#":
            end = program.find("\n", at)
            at = len(program) if end < 0 else end
        elif program[at] in "'\"":
            end = _end_of_string(program, at)
            if not _stands_alone(program, at, end):
                kept.append(program[at:end])
            at = end
        else:
            kept.append(program[at])
            at += 1
    return "".join(kept)


def _end_of_string(text: str, start: int) -> int:
    """Return where the string that begins at `start` ends: after its closing quote, or with its line or the text."""
    quote = text[start : start + 3] if text[start : start + 3] in ("'''", '"""') else text[start]
    at = start + len(quote)
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(quote, at):
            return at + len(quote)
        elif text[at] == "\n" and len(quote) == 1:
            return at
        else:
            at += 1
    return len(text)


def _stands_alone(text: str, start: int, end: int) -> bool:
    if text[start : start + 3] not in ("'''", '"""'):
        return False
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : text.find("\n", end) if text.find("\n", end) >= 0 else len(text)]
    return not before.strip(" \trRbBuUfF") and not after.partition("#")[0].strip()
