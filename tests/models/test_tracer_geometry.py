"""The tracer recovers lines, circles, areas and dashes where they were drawn."""

import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.patches import Ellipse, PathPatch, Polygon
from tracer_pictures import canvas, circles, encoded, ink_f1, is_segment, lines, png, rendered, run

from stem2code_eval.models.tracer.trace import trace_program


def test_a_line_comes_back_with_its_ends_and_width() -> None:
    image, draw = canvas()
    draw.line((4 * 60, 4 * 300, 4 * 420, 4 * 45), fill="black", width=4 * 3)
    figure = run(trace_program(png(image)))
    (line,) = lines(figure)
    assert is_segment(line, (60, 300), (420, 45), within=2.0)
    points_per_pixel = 72 * figure.get_figwidth() / 480
    assert figure.axes[0].lines[0].get_linewidth() == pytest.approx(3 * points_per_pixel, rel=0.15)


def test_crossing_lines_are_two_and_not_four() -> None:
    image, draw = canvas()
    draw.line((4 * 50, 4 * 60, 4 * 430, 4 * 300), fill="black", width=8)
    draw.line((4 * 50, 4 * 310, 4 * 430, 4 * 70), fill="black", width=8)
    found = lines(run(trace_program(png(image))))
    assert len(found) == 2
    assert any(is_segment(f, (50, 60), (430, 300), within=2.0) for f in found)
    assert any(is_segment(f, (50, 310), (430, 70), within=2.0) for f in found)


def test_triangle_gives_three_segments() -> None:
    corners = [(60, 300), (420, 280), (200, 50)]
    image, draw = canvas()
    draw.polygon([(4 * x, 4 * y) for x, y in corners], outline="black", width=8)
    found = lines(run(trace_program(png(image))))
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        assert any(is_segment(f, start, end, within=3.0) for f in found), (start, end)
    assert len(found) == 3


def test_circle_is_recognised() -> None:
    image, draw = canvas()
    draw.ellipse((4 * 120, 4 * 60, 4 * 360, 4 * 300), outline="black", width=8)
    (circle,) = circles(run(trace_program(png(image))))
    assert circle.center == pytest.approx((240, 180), abs=1.0)
    assert circle.radius == pytest.approx(119, abs=1.0)
    assert not circle.get_fill()


def test_circle_cut_by_lines_stays_one_circle() -> None:
    image, draw = canvas()
    draw.ellipse((4 * 120, 4 * 60, 4 * 360, 4 * 300), outline="black", width=8)
    draw.line((4 * 60, 4 * 180, 4 * 420, 4 * 180), fill="black", width=8)
    draw.line((4 * 240, 4 * 20, 4 * 240, 4 * 340), fill="black", width=8)
    figure = run(trace_program(png(image)))
    (circle,) = circles(figure)
    assert circle.radius == pytest.approx(119, abs=1.5)
    assert any(is_segment(f, (60, 180), (420, 180), within=2.0) for f in lines(figure))
    assert any(is_segment(f, (240, 20), (240, 340), within=2.0) for f in lines(figure))


def test_ellipse_is_recognised() -> None:
    image, draw = canvas()
    draw.ellipse((4 * 60, 4 * 110, 4 * 420, 4 * 250), outline="black", width=8)
    figure = run(trace_program(png(image)))
    (ellipse,) = [p for p in figure.axes[0].patches if isinstance(p, Ellipse)]
    assert sorted((ellipse.width, ellipse.height)) == pytest.approx([138, 358], abs=3)


