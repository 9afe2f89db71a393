import ast
from functools import cache

import matplotlib.pyplot as plt
import pytest
from perturb_programs import CURVE, PROGRAMS, TRIANGLE, delivered

from stem2code_eval.errors import UserError
from stem2code_eval.synth.perturb import CORRUPTIONS, EQUIVALENTS, Variant, corruptions, equivalents

EVERY = pytest.mark.parametrize("name", PROGRAMS)


@cache
def all_variants(program: str) -> list[Variant]:
    return [*equivalents(program), *corruptions(program)]


@EVERY
def test_every_variant_parses_differs_and_needs_nothing_new(name: str) -> None:
    program = PROGRAMS[name]
    allowed = {"__future__", "matplotlib", "numpy"}
    for variant in all_variants(program):
        tree = ast.parse(variant.program)
        modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {module.split(".")[0] for module in modules} <= allowed, variant.kind
        assert variant.program.strip() != program.strip(), variant.kind
        assert variant.what
        assert "{" not in variant.what


@EVERY
def test_kinds_and_grades_are_those_announced(name: str) -> None:
    made = [variant for variant in all_variants(PROGRAMS[name]) if variant.grade is not None]
    assert {variant.kind for variant in all_variants(PROGRAMS[name])} <= set(EQUIVALENTS) | set(CORRUPTIONS)
    assert not {variant.kind for variant in made} & set(EQUIVALENTS)
    for kind in {variant.kind for variant in made}:
        assert [variant.grade for variant in made if variant.kind == kind] == list(CORRUPTIONS[kind].amounts)


def test_the_same_seed_gives_the_same_programs_and_another_seed_others() -> None:
    assert equivalents(TRIANGLE, 3) == equivalents(TRIANGLE, 3)
    assert corruptions(TRIANGLE, 3) == corruptions(TRIANGLE, 3)
    assert corruptions(TRIANGLE, 3) != corruptions(TRIANGLE, 4)


def test_making_variants_runs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert all_variants("import sys\nprint('ran')\nsys.exit(3)\n" + TRIANGLE)
    assert capsys.readouterr().out == ""


def test_a_program_that_does_not_parse_is_refused_with_its_line() -> None:
    for function in (equivalents, corruptions):
        with pytest.raises(UserError, match=r"does not parse \(line 2\)"):
            function("x = 1\nplt.plot([1, 2)\n")
    with pytest.raises(UserError, match="does not parse"):
        corruptions("x = '\0'")


def test_kinds_that_cannot_apply_are_left_out() -> None:
    kinds = {name: {variant.kind for variant in all_variants(program)} for name, program in PROGRAMS.items()}
    assert "function_parameter" in kinds["curve"]
    assert "function_parameter" not in kinds["triangle"]
    assert "scatter_markers" in kinds["curve"]
    assert "scatter_markers" not in kinds["bars"]
    assert "line_collections" not in kinds["bars"]
    assert "text_annotate" not in kinds["solid"]
    assert "canvas_larger" in kinds["triangle"]
    assert "canvas_larger" not in kinds["panels"]  # a legend does not scale with its letters


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_the_edit_reaches_the_figure_that_counts(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    [variant] = [variant for variant in all_variants(program) if variant.kind == "resolution"]
    assert delivered(program, monkeypatch)[1] != 220
    assert delivered(variant.program, monkeypatch)[1] == 220


def test_only_the_first_figure_that_is_delivered_is_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import matplotlib.pyplot as plt\nfor k in range(3):\n    plt.figure(k)\n    plt.plot([k])\n    plt.show()\n"
    )
    [variant] = [variant for variant in equivalents(program) if variant.kind == "resolution"]
    delivered(variant.program, monkeypatch)
    assert [plt.figure(number).dpi for number in plt.get_fignums()] == [220, 100, 100]


def test_where_no_delivery_can_be_reached_in_the_text_the_end_of_the_program_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = TRIANGLE.replace("plt.show()", "def never():\n    plt.show()\n\n\nlater = lambda: plt.savefig('a.png')")
    [variant] = [variant for variant in equivalents(program) if variant.kind == "resolution"]
    assert delivered(variant.program, monkeypatch)[1] == 220


def test_the_programs_own_text_stays_where_nothing_is_rewritten() -> None:
    for variant in corruptions(TRIANGLE):
        assert TRIANGLE.removesuffix("plt.show()\n") in variant.program or variant.kind == "function_parameter"
    assert "# " not in TRIANGLE
    commented = TRIANGLE.replace("ax.axis", "# no frame\nax.axis")
    assert all("# no frame" in variant.program for variant in all_variants(commented))


def test_calls_colours_and_endings_are_respelt() -> None:
    by_kind = {variant.kind: variant.program for variant in equivalents(TRIANGLE)}
    assert "ax.annotate(name, (x, y), annotation_clip=False, fontsize=14, ha='center')" in by_kind["text_annotate"]
    assert "color='#000000'" in by_kind["colour_spelling"]
    assert by_kind["ending"].endswith('plt.savefig("figure.png")\n')
    assert "pyplot.show()" in {variant.kind: variant.program for variant in equivalents(CURVE)}["ending"]


def test_text_of_a_figure_is_not_written_as_a_note_of_axes() -> None:
    program = "import matplotlib.pyplot as plt\npage = plt.figure()\npage.text(0.5, 0.5, 'x')\nplt.text(0, 0, 'y')\n"
    [variant] = [variant for variant in equivalents(program) if variant.kind == "text_annotate"]
    assert "page.text(0.5, 0.5, 'x')" in variant.program
    assert "plt.annotate('y', (0, 0), annotation_clip=False)" in variant.program


def test_a_wrong_parameter_grows_with_the_grade() -> None:
    numbers = []
    for variant in corruptions(CURVE, 1):
        if variant.kind == "function_parameter":
            before, after = (
                [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
                for text in (CURVE, variant.program)
            )
            [(old, new)] = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
            numbers.append(new / old)
    assert numbers == pytest.approx([1.08, 1.16, 1.3, 1.6, 2.0])


@pytest.mark.parametrize("formula", ["2 * [0, 1]", "x[2 * k]", "range(2 * n)", "2 * np.pi", "x**2", "f'{2 * k}'"])
def test_numbers_whose_change_would_break_or_hide_are_left_alone(formula: str) -> None:
    program = (
        f"import numpy as np\nimport matplotlib.pyplot as plt\ndef f(x, k, n):\n    return {formula}\nplt.show()\n"
    )
    assert "function_parameter" not in {variant.kind for variant in corruptions(program)}
