"""Programs with damage that stands in their text, in grades, for judges that read programs and see no picture."""

import ast
from random import Random

from stem2code_eval.synth.perturb.source import Replacement, Text, normalised, parse, rewrite

SHARES = (0.1, 0.25, 0.45, 0.7, 1.0)
"""Of the drawing calls, or of their numbers, that are damaged, grade by grade."""
KINDS = ("calls_missing", "numbers_changed")
_KEPT_CALLS = frozenset({"savefig", "show", "close", "figure", "subplots", "add_subplot", "add_axes", "use", "append"})


def damaged_programs(program: str, kind: str, seed: int) -> list[str]:
    """Return the program with damage in rising grades, five where it is long enough; each holds that of the one before.

    Args:
        program: Python source that draws.
        kind: `calls_missing` (drawing calls left out) or `numbers_changed` (numbers in them made larger by half).
        seed: chooses which.
    """
    text = normalised(program)
    places = _calls(text) if kind == "calls_missing" else _numbers(text)
    Random(seed).shuffle(places)  # noqa: S311 - no secret
    counts = {max(1, round(share * len(places))): None for share in SHARES} if places else {}
    return [rewrite(text, places[:count]) for count in counts]


def _calls(program: str) -> list[Replacement]:
    text = Text(program)
    return [text.replacement(node, "pass") for node in _drawing(parse(program))]


def _numbers(program: str) -> list[Replacement]:
    text = Text(program)
    tree = parse(program)
    written = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    return [
        text.replacement(node, repr(_larger(node.value)))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and id(node) not in written
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in (0, 1)
    ]


def _larger(value: object) -> float:
    assert isinstance(value, int | float)  # noqa: S101
    return value + max(1, value // 2) if isinstance(value, int) else round(1.5 * value, 4)


def _drawing(tree: ast.Module) -> list[ast.Expr]:
    """Return the statements that only call a method, except those that make or deliver the figure."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr not in _KEPT_CALLS
    ]
