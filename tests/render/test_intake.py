"""Whatever a program's process sends as a picture is exactly that many pixels, or is refused."""

import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from stem2code_eval.render.intake import BadImage, check_picture
from stem2code_eval.sandbox.runner import picture


def pixels(width=20, height=10, colour=None) -> np.ndarray:
    if colour is not None:
        return np.tile(np.array(colour, np.uint8), (height, width, 1))
    return np.arange(width * height * 4, dtype=np.uint8).reshape(height, width, 4)


def check(array: np.ndarray):
    return check_picture(array.shape[1], array.shape[0], picture.compress(array))


def test_a_plain_picture_passes():
    checked = check(pixels(20, 10))
    assert (checked.width, checked.height, checked.blank) == (20, 10, False)


def test_the_png_holds_exactly_these_pixels():
    array = pixels(7, 5)
    with Image.open(io.BytesIO(check(array).png)) as image:
        assert image.mode == "RGBA"
        assert (np.asarray(image) == array).all()


def test_a_picture_is_the_same_stream_in_however_many_strips_it_is_compressed(monkeypatch):
    noise = np.random.default_rng(0).integers(0, 256, (331, 257, 4), np.uint8)
    noise[40:300] = 255
    streams = set()
    for strip in (1, 3000, 128 * 1024, 1 << 30):
        monkeypatch.setattr(picture, "_STRIP", strip)
        streams.add(picture.compress(noise))
    (stream,) = streams
    checked = check_picture(257, 331, stream)
    with Image.open(io.BytesIO(checked.png)) as image:
        assert (np.asarray(image) == noise).all()


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 0), (9, 9, 9, 255)])
def test_one_colour_is_blank(colour):
    assert check(pixels(5, 5, colour)).blank


def test_transparency_is_put_on_white_before_looking_for_ink():
    array = pixels(5, 5, (255, 255, 255, 255))
    array[2, 2] = (0, 0, 0, 0)
    assert check(array).blank
    array[2, 2] = (0, 0, 0, 9)
    assert not check(array).blank


def test_a_difference_behind_an_invisible_one_is_ink():
    array = pixels(5, 5, (255, 255, 255, 255))
    array[0, 1] = (0, 0, 0, 0)
    array[4, 4] = (0, 0, 0, 255)
    assert not check(array).blank


@pytest.mark.parametrize(
    ("width", "height", "stream"),
    [
        pytest.param(2, 1, b"", id="empty"),
        pytest.param(2, 1, b"not zlib", id="damaged data"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefgh")[:-3], id="truncated"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefgh") + b"PK\x03\x04", id="something behind"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefgh") * 2, id="two streams"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefghi"), id="a byte too many"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefg"), id="a byte too few"),
        pytest.param(2, 1, zlib.compress(b"\1abcdefgh"), id="a filtered row"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefgh", wbits=-15), id="no zlib head"),
        pytest.param(2, 1, zlib.compress(b"\0abcdefgh", wbits=31), id="gzip"),
        pytest.param(30_000, 30_000, zlib.compress(b""), id="too many pixels"),
        pytest.param(25_000_001, 1, zlib.compress(b""), id="a pixel too many"),
        pytest.param(0, 1, zlib.compress(b""), id="no pixels"),
        pytest.param(-2, -1, zlib.compress(b"\0abcdefgh"), id="less than no pixels"),
        pytest.param(100, 100, zlib.compress(bytes(100_000_000), 9), id="bomb"),
        pytest.param(2, 1, bytes(picture.MAX_STREAM + 1), id="too many bytes"),
    ],
)
def test_anything_else_is_refused(width, height, stream):
    with pytest.raises(BadImage):
        check_picture(width, height, stream)


def test_a_bomb_is_not_inflated():
    import resource

    bomb = zlib.compress(bytes(1 << 30), 9)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadImage, match="more data"):
        check_picture(100, 100, bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@given(st.data())
def test_damage_never_raises_anything_else(data):
    good = bytearray(picture.compress(pixels()))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        checked = check_picture(20, 10, bytes(good))
    except BadImage:
        return
    with Image.open(io.BytesIO(checked.png)) as image:
        image.load()


@given(st.integers(-3, 40), st.integers(-3, 40), st.binary(max_size=300))
def test_any_bytes_are_a_picture_or_refused(width, height, body):
    for stream in (body, zlib.compress(body)):
        try:
            checked = check_picture(width, height, stream)
        except BadImage:
            continue
        with Image.open(io.BytesIO(checked.png)) as image:
            assert image.size == (width, height)
            image.load()


TALL = (400, 700)
"""Of so many pixels, the rows are inflated in more than one go."""


@pytest.mark.parametrize("row", [0, 399, 699])
def test_one_pixel_anywhere_makes_a_large_picture_no_blank_one(row):
    array = pixels(*TALL, (255, 255, 255, 255))
    assert check(array).blank
    array[row, 7] = (0, 0, 0, 255)
    assert not check(array).blank


def test_a_filter_in_the_last_row_of_a_large_picture_is_refused():
    width, height = TALL
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    check_picture(width, height, zlib.compress(rows.tobytes()))
    rows[-1, 0] = 1
    with pytest.raises(BadImage, match="filtered"):
        check_picture(width, height, zlib.compress(rows.tobytes()))


@pytest.mark.parametrize(("more", "reason"), [(-1, "does not fit"), (1, "more data"), (1 << 20, "more data")])
def test_a_large_picture_of_another_size_than_it_says_is_refused(more, reason):
    width, height = TALL
    data = bytes(height * (1 + 4 * width) + more)
    with pytest.raises(BadImage, match=reason):
        check_picture(width, height, zlib.compress(data))
    stream = zlib.compress(bytes(height * (1 + 4 * width)))
    for broken in (stream[:-1], stream + b"x"):
        with pytest.raises(BadImage, match="does not fit"):
            check_picture(width, height, broken)
