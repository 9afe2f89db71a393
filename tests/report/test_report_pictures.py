import io

import numpy as np
import pytest
from PIL import Image, PngImagePlugin
from report_runs import picture

from stem2code_eval.figure.decode import PictureError
from stem2code_eval.report.pictures import SIDE, Thumbnail, thumbnail


def pixels(made: Thumbnail) -> np.ndarray:
    with Image.open(io.BytesIO(made.data), formats=["WEBP"]) as image:
        return np.asarray(image.convert("RGB"))


def test_a_large_picture_is_reduced_in_proportion() -> None:
    made = thumbnail(picture(size=(1200, 800)))
    assert (made.width, made.height) == (SIDE, SIDE * 2 // 3)
    assert pixels(made).shape == (SIDE * 2 // 3, SIDE, 3)


def test_a_small_picture_keeps_its_size_and_its_look() -> None:
    original = picture("red", (100, 60))
    made = pixels(thumbnail(original))
    expected = np.asarray(Image.open(io.BytesIO(original)))
    assert made.shape == expected.shape
    assert np.abs(made.astype(int) - expected).mean() < 10


def test_transparent_paper_is_white() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    assert pixels(thumbnail(buffer.getvalue())).min() > 250


def test_nothing_hidden_in_the_file_is_passed_on() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, "PNG", pnginfo=notes)
    made = thumbnail(buffer.getvalue() + b"<script>alert(2)</script>")
    assert b"script" not in made.data


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(PictureError):
        thumbnail(b"<svg onload=alert(1)></svg>")


def test_the_ink_is_found_as_a_share_of_the_sides() -> None:
    image = Image.new("RGB", (1000, 500), "white")
    image.paste("black", (100, 50, 600, 450))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    assert thumbnail(buffer.getvalue()).ink == pytest.approx((0.1, 0.1, 0.6, 0.9), abs=0.005)
    assert thumbnail(picture("white")).ink is None
