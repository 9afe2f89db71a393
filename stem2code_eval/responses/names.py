"""Which names a block of code leaves behind, and which it needs from an earlier one."""

import ast
import builtins
import symtable
from collections.abc import Sequence
from dataclasses import dataclass

from stem2code_eval.responses.tree import nodes

_GIVEN = frozenset(dir(builtins)) | {
    "__name__",
    "__file__",
    "__doc__",
    "__builtins__",
    "__annotations__",
    "__class__",
}
_PLAIN = ast.Assign | ast.AnnAssign | ast.Expr | ast.AugAssign


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """The module-level names of one block."""

    binds: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    """Read but bound nowhere in the block, or read before the block binds them."""
    star: bool = False
    """True with `from x import *`: what it binds cannot be known."""


def module_names(tree: ast.Module, source: str) -> ModuleNames:
    """Return the names that a parsed `source` binds and needs; none where the compiler refuses it."""
    try:
        table = symtable.symtable(source, "<program>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ModuleNames()
    star = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes(tree))
    binds = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    reads = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    scopes = list(table.get_children())
    while scopes:
        scope = scopes.pop()
        scopes.extend(scope.get_children())
        for symbol in scope.get_symbols():
            if not symbol.is_global():
                continue
            if symbol.is_assigned():
                binds.add(symbol.get_name())
            if symbol.is_referenced():
                reads.add(symbol.get_name())
    needs = frozenset() if star else (reads - binds) | _read_too_early(tree)
    return ModuleNames(frozenset(binds), frozenset(needs - _GIVEN), star)


def _read_too_early(tree: ast.Module) -> set[str]:
    """Return names that a plain top-level statement reads before any statement so far has bound them."""
    bound: set[str] = set()
    early: set[str] = set()
    for statement in tree.body:
        found = list(nodes(statement))
        binds, reads = _names_of(found)
        if isinstance(statement, ast.AugAssign):
            reads = reads | binds
        if isinstance(statement, _PLAIN) and not reads <= bound:
            early |= reads - bound - _inner_names(found)
        bound |= binds
    return early


def _names_of(found: Sequence[ast.AST]) -> tuple[set[str], set[str]]:
    binds: set[str] = set()
    reads: set[str] = set()
    for node in found:
        if isinstance(node, ast.Name):
            (reads if isinstance(node.ctx, ast.Load) else binds).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            binds.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            binds.update((alias.asname or alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            binds.add(node.name)
    return binds, reads


def _inner_names(found: Sequence[ast.AST]) -> set[str]:
    """Return names that comprehensions, lambdas and `:=` bind inside the statement with these nodes."""
    inner: set[str] = set()
    for node in found:
        if isinstance(node, ast.comprehension):
            inner.update(n.id for n in nodes(node.target) if isinstance(n, ast.Name))
        elif isinstance(node, ast.NamedExpr):
            inner.add(node.target.id)
        elif isinstance(node, ast.arg):
            inner.add(node.arg)
    return inner
