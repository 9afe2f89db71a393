"""Reading and rewriting a program's text in place, so that what is not rewritten stays as its author typed it."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from stem2code_eval.errors import UserError


@dataclass(frozen=True, slots=True)
class Replacement:
    """New text for what stands between two offsets, in bytes of the program's UTF-8."""

    start: int
    end: int
    text: str


def normalised(program: str) -> str:
    """Return the program with one kind of line end, one at its end, and no byte-order mark."""
    text = program.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def parse(program: str) -> ast.Module:
    """Return the program's syntax tree.

    Raises:
        UserError: it does not parse; the message says where.
    """
    try:
        return ast.parse(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        raise UserError(f"The program does not parse{where}: {getattr(error, 'msg', error)}. Mend it first.") from error


class Text:
    """A normalised program's text with the byte offsets of its syntax nodes."""

    def __init__(self, program: str) -> None:
        self._bytes = program.encode("utf-8")
        self._starts = [0]
        for line in self._bytes.split(b"\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)

    def line_start(self, line: int) -> int:
        """Return the offset at which line `line`, counted from 1, begins."""
        return self._starts[min(line, len(self._starts)) - 1]

    def before(self, node: ast.stmt) -> str:
        """Return what stands before a statement on its line."""
        return self._bytes[self.line_start(node.lineno) : self._offset(node.lineno, node.col_offset)].decode("utf-8")

    def replacement(self, node: ast.expr | ast.stmt, text: str) -> Replacement:
        """Return the replacement of an expression's or a statement's source by `text`."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return Replacement(self._offset(node.lineno, node.col_offset), self._offset(end_line, end_column), text)

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column


def rewrite(program: str, replacements: Iterable[Replacement]) -> str:
    """Return the program with every replacement made; none overlap, and insertions at one place keep their order."""
    data = program.encode("utf-8")
    for change in reversed(sorted(replacements, key=lambda change: (change.start, change.end))):
        data = data[: change.start] + change.text.encode("utf-8") + data[change.end :]
    return data.decode("utf-8")


def names_in(tree: ast.AST) -> set[str]:
    """Return every identifier that occurs in the tree."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return found | {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
