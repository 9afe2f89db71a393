import numpy as np
from PIL import Image, ImageDraw

from stem2code_eval.figure.ink import WHITE
from stem2code_eval.figure.page import other_readings, read_page

YELLOW = (255, 238, 90)


def picture(size, background, draw=lambda d: None) -> np.ndarray:
    image = Image.new("RGB", size, background)
    draw(ImageDraw.Draw(image))
    return np.asarray(image)


def cross(d):
    d.line((30, 30, 90, 70), fill="black", width=3)
    d.line((30, 70, 90, 30), fill="black", width=3)


def test_white_margins_are_paper():
    page = read_page(picture((120, 100), "white", cross))
    assert page.colour == WHITE
    left, top, right, bottom = page.box
    assert 25 < left < 32 < 88 < right < 95
    assert 25 < top < 32 < 68 < bottom < 75
    assert other_readings(page) == []


def test_a_black_canvas_is_paper_for_white_lines():
    page = read_page(picture((120, 100), "black", lambda d: d.line((30, 30, 90, 70), fill="white", width=3)))
    assert page.colour == (0, 0, 0)
    assert page.ink.mean() < 0.05


def test_a_page_that_bleeds_off_the_canvas_is_paper_and_may_also_lie_on_white():
    page = read_page(picture((120, 100), YELLOW, cross))
    assert page.colour == YELLOW
    assert page.ink.mean() < 0.1
    on_white = other_readings(page)[-1]
    assert on_white.colour == WHITE
    assert on_white.ink.all()


def test_a_grid_cut_along_its_black_outline_keeps_white_paper():
    def grid(d):
        for k in range(0, 121, 40):
            d.line((k, 0, k, 120), fill="black", width=3)
            d.line((0, k, 120, k), fill="black", width=3)

    page = read_page(picture((121, 121), "white", grid))
    assert page.colour == WHITE
    assert page.box == (0, 0, 121, 121)
    assert 0.05 < page.ink.mean() < 0.25


def test_a_coloured_rectangle_with_a_drawing_may_be_the_page():
    def plate(d):
        d.rectangle((10, 10, 110, 90), fill=YELLOW)
        cross(d)

    page = read_page(picture((120, 100), "white", plate))
    assert page.colour == WHITE
    (reading,) = other_readings(page)
    assert reading.colour == YELLOW
    assert reading.ink.mean() < 0.1


def test_a_plain_filled_rectangle_is_a_drawing_and_not_a_page():
    page = read_page(picture((120, 100), "white", lambda d: d.rectangle((10, 10, 110, 90), fill=YELLOW)))
    assert other_readings(page) == []


def test_one_colour_has_no_ink():
    for colour in ("white", "black", YELLOW):
        page = read_page(picture((5, 5), colour))
        assert page.box is None
        assert not page.ink.any()
