"""matplotlib's own tests as programs: made from a small module of our own, and from real ones drawn in a sandbox."""

import ast
from pathlib import Path

import pytest
from validity.matplotlib_tests import TestFigure, figures, left_out, packages_folder

from stem2code_eval.figure.decode import decode
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.pool import RendererPool

MODULE = """
import functools
import sys, os
import pytest
import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.testing.decorators import check_figures_equal, image_comparison

mine = functools.partial(image_comparison, remove_text=True, style="default")
HEIGHTS = [1, 2, 3, 4, 5]
UNUSED = os.getcwd()

def helper(ax, height):
    ax.plot([0, height])

@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("colour, width", [("r", 1), pytest.param("b", 2, id="blue")])
@image_comparison(["lines.png"])
def test_lines(height, colour, width):
    helper(plt.figure().subplots(), height)

@mine(["one.png", "two.png"], style="mpl20")
def test_alias():
    plt.figure().subplots().set_title("one")
    plt.figure()

class TestPairs:
    @check_figures_equal(extensions=["png"])
    @mpl.style.context("default")
    def test_same(self, fig_test, fig_ref):
        with pytest.raises(ValueError):
            raise ValueError
        fig_test.text(0.5, 0.5, "test")
        fig_ref.text(0.5, 0.5, "reference")

    def test_other(self):
        assert False

@image_comparison(["vector"], extensions=["pdf"])
def test_vector():
    plt.figure()

@image_comparison(["latex.png"])
def test_latex():
    plt.rc("text", usetex=True)

@image_comparison(["files.png"])
def test_files(tmp_path):
    plt.figure()
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "matplotlib" / "tests"
    folder.mkdir(parents=True)
    (folder / "test_small.py").write_text(MODULE)
    return tmp_path


def test_names_and_roles(packages: Path) -> None:
    found = [(each.name, each.role, each.drawn) for each in figures(packages)]
    assert found == [
        ("test_small.test_lines[0]", "image", 1),
        ("test_small.test_lines[1]", "image", 1),
        ("test_small.test_lines[2]", "image", 1),
        ("test_small.test_alias", "image", 2),
        ("test_small.TestPairs.test_same", "test", 1),
        ("test_small.TestPairs.test_same", "reference", 1),
    ]


def test_reasons_are_counted(packages: Path) -> None:
    assert left_out(packages) == {
        "has no PNG among its formats": 1,
        "needs LaTeX": 1,
        "takes the fixture tmp_path": 1,
    }


def test_cases_are_spread_over_all_parametrisations(packages: Path) -> None:
    calls = [each.program.splitlines() for each in figures(packages) if "test_lines" in each.name]
    assert [line for lines in calls for line in lines if line.startswith("test_lines(")] == [
        "test_lines(height=1, colour='r', width=1)",
        "test_lines(height=3, colour='r', width=1)",
        "test_lines(height=5, colour='b', width=2)",
    ]
    assert sum("test_lines" in each.name for each in figures(packages, most=100)) == 10


def test_a_program_holds_what_the_test_needs_and_no_more(packages: Path) -> None:
    lines, *_ = figures(packages)
    assert "def helper" in lines.program
    for absent in ("pytest", "UNUSED", "image_comparison", "TestPairs", "np"):
        assert absent not in lines.program


def test_style_of_the_decorator_comes_after_that_of_the_fixture(packages: Path) -> None:
    alias = next(each for each in figures(packages) if "alias" in each.name)
    classic, own = [line for line in alias.program.splitlines() if line.startswith("plt.style.use")]
    assert "classic" in classic
    assert "mpl20" in own
    assert "remove_ticks_and_titles(figure)" in alias.program


def test_the_members_of_a_pair_differ_in_the_figure_alone(packages: Path) -> None:
    test, reference = [each.program for each in figures(packages) if "Pairs" in each.name]
    assert test.replace("figure = fig_test", "figure = fig_ref") == reference
    assert "import pytest" not in test
    assert "test_other" not in test
    assert '@mpl.style.context("default")' in test.replace("'", '"')


@pytest.fixture(scope="module")
def installed() -> dict[tuple[str, str], TestFigure]:
    try:
        folder = packages_folder()
    except SystemExit as error:
        pytest.skip(str(error))
    return {(each.name, each.role): each for each in figures(folder)}


def test_installed_tests_give_programs_that_import_no_test_tool(installed: dict[tuple[str, str], TestFigure]) -> None:
    assert len(installed) >= 700
    for figure in installed.values():
        imported = [
            alias.name if isinstance(node, ast.Import) else node.module
            for node in ast.walk(ast.parse(figure.program))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        ]
        assert "pytest" not in imported, figure.name


def drawn(sandbox: RendererPool, figure: TestFigure) -> bytes:
    rendering = sandbox.render(figure.program)
    assert rendering.outcome is Outcome.OK, rendering.message
    assert rendering.png is not None
    return rendering.png


def test_the_two_programs_of_an_installed_pair_draw_one_picture(
    installed: dict[tuple[str, str], TestFigure], any_sandbox: RendererPool
) -> None:
    name = "test_preprocess_data.TestPlotTypes.test_data_kwarg[2]"
    test, reference = (drawn(any_sandbox, installed[name, role]) for role in ("test", "reference"))
    assert test == reference
    assert "blank" not in any_sandbox.render(installed[name, "test"].program).flags


@pytest.mark.parametrize(
    ("name", "style", "line"),
    [
        ("test_axes.test_bar_tick_label_single", "classic", (0, 0, 255)),
        ("test_constrainedlayout.test_constrained_layout1", "mpl20", (31, 119, 180)),
    ],
)
def test_installed_tests_are_drawn_in_their_style(
    name: str,
    style: str,
    line: tuple[int, int, int],
    installed: dict[tuple[str, str], TestFigure],
    any_sandbox: RendererPool,
) -> None:
    figure = installed[name, "image"]
    assert style in figure.program
    pixels = decode(drawn(any_sandbox, figure), name)
    assert (pixels == line).all(axis=-1).sum() > 100
    assert pixels[0, 0].tolist() == [255, 255, 255]  # the classic style has grey figures and saves them white
