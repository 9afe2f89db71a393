"""Equivalents in the program's own text: other calls and other spellings for the same thing."""

import ast

from matplotlib.colors import CSS4_COLORS, is_color_like, to_hex, to_rgba

from stem2code_eval.synth.perturb.delivery import deliveries, pyplot_names
from stem2code_eval.synth.perturb.source import Replacement, Text, rewrite

COLOUR_KEYS = (
    "color",
    "c",
    "fc",
    "ec",
    "facecolor",
    "edgecolor",
    "mfc",
    "mec",
    "markerfacecolor",
    "markeredgecolor",
    "colors",
    "facecolors",
    "edgecolors",
)
_FIGURE_MAKERS = ("figure", "Figure", "subplots", "gcf", "subplot_mosaic")


def annotated_texts(program: str, tree: ast.Module) -> str | None:
    """Return the program with `ax.text(x, y, s)` written as `ax.annotate(s, (x, y))`; None without such a call."""
    if any(isinstance(node, ast.Constant) and node.value == "3d" for node in ast.walk(tree)):
        return None
    figures, text = _figure_names(tree), Text(program)
    changes = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or node.func.attr != "text":
            continue
        owner = ast.unparse(node.func.value)
        keywords = {keyword.arg for keyword in node.keywords}
        plain = len(node.args) == 3 and not any(isinstance(argument, ast.Starred) for argument in node.args)
        if plain and owner not in figures and not keywords & {"transform", "fontdict", "withdash", None}:
            x, y, label = (ast.unparse(argument) for argument in node.args)
            rest = "".join(f", {keyword.arg}={ast.unparse(keyword.value)}" for keyword in node.keywords)
            call = f"{owner}.annotate({label}, ({x}, {y}), annotation_clip=False{rest})"
            changes.append(text.replacement(node, call))
    return _rewritten(program, changes)


def respelt_colours(program: str, tree: ast.Module) -> str | None:
    """Return the program with colour names as hex codes and hex codes as names; None without a literal colour."""
    text = Text(program)
    changes = []
    for node in ast.walk(tree):
        pairs: list[tuple[str | None, ast.expr]] = []
        if isinstance(node, ast.keyword):
            pairs = [(node.arg, node.value)]
        elif isinstance(node, ast.Dict):
            keys = [
                key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None for key in node.keys
            ]
            pairs = list(zip(keys, node.values, strict=True))
        for key, value in pairs:
            if key in COLOUR_KEYS and isinstance(value, ast.Constant) and isinstance(value.value, str):
                other = _respelt(value.value)
                if other != value.value:
                    changes.append(text.replacement(value, repr(other)))
    return _rewritten(program, changes)


def _respelt(colour: str) -> str:
    if not is_color_like(colour) or colour.lower() == "none" or (len(colour) == 2 and colour[0] == "C"):
        return colour
    if to_rgba(colour)[3] < 1:
        return colour
    code = to_hex(colour)
    if not colour.startswith("#"):
        return code
    return next((name for name, value in CSS4_COLORS.items() if to_hex(value) == code), code.upper())


def other_ending(program: str, tree: ast.Module) -> str | None:
    """Return the program with its one `show` as a `savefig`, or the other way; None unless there is one of either."""
    found = deliveries(tree)
    made = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in _FIGURE_MAKERS]
    if len(found) != 1 or len(made) > 1 or not pyplot_names(tree) & _aliases(tree):
        return None
    call, text = found[0].call, Text(program)
    pyplot = min(_aliases(tree) & pyplot_names(tree), key=len)
    if not isinstance(found[0].statement, ast.Expr) or found[0].statement.value is not call:
        return None
    if _called(call) == "show":
        return _rewritten(program, [text.replacement(call, f'{pyplot}.savefig("figure.png")')])
    return _rewritten(program, [text.replacement(call, f"{pyplot}.show()")])


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _aliases(tree: ast.Module) -> set[str]:
    """Return the names under which the program imports modules."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {name.asname or name.name for name in node.names}
    return found


def _figure_names(tree: ast.Module) -> set[str]:
    """Return the names that hold figures, as far as assignments tell, and the usual ones."""
    found = {"fig", "figure", "f"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _called(node.value) in _FIGURE_MAKERS:
            target = node.targets[0]
            first = target.elts[0] if isinstance(target, ast.Tuple) else target
            found.add(ast.unparse(first))
    return found


def _rewritten(program: str, changes: list[Replacement]) -> str | None:
    outermost = [
        change
        for change in changes
        if not any(other is not change and other.start <= change.start and change.end <= other.end for other in changes)
    ]
    return rewrite(program, outermost) if outermost else None
