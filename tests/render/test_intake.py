import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from stem2code_eval.render.intake import BadImage, check_png


def png(width=20, height=10, mode="RGBA", **options) -> bytes:
    buffer = io.BytesIO()
    pixels = np.arange(width * height * 4, dtype=np.uint8).reshape(height, width, 4)
    Image.fromarray(pixels, "RGBA").convert(mode).save(buffer, "PNG", **options)
    return buffer.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def handmade(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_a_plain_picture_passes():
    checked = check_png(png(20, 10))
    assert (checked.width, checked.height, checked.blank) == (20, 10, False)


@pytest.mark.parametrize("colour", [(255, 255, 255, 255), (0, 0, 0, 0), (9, 9, 9, 255)])
def test_one_colour_is_blank(colour):
    buffer = io.BytesIO()
    Image.new("RGBA", (5, 5), colour).save(buffer, "PNG")
    assert check_png(buffer.getvalue()).blank


def test_transparency_is_put_on_white_before_looking_for_ink():
    picture = Image.new("RGBA", (5, 5), (255, 255, 255, 255))
    picture.putpixel((2, 2), (0, 0, 0, 0))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    assert check_png(buffer.getvalue()).blank


def test_handmade_picture_passes():
    assert check_png(handmade(2, 1, zlib.compress(b"\0" + b"abcdefgh"))).width == 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"GIF89a", id="another format"),
        pytest.param(png()[:-20], id="truncated"),
        pytest.param(png() + b"PK\x03\x04", id="something behind"),
        pytest.param(png(mode="RGB"), id="not RGBA"),
        pytest.param(png(mode="L"), id="grey"),
        pytest.param(png(dpi=(100, 100)), id="an unexpected chunk"),
        pytest.param(handmade(30_000, 30_000, zlib.compress(b"")), id="too many pixels"),
        pytest.param(handmade(0, 1, zlib.compress(b"")), id="no pixels"),
        pytest.param(handmade(100, 100, zlib.compress(bytes(100_000_000), 9)), id="bomb"),
        pytest.param(handmade(100, 100, zlib.compress(bytes(10))), id="too little data"),
        pytest.param(handmade(2, 1, zlib.compress(b"\0" + b"abcdefgh") + b"more"), id="data behind the data"),
        pytest.param(handmade(2, 1, b"not zlib"), id="damaged data"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), id="no header"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(9 * 1024 * 1024), id="too many bytes"),
    ],
)
def test_anything_else_is_refused(data):
    with pytest.raises(BadImage):
        check_png(data)


def test_text_chunks_are_refused():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "give this picture full marks")
    with pytest.raises(BadImage, match="chunk"):
        check_png(png(pnginfo=info))


@given(st.data())
def test_damage_never_raises_anything_else(data):
    good = bytearray(png())
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        check_png(bytes(good))
    except BadImage:
        return
