"""The sandbox's own files are read as Pillow reads them, and whatever else a file is, is left to Pillow."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from zlib_ng import zlib_ng

from stem2code_eval.figure.decode import MAX_PIXELS, PictureError, decode
from stem2code_eval.figure.plain_png import read_plain_png
from stem2code_eval.sandbox.runner.picture import as_png, compress

RNG = np.random.default_rng(0)
COLOURS = RNG.integers(0, 256, (7, 5, 4), np.uint8)
COLOURED, GREY = (
    COLOURS | np.array([0, 0, 0, 255], np.uint8),
    COLOURS[..., [0, 0, 0, 3]] | np.array([0, 0, 0, 255], np.uint8),
)


def plain(pixels: np.ndarray) -> bytes:
    return as_png(pixels.shape[1], pixels.shape[0], compress(pixels))


def rows(pixels: np.ndarray, kind: int = 0) -> bytes:
    return b"".join(bytes([kind]) + row.tobytes() for row in pixels)


def by_pillow(data: bytes) -> np.ndarray:
    target = io.BytesIO()
    Image.open(io.BytesIO(data)).save(target, "PNG")  # filtered, in other chunks
    assert read_plain_png(target.getvalue(), MAX_PIXELS) is None
    return decode(target.getvalue())


@pytest.mark.parametrize("pixels", [COLOURS, COLOURED, GREY], ids=["transparent", "coloured", "grey"])
def test_pixels_are_those_that_pillow_reads(pixels):
    data = plain(pixels)
    assert read_plain_png(data, MAX_PIXELS) is not None
    np.testing.assert_array_equal(decode(data), by_pillow(data))


@pytest.mark.parametrize("deflate", [zlib.compress, lambda data: zlib_ng.compress(data, 2)], ids=["zlib", "zlib-ng"])
def test_any_deflater_will_do(deflate):
    data = as_png(5, 7, deflate(rows(COLOURED)))
    assert read_plain_png(data, MAX_PIXELS) is not None
    np.testing.assert_array_equal(decode(data), COLOURED[..., :3])


def test_filtered_rows_are_left_to_pillow():
    data = as_png(5, 7, zlib.compress(rows(COLOURED, kind=1)))
    assert read_plain_png(data, MAX_PIXELS) is None
    running = np.cumsum(COLOURED, axis=1, dtype=np.uint8)
    np.testing.assert_array_equal(decode(data)[running[..., 3] == 255], running[running[..., 3] == 255][:, :3])


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_too_large_a_picture_is_not_inflated():
    data = as_png(10_000, 10_000, zlib.compress(b""))
    assert read_plain_png(data, MAX_PIXELS) is None
    with pytest.raises(PictureError, match="million"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        plain(COLOURED)[:20],
        plain(COLOURED)[:-1],
        plain(COLOURED) + b"\0",
        plain(COLOURED).replace(b"IDAT", b"IDAX"),
        as_png(0, 7, compress(COLOURED)),
        as_png(5, 6, compress(COLOURED)),
        as_png(5, 8, compress(COLOURED)),
        as_png(5, 7, compress(COLOURED)[:-5]),
        as_png(5, 7, compress(COLOURED) + b"more"),
        as_png(5, 7, b"no stream"),
        as_png(5, 7, zlib.compress(bytes(1 << 24))),
        plain(COLOURED)[:29] + struct.pack(">I", 0) + plain(COLOURED)[33:],
    ],
)
def test_whatever_is_damaged_is_left_to_pillow(data):
    assert read_plain_png(data, MAX_PIXELS) is None