def test_filled_polygon_with_hole_keeps_hole_and_colour() -> None:
    image, draw = canvas()
    draw.polygon([(4 * 50, 4 * 50), (4 * 430, 4 * 80), (4 * 380, 4 * 320), (4 * 90, 4 * 300)], fill="#3366cc")
    draw.polygon([(4 * 200, 4 * 130), (4 * 300, 4 * 150), (4 * 230, 4 * 240)], fill="white")
    picture = png(image)
    figure = run(trace_program(picture))
    (area,) = [p for p in figure.axes[0].patches if isinstance(p, PathPatch)]
    red, green, blue = (int(to_hex(area.get_facecolor())[i : i + 2], 16) for i in (1, 3, 5))
    assert (red, green, blue) == pytest.approx((0x33, 0x66, 0xCC), abs=4)
    shown = plt.imread(io.BytesIO(rendered(figure, dpi=75)))
    assert shown[170 * 480 // 480, 240][:3] == pytest.approx([1, 1, 1])
    assert shown[100, 150][:3] == pytest.approx([0x33 / 255, 0x66 / 255, 0xCC / 255], abs=0.03)
    assert ink_f1(picture) > 99


def test_coloured_shapes_keep_their_kinds() -> None:
    image, draw = canvas()
    draw.ellipse((4 * 40, 4 * 40, 4 * 160, 4 * 160), fill="red")
    draw.rectangle((4 * 220, 4 * 60, 4 * 420, 4 * 150), fill="#00aa44")
    draw.polygon([(4 * 100, 4 * 330), (4 * 250, 4 * 330), (4 * 175, 4 * 210)], fill="#ffcc00")
    figure = run(trace_program(png(image)))
    (disc,) = circles(figure)
    assert disc.center == pytest.approx((100, 100), abs=1)
    assert disc.radius == pytest.approx(60, abs=1)
    polygons = [p for p in figure.axes[0].patches if isinstance(p, Polygon)]
    assert len(polygons) == 2
    assert sorted(len(p.get_xy()) - 1 for p in polygons) == [3, 4]


def test_outline_around_a_fill_is_a_stroke_over_an_area() -> None:
    image, draw = canvas()
    draw.rectangle((4 * 80, 4 * 80, 4 * 400, 4 * 280), fill="#cccccc", outline="black", width=12)
    figure = run(trace_program(png(image)))
    (polygon,) = [p for p in figure.axes[0].patches if isinstance(p, Polygon)]
    assert to_hex(polygon.get_facecolor()) == "#cccccc"
    assert len(lines(figure)) == 4


def test_dashed_line_is_one_line() -> None:
    image, draw = canvas()
    for x in range(50, 420, 24):
        draw.line((4 * x, 4 * 180, 4 * (x + 14), 4 * 180), fill="black", width=8)
    picture = png(image)
    figure = run(trace_program(picture))
    (line,) = figure.axes[0].lines
    assert is_segment(np.asarray(line.get_xydata()), (50, 180), (424, 180), within=2.0)
    assert line.is_dashed()
    assert ink_f1(picture) > 98


def test_steps_of_a_ladder_are_not_a_dashed_line() -> None:
    image, draw = canvas()
    for x in range(60, 420, 80):
        draw.rectangle((4 * x, 4 * 160, 4 * (x + 40), 4 * 200), outline="black", width=8)
    assert not any(line.is_dashed() for line in run(trace_program(png(image))).axes[0].lines)


def test_light_strokes_on_a_dark_ground() -> None:
    image, draw = canvas(colour="#102030")
    draw.line((4 * 60, 4 * 60, 4 * 420, 4 * 300), fill="white", width=12)
    figure = run(trace_program(png(image)))
    assert to_hex(figure.get_facecolor()) == "#102030"
    (line,) = figure.axes[0].lines
    assert to_hex(line.get_color()) == "#ffffff"
    assert is_segment(np.asarray(line.get_xydata()), (60, 60), (420, 300), within=2.0)


def test_line_width_holds_at_any_dpi() -> None:
    image, draw = canvas()
    draw.line((4 * 60, 4 * 180, 4 * 420, 4 * 180), fill="black", width=4 * 6)
    figure = run(trace_program(png(image)))
    for dpi in (75, 300):
        column = plt.imread(io.BytesIO(rendered(figure, dpi)))[:, round(figure.get_figwidth() * dpi / 2), 0]
        share = float((1 - column).sum() / len(column))
        assert share == pytest.approx(6 / 360, rel=0.12)


def test_text_comes_back_as_outlines() -> None:
    figure, ax = plt.subplots(figsize=(4, 3))
    ax.axis("off")
    ax.text(0.1, 0.7, "Angle ABC", fontsize=22)
    ax.text(0.3, 0.3, r"$x^2 + y^2 = 25$", fontsize=18)
    picture = rendered(figure, dpi=120)
    assert ink_f1(picture) > 98


def test_textbook_figure_scores_high_and_reads_short() -> None:
    figure, ax = plt.subplots(figsize=(4, 3))
    ax.set_aspect("equal")
    ax.axis("off")
    ax.fill([0, 4, 1], [0, 0, 2.5], color="0.8")
    ax.plot([0, 4, 1, 0], [0, 0, 2.5, 0], "k", lw=1.5)
    ax.plot([1, 1], [2.5, 0], "k--", lw=1)
    ax.add_patch(plt.Circle((3.6, 2), 0.5, fill=False))
    for name, x, y in (("A", -0.2, -0.2), ("B", 4.1, -0.2), ("C", 1, 2.6)):
        ax.text(x, y, name, fontsize=13)
    picture = rendered(figure, dpi=130)
    assert ink_f1(picture) > 98
    program = trace_program(picture)
    assert len(program) < 8000
    assert len(circles(run(program))) == 1


def test_same_bytes_give_the_same_program() -> None:
    image, draw = canvas()
    draw.ellipse((4 * 40, 4 * 40, 4 * 300, 4 * 200), fill="#88aaff", outline="black", width=12)
    draw.line((0, 0, 4 * 480, 4 * 360), fill="red", width=8)
    jpeg = encoded(image.resize((480, 360)), "JPEG", quality=70)
    assert trace_program(jpeg) == trace_program(jpeg)
