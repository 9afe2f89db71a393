"""matplotlib's own figure tests, as programs: figures that nobody here drew, in pairs that must look alike.

    cd benchmarks && python -m validity.matplotlib_tests [--render] [--output DIR] [--most N] [--sandbox NAME]

The tests are read where matplotlib is installed; nothing of them is kept here. A test under `image_comparison` gives
one program, one under `check_figures_equal` two. A parametrised test gives a few of its cases. `--render` draws them
all in the sandbox; `--output` keeps programs, pictures and an `index.jsonl`. Prints one JSON object.
"""

import argparse
import ast
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import matplotlib

from stem2code_eval.render.provision import find_environment
from stem2code_eval.render.provision.resources import requirements_file
from validity.cases import cases
from validity.reading import PAIR, FigureTest, TestModule
from validity.writing import NotAProgram, program

MOST_CASES = 3
"""Cases taken of one parametrised test."""

_REASONS = {
    "usetex": "needs LaTeX",
    "_has_tex_package": "needs LaTeX",
    "needs_pgf": "needs LaTeX",
    "savefig(": "saves its figure itself",
    ".save(": "saves its figure itself",
    "__file__": "reads files that are not installed",
    "subprocess": "starts processes",
    "pytest.mark.backend": "draws with another backend",
    "pytest.mark.xfail": "is expected to fail",
    "pytest.skip(": "may skip itself",
}
"""What in a test's text keeps it from being a program, and why."""


@dataclass(frozen=True)
class TestFigure:
    """One figure of matplotlib's tests, as a program."""

    __test__ = False

    name: str
    """Module, function and, of a parametrised one, the number among the cases taken: `test_axes.test_stem[0]`."""
    role: str
    """`image`, or `test` and `reference` for the two figures of a pair, which share a name."""
    program: str
    drawn: int = 1
    """How many figures the test draws, where it says so; the program delivers the first."""


def packages_folder() -> Path:
    """Return the folder that holds the matplotlib that the renderer draws with, and its tests.

    That of this interpreter if it has the pinned version, else that of the renderer's environment.
    """
    pinned = requirements_file().read_text(encoding="utf-8").split("\nmatplotlib==")[1].split()[0]
    if version("matplotlib") == pinned:
        return Path(matplotlib.__file__).parent.parent
    environment = find_environment()
    if environment is None:
        raise SystemExit(f"neither matplotlib {pinned} nor the renderer's environment is here: doctor --build")
    return next(environment.root.glob("lib/python*/site-packages"))


def figures(package_folder: Path, most: int = MOST_CASES) -> list[TestFigure]:
    """Return the figures of all tests that can stand alone, in the order of the files.

    Args:
        package_folder: the folder that holds `matplotlib` and `mpl_toolkits`.
        most: cases of one parametrised test.
    """
    return [each for each in _every(package_folder, most) if isinstance(each, TestFigure)]


def left_out(package_folder: Path) -> dict[str, int]:
    """Return how many tests give no program, by reason."""
    return dict(Counter(each for each in _every(package_folder, 1) if isinstance(each, str)).most_common())


def _every(package_folder: Path, most: int) -> Iterator[TestFigure | str]:
    files = [*package_folder.glob("matplotlib/tests/test_*.py"), *package_folder.glob("mpl_toolkits/*/tests/test_*.py")]
    for file in sorted(files):
        module = TestModule.read(file)
        for test in module.tests():
            reason = _reason(test)
            if reason:
                yield reason
                continue
            try:
                yield from _programs(f"{file.stem}.{test.name}", module, test, most)
            except NotAProgram as error:
                yield str(error)


def _programs(name: str, module: TestModule, test: FigureTest, most: int) -> list[TestFigure]:
    roles = {"test": "fig_test", "reference": "fig_ref"} if test.kind == PAIR else {"image": ""}
    chosen = cases(module, test, most)
    named = [f"{name}[{at}]" if case else name for at, case in enumerate(chosen)]
    return [
        TestFigure(label, role, program(module, test, case, shown), _drawn(test))
        for label, case in zip(named, chosen, strict=True)
        for role, shown in roles.items()
    ]


def _reason(test: FigureTest) -> str:
    if "png" not in _extensions(test):
        return "has no PNG among its formats"
    text = "\n".join(map(ast.unparse, (*test.marks, *test.function.decorator_list, *test.function.body)))
    return next((reason for sign, reason in _REASONS.items() if sign in text), "")


def _drawn(test: FigureTest) -> int:
    images = test.options.get("baseline_images")
    return max(1, len(images.elts)) if isinstance(images, ast.List | ast.Tuple) else 1


def _extensions(test: FigureTest) -> list[str]:
    """Return the formats a test is made for, as matplotlib's decorators find them."""
    if "extensions" in test.options:
        return list(ast.literal_eval(test.options["extensions"]))
    images = test.options.get("baseline_images", ast.List([]))
    names = [str(each.value) for each in ast.walk(images) if isinstance(each, ast.Constant)]
    return sorted({Path(name).suffix[1:] for name in names} - {""}) or ["png", "pdf", "svg"]


def main() -> int:
    """Collect, draw if asked, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--render", action="store_true")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--most", type=int, default=MOST_CASES)
    parser.add_argument("--sandbox", default="bubblewrap")
    parser.add_argument("--only", default="", help="programs whose name has this in it")
    options = parser.parse_args()
    folder = packages_folder()
    found = [each for each in figures(folder, options.most) if options.only in each.name]
    report = {
        "programs": dict(Counter(each.role for each in found)),
        "of_several_figures": sum(each.drawn > 1 for each in found),
        "left_out": left_out(folder),
    }
    if options.render:
        from validity.drawing import draw_all

        report |= draw_all(found, options.sandbox, options.output)
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
