"""The nodes of a syntax tree, one by one: most of what is asked of an answer's is known from its first statements."""

import ast
from collections.abc import Iterator


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, but for the contexts of names; outer ones come before inner ones."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name in reversed(node._fields):
            if name == "ctx":
                continue
            value = getattr(node, name, None)
            if isinstance(value, list):
                waiting.extend([item for item in reversed(value) if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                waiting.append(value)
