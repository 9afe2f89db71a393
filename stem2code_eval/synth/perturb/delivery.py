"""Where a program hands its figure over, and how to have the figure edited just before.

The renderer takes the figure of the first `savefig` or `show` that runs, else the last one at the program's end.
Which call runs first cannot be told from the text, so the edit stands before each of them and does its work
once.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from stem2code_eval.synth.perturb.source import Replacement, Text, names_in, parse, rewrite

DELIVERS = ("savefig", "show")
_PYPLOT_MODULES = ("matplotlib.pyplot", "pylab", "matplotlib.pylab")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call that hands a figure over."""

    call: ast.Call
    figure: ast.expr | None
    """The figure's expression; None for pyplot's current figure."""
    statement: ast.stmt
    """The innermost statement that holds the call."""
    top: ast.stmt
    """The statement of the module that holds the call."""


def deliveries(tree: ast.Module) -> list[Delivery]:
    """Return the calls of `savefig` and `show` in the order of the text, but for those in lambdas."""
    modules, functions = _pyplot_names(tree)
    found = []
    for top in tree.body:
        for statement, call in _calls(top, top):
            function = call.func
            if isinstance(function, ast.Attribute) and function.attr in DELIVERS:
                of_pyplot = ast.unparse(function.value) in modules
                found.append(Delivery(call, None if of_pyplot else function.value, statement, top))
            elif isinstance(function, ast.Name) and function.id in functions:
                found.append(Delivery(call, None, statement, top))
    return found


def pyplot_names(tree: ast.Module) -> set[str]:
    """Return the expressions by which the program calls the module pyplot: `plt`, `matplotlib.pyplot`."""
    return _pyplot_names(tree)[0]


def with_edit(program: str, definition: str, name: str) -> str:
    """Return the program with its figure edited before it is delivered.

    Args:
        program: normalised source that parses.
        definition: source of a function, at no indentation, that takes a figure (None means the current one),
            edits it at its first call only, and returns it.
        name: the function's name.
    """
    tree = parse(program)
    found = deliveries(tree)
    text = Text(program)
    if any(text.before(node).strip() for delivery in found for node in (delivery.statement, delivery.top)):
        return with_edit(ast.unparse(tree) + "\n", definition, name)
    changes = [_call_of_edit(delivery, text, name) for delivery in found]
    if found:
        first = text.line_start(_first_line(found[0].top))
        changes.insert(0, Replacement(first, first, f"{definition}\n\n"))
    edited = rewrite(program, dict.fromkeys(changes))
    if any(delivery.statement in tree.body for delivery in found):
        return edited
    return edited + ("" if found else f"\n\n{definition}\n") + f"\n{name}()\n"


def free_name(program: str, wish: str) -> str:
    """Return `wish`, with underscores where the program uses it already."""
    taken = names_in(parse(program))
    while wish in taken:
        wish += "_"
    return wish


def _calls(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[ast.stmt, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda):
            yield from _calls(child, child if isinstance(child, ast.stmt) else statement)
    if isinstance(node, ast.Call):
        yield statement, node


def _call_of_edit(delivery: Delivery, text: Text, name: str) -> Replacement:
    if delivery.figure is not None and not isinstance(delivery.figure, ast.Name | ast.Attribute):
        return text.replacement(delivery.figure, f"{name}({ast.unparse(delivery.figure)})")
    argument = "" if delivery.figure is None else ast.unparse(delivery.figure)
    indentation = text.before(delivery.statement)
    start = text.line_start(_first_line(delivery.statement))
    return Replacement(start, start, f"{indentation}{name}({argument})\n")


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _pyplot_names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return the names of the module pyplot, and of its delivering functions."""
    modules, functions = set(_PYPLOT_MODULES), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {name.asname for name in node.names if name.asname and name.name in _PYPLOT_MODULES}
        elif isinstance(node, ast.ImportFrom) and node.module == "matplotlib":
            modules |= {name.asname or name.name for name in node.names if name.name in ("pyplot", "pylab")}
        elif isinstance(node, ast.ImportFrom) and node.module in _PYPLOT_MODULES:
            for name in node.names:
                functions |= set(DELIVERS) if name.name == "*" else {name.asname or name.name} & _named(name)
    return modules, functions


def _named(name: ast.alias) -> set[str]:
    return {name.asname or name.name} if name.name in DELIVERS else set()
