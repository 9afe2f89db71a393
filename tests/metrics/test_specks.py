import numpy as np
import pytest

from stem2code_eval.figure.elements.marks import Outline
from stem2code_eval.metrics.specks import pieces_of, pixels_among

SIDE = 1000.0
BLACK = (0.0, 0.0, 0.0, 1.0)


def box(x: float, y: float, width: float, height: float) -> np.ndarray:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])


def outline(pieces: list[np.ndarray], closed: bool, width: float) -> Outline:
    return Outline(
        pieces=pieces,
        closed=[closed] * len(pieces),
        face=BLACK if closed else None,
        edge=BLACK if width else None,
        width=width,
        dash=None,
        dash_start=0.0,
        hatch=None,
        clip=None,
        group="",
    )


def filled(*boxes: np.ndarray) -> Outline:
    return outline(list(boxes), closed=True, width=0.0)


def count(marks: list[Outline], many: int = 40, loose: bool = False) -> int:
    return int(pixels_among(pieces_of(marks), SIDE, many, loose).sum())


def grid(size: float, pitch: float, columns: int = 10, rows: int = 10) -> list[np.ndarray]:
    return [box(pitch * x, pitch * y, size, size) for x in range(columns) for y in range(rows)]


@pytest.mark.parametrize("together", [True, False])
def test_specks_side_by_side_are_pixels_in_one_mark_or_many(together: bool) -> None:
    squares = grid(8, 8)
    assert count([filled(*squares)] if together else [filled(square) for square in squares]) == 100


def test_specks_apart_are_dots_unless_nearly_all_is_specks() -> None:
    assert count([filled(*grid(8, 20))]) == 0
    assert count([filled(*grid(8, 20))], loose=True) == 100


def test_drawing_dots_twice_does_not_put_them_side_by_side() -> None:
    assert count([filled(*grid(8, 20)), filled(*grid(8, 20))]) == 0


def test_few_specks_are_details() -> None:
    assert count([filled(*grid(8, 8))], many=100) == 0


def test_large_squares_are_squares() -> None:
    assert count([filled(*grid(40, 40))]) == 0


@pytest.mark.parametrize("turned", [False, True])
def test_rows_of_an_image_are_pixels_and_ruled_lines_are_not(turned: bool) -> None:
    def bars(pitch: float) -> list[np.ndarray]:
        return [box(0, pitch * row, 300, 8)[:, :: -1 if turned else 1] for row in range(60)]

    assert count([filled(*bars(8))]) == 60
    assert count([filled(*bars(16))]) == 0


def test_the_dashes_of_a_line_are_no_pixels() -> None:
    dashes = [box(30 * number, 100, 20, 4) for number in range(100)]
    assert count([filled(*dashes)], loose=True) == 0


def test_a_line_is_as_wide_as_it_is_drawn() -> None:
    points = [np.array([[0.0, 8.0 * row], [300.0, 8.0 * row]]) for row in range(60)]
    thin = outline(points, closed=False, width=1.0)
    wide = outline(points, closed=False, width=8.0)
    assert (count([thin]), count([wide])) == (0, 60)


def test_no_marks_no_pixels() -> None:
    assert count([]) == 0
    assert count([filled()]) == 0
