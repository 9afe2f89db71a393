"""All nodes of a syntax tree, in half the time that `ast.walk` takes: an answer's are looked through several times."""

import ast


def nodes(tree: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, outer ones first, as `ast.walk` yields them, but for the contexts of names."""
    found = [tree]
    for node in found:  # which grows
        for name in node._fields:
            if name == "ctx":
                continue
            value = getattr(node, name, None)
            if isinstance(value, list):
                found.extend([item for item in value if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                found.append(value)
    return found
