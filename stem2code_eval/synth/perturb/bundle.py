"""Edits of a finished figure as text: a function of `edits` with all that it needs, in one definition.

The modules of `edits` are ordinary Python, checked and tested as such, but they never run here: their text goes into
the rewritten program and runs where that runs. What is bundled needs nothing but numpy and matplotlib.
"""

import ast
import textwrap
from functools import cache
from importlib import resources

_PACKAGE = "stem2code_eval.synth.perturb.edits"

_FRAME = '''\
def {name}(figure=None, done=[]):
    """Edit the figure once, just before it is delivered."""
    from matplotlib import pyplot
    from matplotlib.figure import Figure
{body}

    if figure is None and pyplot.get_fignums():
        figure = pyplot.gcf()
    if isinstance(figure, Figure) and not done:
        done.append(figure)
        {call}
    return figure
'''


def definition(name: str, module: str, function: str, **arguments: int | float | str) -> str:
    """Return the source of a function called `name` that calls `edits.<module>.<function>(figure, **arguments)` once.

    Args:
        name: what the program calls the function.
        module: a module of `edits`.
        function: a function of that module; its first argument is the figure.
        **arguments: its other arguments.
    """
    given = "".join(f", {key}={value!r}" for key, value in arguments.items())
    body = textwrap.indent(_bundled(module, function), "    ")
    return _FRAME.format(name=name, body=body.rstrip(), call=f"{function}(figure{given})")


@cache
def _bundled(module: str, function: str) -> str:
    """Return the definitions that `function` reaches, dependencies first, after the imports that they use."""
    modules: dict[str, ast.Module] = {}
    _load(module, modules)
    nodes = [node for tree in modules.values() for node in tree.body]
    defined = {name: node for node in nodes for name in _defines(node)}
    kept: set[ast.stmt] = set()
    used: set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        used.add(name)
        if name in defined:
            kept.add(defined[name])
            waiting += [part.id for part in ast.walk(defined[name]) if isinstance(part, ast.Name)]
    imports = {line for node in nodes for line in _imports(node, used)}
    sources = [ast.unparse(node) for node in nodes if node in kept]
    return "\n".join(sorted(imports, key=lambda line: (line.split()[1], line))) + "\n\n" + "\n\n".join(sources) + "\n"


def _load(module: str, modules: dict[str, ast.Module]) -> None:
    """Parse a module of `edits` and, before it, those that it imports from."""
    if module in modules:
        return
    tree = _Untyped().visit(ast.parse(resources.files(_PACKAGE).joinpath(f"{module}.py").read_text("utf-8")))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{_PACKAGE}."):
            _load(node.module.rsplit(".", 1)[1], modules)
    modules[module] = tree


class _Untyped(ast.NodeTransformer):
    """Takes the annotations away, and with them the imports that only they need."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign | None:
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)


def _defines(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _imports(node: ast.stmt, used: set[str]) -> list[str]:
    """Return one line for each name that an import binds and that is used."""
    if isinstance(node, ast.Import):
        wanted = [name for name in node.names if (name.asname or name.name.split(".")[0]) in used]
        return [ast.unparse(ast.Import([name])) for name in wanted]
    if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(_PACKAGE):
        wanted = [name for name in node.names if (name.asname or name.name) in used]
        return [ast.unparse(ast.ImportFrom(node.module, [name], 0)) for name in wanted]
    return []
