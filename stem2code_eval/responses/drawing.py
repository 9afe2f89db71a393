"""Does a syntax tree draw? Decided from its imports and calls, never from the text."""

import ast
import re

from stem2code_eval.responses.tree import nodes

_MODULES = frozenset({"matplotlib", "pylab", "seaborn", "mpl_toolkits"})
"""Top-level packages whose import says that a program means to draw with matplotlib."""
_USUAL_NAMES = frozenset({"plt", "pyplot", "pylab", "matplotlib", "mpl", "sns", "seaborn", "patches", "mpatches"})
"""Names that stand for those packages in a block that continues an earlier one and so imports nothing."""
_FIGURE_NAMES = re.compile(r"(?:fig|figure|ax|axs|axes|axis)(?:\d+|_\w+)?\Z")
_METHODS = frozenset(
    {
        "plot",
        "scatter",
        "savefig",
        "add_patch",
        "add_artist",
        "add_line",
        "add_collection",
        "add_subplot",
        "add_axes",
    }
    | {"imshow", "subplots"}
)
"""Methods that draw whatever the object is called (`left.plot(...)`, `frame.plot(...)`)."""

DRAWING_HINTS = ("matplotlib", "plt.", "pylab", "pyplot", "seaborn")
"""Text that marks a drawing program where it cannot be parsed."""


def hints_at_drawing(text: str) -> bool:
    """Return whether `text`, which need not parse, speaks of matplotlib."""
    return any(hint in text for hint in DRAWING_HINTS)


def imports_drawing(tree: ast.AST) -> bool:
    """Return whether a tree imports matplotlib or a library on top of it."""
    return any(_imported_packages(node) & _MODULES for node in nodes(tree))


def draws(tree: ast.AST) -> bool:
    """Return whether a tree calls something of matplotlib: pyplot, a figure's or axes' method.

    Most programs do by names that tell without their imports, which are looked for only where none does.
    """
    if any(_draws(node, frozenset(), False) for node in nodes(tree)):
        return True
    names, star = _drawing_names(tree)
    return bool(names) and any(_draws(node, names, star) for node in nodes(tree))


def _draws(node: ast.AST, names: frozenset[str], star: bool) -> bool:
    """Return whether a node is a call that draws, where imports bind `names` to drawing packages or their parts."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
        return True
    root = _root_name(node.func)
    if root is None:
        return False
    if root in names or (star and isinstance(node.func, ast.Name)):
        return True
    usual = root in _USUAL_NAMES or _FIGURE_NAMES.match(root) is not None
    return usual and isinstance(node.func, ast.Attribute)


def _drawing_names(tree: ast.AST) -> tuple[frozenset[str], bool]:
    """Return the names that imports bind to drawing packages or their parts; True for one `import *`."""
    names: set[str] = set()
    star = False
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                package = alias.name.split(".")[0]
                if package in _MODULES:
                    names.add(alias.asname or package)
        elif isinstance(node, ast.ImportFrom) and _imported_packages(node) & _MODULES:
            star = star or any(alias.name == "*" for alias in node.names)
            names.update(alias.asname or alias.name for alias in node.names)
    return frozenset(names), star


def _imported_packages(node: ast.AST) -> frozenset[str]:
    if isinstance(node, ast.Import):
        return frozenset(alias.name.split(".")[0] for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        return frozenset({node.module.split(".")[0]})
    return frozenset()


def _root_name(node: ast.AST) -> str | None:
    """Return `plt` for `plt.gca().plot`: the name on the far left of attributes, calls and subscripts."""
    while True:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return None
