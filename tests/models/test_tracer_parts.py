"""The tracer's fits and merges, each on points whose answer is known."""

import numpy as np
import pytest

from stem2code_eval.models.tracer.circles import join_intervals, merge_arcs
from stem2code_eval.models.tracer.dashes import join_dashes
from stem2code_eval.models.tracer.merge import merge_collinear, merge_strokes
from stem2code_eval.models.tracer.palette import background_colour, colour_distance, find_palette, flat_mask, to_lab
from stem2code_eval.models.tracer.primitives import fit_circle, fit_ellipse, fit_line
from stem2code_eval.models.tracer.shapes import Arc, Area, Drawing, Pen, Ring, Segment, hex_colour, negative
from stem2code_eval.models.tracer.statements import number

PEN = Pen("#000000", 2.0)


def _segment(x0: float, y0: float, x1: float, y1: float) -> Segment:
    return Segment(np.array([x0, y0], dtype=float), np.array([x1, y1], dtype=float), PEN)


def _on_ellipse(a: float, b: float, angle: float, sweep: float = 2 * np.pi) -> np.ndarray:
    t = np.linspace(0, sweep, 60, endpoint=False)
    x, y = a * np.cos(t), b * np.sin(t)
    return np.column_stack([30 + x * np.cos(angle) - y * np.sin(angle), 50 + x * np.sin(angle) + y * np.cos(angle)])


def test_fit_line_gives_distances_and_runs_with_the_points() -> None:
    line = fit_line(np.array([[0.0, 0.0], [1.0, 1.0], [4.0, 4.0]]))
    assert line.offsets(np.array([[0.0, 2.0]])) == pytest.approx([-np.sqrt(2)])
    assert line.direction == pytest.approx(np.array([1, 1]) / np.sqrt(2))


def test_fit_circle_is_exact_on_an_arc_and_none_on_a_line() -> None:
    circle = fit_circle(_on_ellipse(20, 20, 0, sweep=1.0))
    assert circle is not None
    assert circle.centre == pytest.approx([30, 50])
    assert circle.radius == pytest.approx(20)
    assert fit_circle(np.column_stack([np.arange(9.0), 2 * np.arange(9.0)])) is None


@pytest.mark.parametrize(("a", "b", "angle"), [(40, 12, 0.4), (12, 40, 0.4), (25, 24, 1.2), (60, 5, -0.9)])
def test_fit_ellipse_is_exact(a: float, b: float, angle: float) -> None:
    points = _on_ellipse(a, b, angle)
    ellipse = fit_ellipse(points)
    assert ellipse is not None
    assert ellipse.centre == pytest.approx([30, 50])
    assert sorted(ellipse.half_axes) == pytest.approx(sorted([a, b]), rel=1e-3)
    assert np.abs(ellipse.offsets(points)).max() < 1e-2


def test_fit_ellipse_is_none_on_a_line_and_on_few_points() -> None:
    assert fit_ellipse(np.column_stack([np.arange(20.0), np.arange(20.0)])) is None
    assert fit_ellipse(_on_ellipse(9, 5, 0)[:5]) is None
    assert fit_ellipse(np.ones((20, 2))) is None


def test_collinear_pieces_join_and_others_do_not() -> None:
    pieces = [_segment(0, 0, 50, 0), _segment(52, 0, 100, 0), _segment(51, 1, 51, 40), _segment(0, 9, 50, 9)]
    merged = merge_collinear(pieces, PEN, slack=1.0)
    spans = sorted((round(s.start[0]), round(s.start[1]), round(s.end[0]), round(s.end[1])) for s in merged)
    assert spans == [(0, 0, 100, 0), (0, 9, 50, 9), (51, 1, 51, 40)]


def test_pens_of_nearly_one_width_become_one() -> None:
    thin, other = Pen("#000000", 1.9), Pen("#000000", 6.0)
    strokes = [
        _segment(0, 0, 50, 0),
        Segment(np.array([0.0, 30.0]), np.array([60.0, 30.0]), thin),
        Segment(np.array([0.0, 60.0]), np.array([60.0, 60.0]), other),
    ]
    widths = sorted(s.pen.width for s in merge_strokes(list(strokes), 500))
    assert widths[0] == widths[1] == pytest.approx(1.945, abs=0.01)
    assert widths[2] == 6.0


