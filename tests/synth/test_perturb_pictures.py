"""What variants look like, drawn in the sandbox, and how pictures are compared."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from perturb_programs import CIRCLES, CURVE, TRIANGLE
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from stem2code_eval.cli import data
from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.synth.catalogue import get_family
from stem2code_eval.synth.perturb import Variant, corruptions, equivalents
from stem2code_eval.synth.perturb.siblings import siblings
from stem2code_eval.synth.perturb.visible import changes_picture, same_picture
from stem2code_eval.synth.perturb.write import write_variants


def drawing(size: tuple[int, int] = (400, 300), lines: tuple[tuple[int, ...], ...] = ((50, 50, 350, 250),)) -> bytes:
    image = Image.new("RGB", size, "white")
    for line in lines:
        ImageDraw.Draw(image).line(line, "black", 3)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def rendered(pool: RendererPool, program: str) -> bytes:
    rendering = pool.render(program)
    assert rendering.outcome is Outcome.OK, rendering.message
    assert rendering.png is not None
    return rendering.png


@pytest.mark.parametrize("program", [CURVE, CIRCLES])
def test_equivalents_look_the_same_and_gross_damage_does_not(any_sandbox: RendererPool, program: str) -> None:
    reference = rendered(any_sandbox, program)
    for variant in equivalents(program):
        picture = rendered(any_sandbox, variant.program)
        assert same_picture(reference, picture), variant.kind
    seen = {
        variant.kind
        for variant in corruptions(program)
        if variant.grade == 5 and changes_picture(reference, rendered(any_sandbox, variant.program))
    }
    assert seen >= {"vertex_moved", "element_missing", "element_extra", "colour", "aspect", "label_changed"}


def test_lines_drawn_in_other_words_stay_below_their_markers(any_sandbox: RendererPool) -> None:
    program = (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(4, 3))\n"
        "ax.plot([0, 1, 2], [0, 1, 0], 'o-', lw=5, ms=30, mfc='lightgreen', mec='b', color='b')\n"
        "ax.margins(0.3)\nplt.show()\n"
    )
    reference = rendered(any_sandbox, program)
    kinds = {"line_collections", "outline_paths", "lines_split", "lines_merged", "lines_resampled"}
    redrawn = [variant for variant in equivalents(program) if variant.kind in kinds]
    assert {variant.kind for variant in redrawn} == kinds
    for variant in redrawn:
        assert not changes_picture(reference, rendered(any_sandbox, variant.program)), variant.kind


@pytest.mark.parametrize(
    ("drawing", "kinds"),
    [
        (
            "from mpl_toolkits.axes_grid1.inset_locator import BboxPatch\n"
            "from matplotlib.transforms import Bbox, TransformedBbox\n"
            "box = TransformedBbox(Bbox([[0.5, 0.5], [1, 1]]), ax.transData)\n"
            "ax.add_patch(BboxPatch(box, fc='none', ec='r'))\nax.plot([0, 2], [0, 2])\n",
            {"patch_collections"},
        ),
        ("ax.plot([0, 1, 2], [0, 1, 0], lw=40)\n", {"lines_split"}),
        (
            "from matplotlib import patheffects\n"
            "line, = ax.plot([0, 1, 2], [0, 1, 0], 'o-', lw=3, ms=20)\n"
            "line.set_path_effects([patheffects.SimpleLineShadow((9, -9)), patheffects.Normal()])\n"
            "ax.add_patch(plt.Circle((1.5, 1), 0.2, path_effects=[patheffects.withSimplePatchShadow((9, -9))]))\n",
            {
                "line_collections",
                "outline_paths",
                "lines_split",
                "marker_scatter",
                "patch_polygons",
                "patch_collections",
            },
        ),
    ],
)
def test_what_other_words_would_change_is_left_as_it_is(
    any_sandbox: RendererPool, drawing: str, kinds: set[str]
) -> None:
    program = f"import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(4, 3))\n{drawing}"
    program += "fig.savefig('figure.png', dpi=150)\n"
    reference = rendered(any_sandbox, program)
    redrawn = [variant for variant in equivalents(program) if variant.kind in kinds]
    assert {variant.kind for variant in redrawn} == kinds
    for variant in redrawn:
        assert not changes_picture(reference, rendered(any_sandbox, variant.program)), variant.kind


def test_grade_one_is_seen(any_sandbox: RendererPool) -> None:
    reference = rendered(any_sandbox, TRIANGLE)
    smallest = [variant for variant in corruptions(TRIANGLE) if variant.grade == 1]
    seen = {v.kind for v in smallest if changes_picture(reference, rendered(any_sandbox, v.program))}
    assert seen >= {"vertex_moved", "element_extra", "label_changed", "labels_swapped", "label_missing", "aspect"}


def test_a_grade_with_nothing_to_do_changes_not_a_pixel(any_sandbox: RendererPool) -> None:
    program = (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(layout='constrained', figsize=(4.8, 4.2))\n"
        "ax.plot([0, 12], [15, 3])\nax.set_xlabel('$T$', loc='right')\nplt.show()\n"
    )
    [variant] = [v for v in corruptions(program) if (v.kind, v.grade) == ("element_missing", 1)]
    assert rendered(any_sandbox, variant.program) == rendered(any_sandbox, program)


def test_a_picture_is_the_same_as_itself_and_not_as_a_blank_one() -> None:
    assert not changes_picture(drawing(), drawing())
    assert same_picture(drawing(), drawing())
    assert changes_picture(drawing(), drawing(lines=()))
    assert not same_picture(drawing(), drawing(lines=()))


def test_a_moved_stroke_a_short_one_and_another_colour_are_seen() -> None:
    assert changes_picture(drawing(), drawing(lines=((50, 50, 350, 240),)))
    assert changes_picture(drawing(), drawing(lines=((50, 50, 350, 250), (50, 250, 70, 250))))
    image = np.array(Image.open(io.BytesIO(drawing())))
    image[(image == 0).all(axis=2)] = (200, 0, 0)
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "PNG")
    assert changes_picture(drawing(), buffer.getvalue())
    assert not same_picture(drawing(), buffer.getvalue())


def test_a_shift_of_one_pixel_and_a_speck_are_not_seen() -> None:
    assert not changes_picture(drawing(), drawing(lines=((51, 50, 351, 250),)))
    assert not changes_picture(drawing(), drawing(lines=((50, 50, 350, 250), (60, 250, 61, 250))))


def test_another_canvas_is_the_same_picture_but_another_aspect_is_not() -> None:
    wide = drawing((500, 300), ((100, 50, 400, 250), (100, 250, 400, 50)))
    assert same_picture(drawing(lines=((50, 50, 350, 250), (50, 250, 350, 50))), wide)
    stretched = drawing((500, 300), ((50, 50, 420, 250), (50, 250, 420, 50)))
    assert changes_picture(drawing(lines=((50, 50, 350, 250), (50, 250, 350, 50))), stretched)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PictureError):
        changes_picture(drawing(), b"nothing")


def test_the_command_writes_programs_and_a_row_for_each(tmp_path: Path) -> None:
    program, out = tmp_path / "triangle.py", tmp_path / "new" / "variants"
    program.write_text(TRIANGLE)
    result = CliRunner().invoke(data.app, ["corrupt", str(program), "-o", str(out), "--seed", "2"])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (out / "variants.jsonl").read_text("utf-8").splitlines()]
    variants: list[Variant] = [*equivalents(TRIANGLE, 2), *corruptions(TRIANGLE, 2)]
    assert [(row["kind"], row["grade"]) for row in rows] == [(v.kind, v.grade) for v in variants]
    assert {path.name for path in out.iterdir()} == {"variants.jsonl", *(row["file"] for row in rows)}
    for row, variant in zip(rows, variants, strict=True):
        assert (out / row["file"]).read_text("utf-8") == variant.program
        assert row["class"] == ("equivalent" if variant.grade is None else "corruption")
        assert row["what"] == variant.what


def test_only_the_kinds_asked_for_are_written(tmp_path: Path) -> None:
    program = tmp_path / "triangle.py"
    program.write_text(TRIANGLE)
    said = write_variants(program, tmp_path / "out", kinds=["dash", "ending"])
    assert "1 equivalents and 5 corruptions" in said
    assert sorted(path.name for path in (tmp_path / "out").glob("*.py")) == [
        *(f"dash-{g}.py" for g in range(1, 6)),
        "ending.py",
    ]


def test_bad_input_to_the_command_is_one_sentence(tmp_path: Path) -> None:
    program = tmp_path / "broken.py"
    with pytest.raises(UserError, match="Cannot read the program"):
        write_variants(program, tmp_path / "out")
    program.write_text("def f(:\n")
    with pytest.raises(UserError, match="does not parse"):
        write_variants(program, tmp_path / "out")
    program.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="Cannot read the program"):
        write_variants(program, tmp_path / "out")
    program.write_text(TRIANGLE)
    with pytest.raises(UserError, match='Did you mean "colour"'):
        write_variants(program, tmp_path / "out", kinds=["color"])
    assert not (tmp_path / "out").exists()


def test_siblings_are_other_figures_of_the_family_and_level() -> None:
    row = {"family": "triangle_cevians", "seed": 4}
    found = siblings(row, 3)
    programs = {figure.program for figure in found} | {get_family("triangle_cevians").figure(4).program}
    assert len(programs) == 4
    assert {(figure.family, figure.level) for figure in found} == {("triangle_cevians", 2)}
    assert siblings(row, 3) == found
    with pytest.raises(UserError, match="not a generated figure"):
        siblings({"id": "mine"})
