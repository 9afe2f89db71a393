"""Where a drawing lies on its canvas, and how large that is, changes nothing: also not for dots and small marks."""

import json
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from stem2code_eval.figure.elements.scene import Scene, read_scene
from stem2code_eval.metrics.structure.compare import compare

SIDE = 900
FRAME = {"points": [(90, 90), (810, 90), (810, 700), (90, 700)], "closed": True, "edge": "000000ff", "width": 1.6}
GRID = [{"points": [(90, y), (810, y)], "edge": "000000ff", "width": 1.0} for y in range(120, 700, 50)]
GRID += [{"points": [(x, 90), (x, 700)], "edge": "000000ff", "width": 1.0} for x in range(110, 800, 70)]


def disc(x: float, y: float, radius: float) -> dict[str, Any]:
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    points = np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])
    return {"points": points.tolist(), "closed": True, "face": "1f77b4ff"}


DISCS = [disc(150 + 97 * number, 150 + 61.3 * number, 4 + 0.4 * (number % 4)) for number in range(7)]


def scene(shapes: list[dict[str, Any]], at: tuple[float, float] = (0, 0), factor: float = 1.0) -> Scene:
    """Return shapes moved by pixels on a canvas that is larger by a factor."""
    width, height = round(factor * SIDE + at[0]), round(factor * SIDE * 0.8 + at[1])
    elements = []
    for shape in shapes:
        points = np.rint((np.array(shape["points"]) * factor + at) * 16).astype(int)
        pieces = [-len(points) if shape.get("closed") else len(points)]
        style = {"face": [shape.get("face")], "edge": [shape.get("edge")], "width": [shape.get("width", 0) * factor]}
        dash = shape.get("dash") and [part * factor for part in shape["dash"]]
        elements.append(
            {"kind": "paths", "group": 0, "points": points.ravel().tolist(), "pieces": pieces, "dash": dash} | style
        )
    about = {"schema": 1, "width": width, "height": height, "dpi": 150.0, "scale": 16, "paper": "ffffffff", "cut": 0}
    data = json.dumps(about | {"groups": ["figure"], "clips": [], "elements": elements}).encode()
    return read_scene(data, np.asarray(_picture(elements, width, height)))


def _picture(elements: list[dict[str, Any]], width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    for each in elements:
        ImageDraw.Draw(image).line([part / 16 for part in each["points"]], "black")
    return image


def dashed(*dash: float) -> list[dict[str, Any]]:
    return [FRAME, *(line | {"dash": list(dash)} for line in GRID)]


COMBS = [
    {"points": [(x, y), (x + 40, y)], "edge": "000000ff", "width": 1.0}
    for x in range(150, 760, 60)
    for y in 200 + 3.9 * np.arange(6)
]
"""Lines that are nearly one."""


def barb(x: float, y: float, flags: int) -> list[dict[str, Any]]:
    """Return the outline of a wind barb as matplotlib draws it: a shaft, flags, and a line that runs back."""
    points = [(x, y), (x, y - 46)]
    for flag in range(flags):
        top = y - 46 + 8 * flag
        points += [(x + 18, top - 3), (x, top + 6), (x, top + 8)]
    return [{"points": points, "closed": True, "face": "000000ff", "edge": "000000ff", "width": 1.0}]


BARBS = [part for n in range(20) for part in barb(130 + 130.3 * (n % 5), 170 + 140.7 * (n // 5), n % 4)]
SHADES = [
    {"points": [(x, 620), (x + 12, 620), (x + 12, 650), (x, 650)], "closed": True, "face": f"{level:02x}80ffff"}
    for x, level in zip(range(100, 340, 12), np.cumsum(np.tile([11, 13], 10)), strict=True)
]
"""A colour bar, whose steps can just be seen or just not."""
FIGURES = {
    "dotted grid": dashed(1, 3), "sparsely dotted grid": dashed(1, 9), "dashed grid": dashed(6, 6),
    "dash-dotted grid": dashed(9, 3, 1, 3), "combs": [FRAME, *COMBS], "discs": [FRAME, *DISCS],
    "barbs": BARBS, "colour bar": [FRAME, *SHADES],
    "rings": [FRAME, *(each | {"face": None, "edge": "d62728ff", "width": 1.2} for each in DISCS)],
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize(
    ("at", "factor"),
    [((-48.25, -57.75), 1.0), ((140, 151.5), 1.0), ((0, 0), 1.6), ((0, 0), 0.75), ((33.4, 7.7), 1.23)],
    ids=["tight", "margin", "larger", "smaller", "larger and moved"],
)
def test_the_canvas_does_not_matter(name, at, factor):
    one, other = scene(FIGURES[name]), scene(FIGURES[name], at, factor)
    for found in (compare(one, other), compare(other, one)):
        assert min(value for value in found.parts.values() if value is not None) >= 99, found.parts


def test_dashes_that_stay_while_the_line_grows_are_the_same_dashes():
    line = {"points": [(100, 400), (800, 400)], "edge": "000000ff", "width": 1.04, "dash": [2.08, 6.25]}
    kept = line | {"dash": [part / 1.6 for part in line["dash"]]}
    assert compare(scene([FRAME, line]), scene([FRAME, kept], factor=1.6)).parts["style"] >= 99


def test_dots_are_no_dashes():
    assert compare(scene(dashed(1, 1.65)), scene(dashed(3.7, 1.6))).parts["style"] < 70


def test_a_hidden_dotted_line_does_not_show():
    white = {"points": [(95, 95), (805, 95), (805, 695), (95, 695)], "closed": True, "face": "ffffffff"}
    assert scene([*dashed(1, 3), white]).strokes == scene([FRAME]).strokes


def test_a_disc_in_another_place_is_seen():
    wrong = [FRAME, *DISCS[:-1], disc(150 + 97 * 6 + 30, 150 + 61.3 * 6, 4.8)]
    assert compare(scene([FRAME, *DISCS]), scene(wrong)).parts["geometry"] < 97
