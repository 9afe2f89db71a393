"""The one gate for pictures that come out of the sandbox: structure first, then a decode under limits."""

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 25_000_000

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ALLOWED_CHUNKS = (b"IHDR", b"IDAT", b"IEND")
_RGBA_8_BIT = (8, 6, 0, 0, 0)
"""Bit depth, colour type, compression, filter and interlace (PNG specification, section 11.2.2)."""


class BadImage(Exception):
    """The bytes are not a picture that we accept."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A picture that was decoded completely."""

    width: int
    height: int
    blank: bool
    """Every pixel has the same colour once transparency is put on white."""


def check_png(data: bytes) -> Checked:
    """Check a PNG as the runner writes it: 8-bit RGBA, no interlace, no chunk but IHDR, IDAT and IEND, nothing behind.

    Raises:
        BadImage: anything else, a wrong checksum, more than 8 MB or 25 megapixels, or too little image data.
    """
    width, height, compressed = _read_chunks(data)
    _check_amount(compressed, height * (1 + 4 * width))
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
            canvas = Image.new("RGBA", image.size, "white")
            canvas.alpha_composite(image)
            one_colour = len(canvas.convert("RGB").getcolors(1) or ()) == 1
    except (OSError, ValueError, SyntaxError) as error:
        raise BadImage(f"the picture cannot be decoded: {error}") from error
    return Checked(width, height, one_colour)


def _read_chunks(data: bytes) -> tuple[int, int, bytes]:
    if len(data) > MAX_BYTES:
        raise BadImage(f"the picture has {len(data)} bytes, more than {MAX_BYTES}")
    if not data.startswith(_SIGNATURE):
        raise BadImage("the picture is not a PNG")
    position, names, header, compressed = len(_SIGNATURE), [], b"", bytearray()
    while position < len(data):
        if position + 12 > len(data):
            raise BadImage("the picture is cut short")
        (size,) = struct.unpack_from(">I", data, position)
        name, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + size]
        end = position + 12 + size
        if end > len(data) or struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(name + body):
            raise BadImage("the picture is cut short or damaged")
        if name not in _ALLOWED_CHUNKS:
            raise BadImage(f"the picture has a chunk {name!r}, which the runner does not write")
        names.append(name)
        header = body if name == b"IHDR" else header
        compressed += body if name == b"IDAT" else b""
        position = end
    if names[:1] != [b"IHDR"] or names[-1] != b"IEND" or names.count(b"IHDR") != 1 or names.count(b"IEND") != 1:
        raise BadImage("the picture's chunks are out of order")
    return *_read_header(header), bytes(compressed)


def _read_header(header: bytes) -> tuple[int, int]:
    if len(header) != 13 or tuple(header[8:]) != _RGBA_8_BIT:
        raise BadImage("the picture is not 8-bit RGBA without interlace")
    width, height = struct.unpack_from(">II", header)
    if not 0 < width * height <= MAX_PIXELS:
        raise BadImage(f"the picture has {width} x {height} pixels, more than {MAX_PIXELS}")
    return width, height


def _check_amount(compressed: bytes, expected: int) -> None:
    """Inflate in pieces, so that a bomb stops at the first byte too many."""
    inflater, total, left = zlib.decompressobj(), 0, compressed
    try:
        while left and not inflater.eof:
            total += len(inflater.decompress(left, 1 << 20))
            left = inflater.unconsumed_tail
            if total > expected:
                raise BadImage("the picture holds more data than its size allows")
    except zlib.error as error:
        raise BadImage(f"the picture's data is damaged: {error}") from error
    if total != expected or not inflater.eof or inflater.unused_data:
        raise BadImage("the picture's data does not fit its size")
