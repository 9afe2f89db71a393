"""Wrong numbers in formulas: the same curve with another parameter."""

import ast
from collections.abc import Iterator
from random import Random

from stem2code_eval.synth.perturb.source import Text, parse, rewrite

FACTORS = (1.08, 1.16, 1.3, 1.6, 2.0)
"""What a number is multiplied by, grade by grade."""

FUNCTIONS = frozenset(
    (
        "sin",
        "cos",
        "tan",
        "exp",
        "log",
        "log2",
        "log10",
        "sqrt",
        "sinh",
        "cosh",
        "tanh",
        "arctan",
        "abs",
        "hypot",
        "power",
        "arcsin",
        "arccos",
        "cbrt",
        "square",
    )
)
_NOT_FORMULAS = frozenset(
    (
        "linspace",
        "arange",
        "range",
        "logspace",
        "zeros",
        "ones",
        "figure",
        "subplots",
        "add_axes",
        "full",
        "round",
        "int",
        "set_xlim",
        "set_ylim",
        "text",
        "annotate",
        "sleep",
        "reshape",
    )
)
_TURNS = frozenset((30, 45, 60, 90, 120, 180, 270, 360))
"""Degrees: scaling a full turn changes nothing that is seen."""


def with_wrong_parameter(program: str, grade: int, seed: int) -> str | None:
    """Return the program with one number of a formula made larger; None where it has no formula.

    A formula is an expression with a function such as `sin` or a power in it or, where there is none, arithmetic that
    is returned or plotted. Exponents stay as they are, for powers of negative numbers, and so do numbers beside pi.

    Args:
        program: normalised source that parses.
        grade: 1-5, see `FACTORS`.
        seed: chooses the number.
    """
    numbers = _parameters(parse(program))
    if not numbers:
        return None
    chosen = Random(seed).choice(numbers)  # noqa: S311 - chance for figures, not for secrets
    value = float(f"{chosen.value * FACTORS[grade - 1]:.6g}")  # type: ignore[operator]
    return rewrite(program, [Text(program).replacement(chosen, repr(value))])


def _parameters(tree: ast.Module) -> list[ast.Constant]:
    """Return the numbers of formulas that can be changed without breaking the program.

    Numbers beside a function or a power come first: only where there are none do those of plain arithmetic count, in
    what functions return and in what is plotted.
    """
    curved: list[ast.Constant] = []
    straight: list[ast.Constant] = []
    for value in _expressions(tree):
        (curved if _is_formula(value) else straight).extend(_operands(value))
    return curved or straight


def _expressions(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield what may be a formula: returned, assigned, plotted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            yield node.value
        elif isinstance(node, ast.Lambda):
            yield node.body
        elif isinstance(node, ast.Assign) and _is_formula(node.value):
            yield node.value
        elif isinstance(node, ast.Call) and _called(node) == "plot":
            yield from (argument for argument in node.args if isinstance(argument, ast.BinOp | ast.Call))


def _is_formula(node: ast.expr) -> bool:
    return any(
        (isinstance(part, ast.Call) and _called(part) in FUNCTIONS)
        or (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow))
        for part in ast.walk(node)
    )


def _operands(node: ast.AST) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Subscript | ast.JoinedStr | ast.keyword | ast.Lambda | ast.Compare | ast.comprehension):
        return
    if isinstance(node, ast.Call) and _called(node) in _NOT_FORMULAS:
        return
    if isinstance(node, ast.BinOp):
        sides = [node.left] if isinstance(node.op, ast.Pow) else [node.left, node.right]
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow) and not _is_special(node):
            yield from (side for side in sides if isinstance(side, ast.Constant) and _is_number(side))
        for side in sides:
            yield from _operands(side)
        return
    for child in ast.iter_child_nodes(node):
        yield from _operands(child)


def _is_special(node: ast.BinOp) -> bool:
    """Say whether a number beside this operator is part of a turn, or may repeat a list."""
    sides = (node.left, node.right)
    repeats = isinstance(node.op, ast.Mult) and any(isinstance(side, ast.List | ast.Tuple | ast.Name) for side in sides)
    whole = any(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in sides)
    return (repeats and whole) or any(_is_pi(side) for side in sides)


def _is_number(node: ast.Constant) -> bool:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return False
    return node.value != 0 and node.value not in _TURNS


def _is_pi(node: ast.expr) -> bool:
    return ast.unparse(node) in ("np.pi", "pi", "math.pi", "numpy.pi")


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