def test_arcs_of_one_circle_become_a_circle_and_others_stay() -> None:
    centre = np.array([100.0, 100.0])
    arcs = [Arc(centre, 50.0, start, 1.9, PEN) for start in (0.0, 2.1, 4.2)]
    stranger = Arc(centre, 30.0, 0.0, 1.9, PEN)
    merged = merge_arcs([*arcs, stranger], PEN, slack=1.0)
    (ring,) = [s for s in merged if isinstance(s, Ring)]
    assert ring.half_axes == pytest.approx((50, 50), abs=0.2)
    (rest,) = [s for s in merged if isinstance(s, Arc)]
    assert rest.radius == pytest.approx(30, abs=0.2)


def test_a_half_circle_stays_half() -> None:
    (arc,) = merge_arcs([Arc(np.array([100.0, 100.0]), 50.0, 6.0, np.pi, PEN)], PEN, slack=1.0)
    assert isinstance(arc, Arc)
    assert arc.sweep == pytest.approx(np.pi, abs=0.02)


def test_intervals_join_across_the_start_of_the_circle() -> None:
    ((first, last),) = join_intervals([(6.0, 6.5), (0.3, 1.0)], gap=0.1)
    assert (first, last) == pytest.approx((6.0 - 2 * np.pi, 1.0))
    assert len(join_intervals([(0.0, 1.0), (2.0, 3.0)], gap=0.1)) == 2


def test_dashes_join_whatever_their_direction_and_single_lines_stay() -> None:
    slope = np.array([0.8, 0.6])
    dashes = [Segment(slope * k * 20, slope * (k * 20 + 10), PEN) for k in (3, 0, 2, 1, 4)]
    single = _segment(0, 300, 12, 300)
    joined = join_dashes([*dashes, single], PEN, long_side=500)
    (row,) = [s for s in joined if s.dash]
    assert row.length == pytest.approx(90 + PEN.width, abs=0.1)
    assert sum(row.dash or ()) == pytest.approx(20, abs=0.1)
    assert [s for s in joined if not s.dash] == [single]


def test_uneven_short_lines_are_not_dashes() -> None:
    segments = [_segment(x, 0, x + 8, 0) for x in (0, 12, 60, 75, 140)]
    assert not any(s.dash for s in join_dashes(segments, PEN, long_side=500))


def test_background_is_the_modal_border_colour() -> None:
    rgb = np.full((40, 60, 3), 250, dtype=np.uint8)
    rgb[0, :20] = 0
    rgb[5:35, 5:55] = 90
    assert background_colour(rgb) == pytest.approx([250, 250, 250])


def test_palette_of_a_smoothed_drawing_holds_its_colours_alone() -> None:
    rgb = np.full((60, 90, 3), 255, dtype=np.uint8)
    rgb[10:50, 10:40] = (200, 30, 30)
    rgb[10:50, 50:80] = (40, 60, 200)
    rgb[10:50, 9] = (228, 140, 140)
    palette = find_palette(rgb, flat_mask(rgb))
    assert sorted(map(tuple, np.rint(palette.rgb).astype(int))) == [(40, 60, 200), (200, 30, 30), (255, 255, 255)]
    assert palette.classify(np.array([[205, 35, 30], [0, 255, 0]], dtype=np.uint8), 10.0).tolist()[1] == -1


def test_colour_distance_is_lightness_for_greys_and_mild_for_saturated_noise() -> None:
    white, grey = to_lab(np.array([255, 255, 255])), to_lab(np.array([119, 119, 119]))
    assert colour_distance(white, grey) == pytest.approx(50, abs=1)
    assert colour_distance(to_lab(np.array([0, 0, 254])), to_lab(np.array([0, 0, 236]))) < 4


@pytest.mark.parametrize(
    ("rgb", "text"), [((3, 4, 2), "#000000"), ((252, 251, 253), "#ffffff"), ((120, 124, 122), "#7a7a7a")]
)
def test_hex_colour_cleans_noise(rgb: tuple[int, int, int], text: str) -> None:
    assert hex_colour(np.array(rgb, dtype=float)) == text


def test_negative_inverts_every_colour() -> None:
    square = Area((np.array([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0]]),), "#102030")
    drawing = Drawing(10, 10, "#ffffff", (square,), (_segment(0, 0, 5, 5),), (square,))
    inverted = negative(drawing)
    assert inverted.background == "#000000"
    assert inverted.fills[0].colour == inverted.glyphs[0].colour == "#efdfcf"
    assert inverted.strokes[0].pen.colour == "#ffffff"
    assert negative(inverted) == drawing


@pytest.mark.parametrize(("value", "text"), [(2.0, "2"), (-0.04, "0"), (1.25, "1.2"), (100.0, "100"), (0.06, "0.1")])
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
