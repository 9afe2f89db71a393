"""The plot is a picture of the right kind, the same each time, and carries no foreign text."""

import io
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from made_runs import changed, row, rows_of, scores, write_run
from PIL import Image
from report_runs import NAUGHTY

from stem2code_eval.comparison.contrast import contrast_runs
from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.plot import plot, refuse_other_formats
from stem2code_eval.errors import UserError

MATHS = r"$\frac{1$ \undefined $x^{"


def test_png_and_svg_are_what_they_say_and_the_same_each_time(tmp_path: Path) -> None:
    before = scores(60)
    runs = write_run(tmp_path / "a", rows_of(before)), write_run(tmp_path / "b", rows_of(changed(before, 3.0, 9.0)))
    comparison = contrast_runs(*map(load, runs), (), ())
    png, svg = plot(comparison, ".png"), plot(comparison, ".svg")
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.width > 1000
    assert Xml.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert (plot(comparison, ".png"), plot(comparison, ".svg")) == (png, svg)


@pytest.mark.filterwarnings("ignore:Matplotlib currently does not support")
def test_names_are_neither_mathematics_nor_markup(tmp_path: Path) -> None:
    names = [*NAUGHTY.values(), MATHS]
    rows = [row(f"{name}{at}", 50.0, subject=name) for name in names for at in range(2)]
    told = {"model__name": MATHS + NAUGHTY["closing"]}
    runs = [write_run(tmp_path / name, rows, **told) for name in ("a", "b")]
    svg = plot(contrast_runs(*map(load, runs), (), ()), ".svg")
    root = Xml.fromstring(svg)
    assert {each.tag.rpartition("}")[2] for each in root.iter()}.isdisjoint(
        {"script", "text", "image", "foreignObject", "a"}
    )
    assert b"hacked" not in b"".join(line for line in svg.splitlines() if not line.lstrip().startswith(b"<!--"))


def test_other_endings_are_refused_before_anything_is_read() -> None:
    with pytest.raises(UserError, match=r"\.png or \.svg"):
        refuse_other_formats(Path("plot.pdf"))
