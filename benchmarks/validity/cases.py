"""The cases of a parametrised test, as code: nothing is evaluated here."""

import ast
import itertools
from collections.abc import Mapping, Sequence
from typing import TypeVar

from validity.reading import FigureTest, TestModule

Case = Mapping[str, ast.expr]
"""Parameter name to the expression of its value."""
Item = TypeVar("Item")


def cases(module: TestModule, test: FigureTest, most: int) -> list[Case]:
    """Return at most `most` cases, spread evenly over the product of all parametrisations of a test.

    A test without any has one empty case. Of values that the module computes, the first alone is taken.
    """
    marks = [mark for mark in test.marks if ast.unparse(mark.func).endswith("parametrize")]
    choices = [_choices(module, test.owner, mark) for mark in marks]
    every = [{name: value for part in chosen for name, value in part.items()} for chosen in itertools.product(*choices)]
    return spread(every, most)


def spread(items: Sequence[Item], most: int) -> list[Item]:
    """Return the first, the last and evenly chosen ones between; all of them when there are few enough."""
    if len(items) <= most:
        return list(items)
    return [items[i * (len(items) - 1) // max(1, most - 1)] for i in range(most)]


def _choices(module: TestModule, owner: ast.ClassDef | None, mark: ast.Call) -> list[dict[str, ast.expr]]:
    named = ast.literal_eval(mark.args[0])
    names = [each.strip() for each in named.split(",")] if isinstance(named, str) else list(named)
    return [_bind(names, value) for value in _values(module, owner, mark.args[1])]


def _values(module: TestModule, owner: ast.ClassDef | None, source: ast.expr) -> list[ast.expr]:
    match source:
        case ast.List(elts) | ast.Tuple(elts) if not any(isinstance(each, ast.Starred) for each in elts):
            return elts
        case ast.Name(name) if (found := module.literal_list(name, owner)) is not None:
            return found
        case ast.Call(ast.Name("enumerate"), [ast.Name(name)]) if (
            found := module.literal_list(name, owner)
        ) is not None:
            # None stands for a test that was removed
            kept = [(at, each) for at, each in enumerate(found) if ast.unparse(each) != "None"]
            return [ast.Tuple([ast.Constant(at), each], ast.Load()) for at, each in kept]
    return [ast.parse(f"next(iter({ast.unparse(source)}))", mode="eval").body]


def _bind(names: Sequence[str], value: ast.expr) -> dict[str, ast.expr]:
    parts: list[ast.expr]
    match value:
        case ast.Call(ast.Attribute(attr="param"), args):
            parts = args
        case _ if len(names) == 1:
            parts = [value]
        case ast.Tuple(elts) | ast.List(elts) if len(elts) == len(names):
            parts = elts
        case _:
            parts = [ast.Subscript(value, ast.Constant(at), ast.Load()) for at in range(len(names))]
    return dict(zip(names, parts, strict=True))
