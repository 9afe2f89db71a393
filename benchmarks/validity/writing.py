"""Writing a figure test as a program that stands alone: what it needs of its module, the style, the figure."""

import ast
import textwrap
from collections.abc import Sequence

from validity.cases import Case
from validity.reading import PAIR, FigureTest, TestModule, bare, names_in

CLASSIC = '("classic", "_classic_test_patch")'
"""What matplotlib's fixture applies around every test, and what `image_comparison` applies unless told otherwise."""

_PYTEST = '''
import contextlib
import warnings
class pytest:
    """In the place of the test tools: runs the code and checks nothing."""
    @staticmethod
    def raises(expected, **_):
        return contextlib.suppress(expected)
    @staticmethod
    def warns(*_, **__):
        return warnings.catch_warnings(record=True)
    @staticmethod
    def approx(value, **_):
        return value
'''
_FIXTURES = {
    "recwarn": "__import__('warnings').catch_warnings(record=True).__enter__()",
    "pd": "__import__('pandas')",
    "ext": "'png'",
    "extension": "'png'",
}
"""Values for the fixtures of pytest and of matplotlib's `conftest` that figure tests take and a program can have."""


class NotAProgram(Exception):
    """The test does not work outside the test tools; the message says why."""


def program(module: TestModule, test: FigureTest, case: Case, shown: str) -> str:
    """Return one case of a test as the text of a program that delivers one figure.

    Args:
        module: where the test stands.
        test: the test.
        case: the values of its parameters.
        shown: `fig_test` or `fig_ref` for a pair; anything else takes the first figure that the test draws.

    Raises:
        NotAProgram: the test takes a fixture that a program cannot have.
    """
    function = bare(test)
    fixtures = _fixtures(module, test, case)
    values: dict[str, ast.expr] = {**fixtures, **case}
    call = _call(test, {name: values[name] for name in test.parameters if name in values})
    roots = [function, *values.values(), *test.outer, *test.options.values()]
    body = module.needed(roots)
    body = [each for each in body if getattr(each, "name", "") != (test.owner or test.function).name]
    future = [each for each in body if isinstance(each, ast.ImportFrom) and each.module == "__future__"]
    rest = [each for each in body if each not in future and not _imports(each, "pytest")]
    lines = [
        *map(ast.unparse, future),
        "import matplotlib.testing",
        "import matplotlib.pyplot as plt",
        *_stand_ins([*rest, function]),
        *map(ast.unparse, rest),
        ast.unparse(function),
        *_settings(test),
    ]
    steps = [*_drawing(test, call, shown), *_delivery(test)]
    for outer in reversed(test.outer):
        steps = [f"with {ast.unparse(outer)}:", *(textwrap.indent(step, "    ") for step in steps)]
    return "\n".join([*lines, *steps]) + "\n"


def _fixtures(module: TestModule, test: FigureTest, case: Case) -> dict[str, ast.expr]:
    made: dict[str, ast.expr] = {}
    for name in test.parameters:
        if name in case or name in ("fig_test", "fig_ref"):
            continue
        own = module.fixture(name)
        if own is not None and not own.args.args:
            made[name] = ast.Call(ast.Name(name, ast.Load()), [], [])
        elif name in _FIXTURES:
            made[name] = ast.parse(_FIXTURES[name], mode="eval").body
        else:
            raise NotAProgram(f"takes the fixture {name}")
    return made


def _call(test: FigureTest, values: Case) -> str:
    given = [f"{name}={ast.unparse(value)}" for name, value in values.items()]
    if test.kind == PAIR:
        given += ["fig_test=fig_test", "fig_ref=fig_ref"]
    target = f"{test.owner.name}().{test.function.name}" if test.owner else test.function.name
    return f"{target}({', '.join(given)})"


def _imports(node: ast.stmt, package: str) -> bool:
    match node:
        case ast.Import([ast.alias(name)]) | ast.ImportFrom(name):
            return (name or "").split(".")[0] == package
    return False


def _stand_ins(code: Sequence[ast.AST]) -> list[str]:
    return [_PYTEST.strip()] if any("pytest" in names_in(each) for each in code) else []


def _settings(test: FigureTest) -> list[str]:
    style = test.options.get("style")
    named = [CLASSIC] + ([ast.unparse(style)] if style else [])
    steps = ["plt.rcdefaults()", *(f"plt.style.use({each})" for each in named)]
    return [*steps, "matplotlib.testing.set_font_settings_for_testing()"]


def _drawing(test: FigureTest, call: str, shown: str) -> list[str]:
    if test.kind == PAIR:
        return ['fig_test = plt.figure("test")', 'fig_ref = plt.figure("reference")', call, f"figure = {shown}"]
    steps = [call, "figure = plt.figure(plt.get_fignums()[0])"]
    remove = test.options.get("remove_text")
    if remove is not None and ast.unparse(remove) != "False":
        tools = "matplotlib.testing.decorators"
        steps += [f"import {tools}", f"{tools}.remove_ticks_and_titles(figure)"]
    return steps


def _delivery(test: FigureTest) -> list[str]:
    """Paint the figure as saving it would: `savefig` has colours of its own, and the renderer draws what stands."""
    given = test.options.get("savefig_kwarg")
    own = f" | {ast.unparse(given)}" if given else ""
    return [
        'saving = {place: plt.rcParams[f"savefig.{place}"] for place in ("facecolor", "edgecolor")}' + own,
        'for place in ("facecolor", "edgecolor"):',
        '    if not (isinstance(saving[place], str) and saving[place] == "auto"):',
        "        figure.set(**{place: saving[place]})",
        'figure.savefig("figure.png")',
    ]
