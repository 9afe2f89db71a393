"""A picture on its way out of the jail: its size, and its pixels as the deflate stream that a PNG will hold.

The stream is what `IDAT` carries (PNG specification, third edition, sections 7 and 9): for every row a filter byte,
here always 0, then its pixels as 8-bit RGBA. Made once in the jail, inflated once on the host, and put into a file as
it is.
"""

import struct
from typing import Any

from zlib_ng import zlib_ng

MAX_PIXELS = 25_000_000
MAX_STREAM = 8 * 1024 * 1024
"""Bytes of compressed pixels."""
CHANNELS = 4
LEVEL = 2
"""Of zlib-ng. On line drawings, level 1 saves a sixth of the time and writes twice as much."""

_STRIP = 128 * 1024
"""Bytes of rows that are compressed at once: few enough to stay in the processor's cache, and in pages already had."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA_8_BIT = (8, 6, 0, 0, 0)
"""Bit depth, colour type, compression, filter method and interlace."""


def compress(pixels: Any) -> bytes:
    """Return an array `(height, width, 4)` of uint8 as a stream."""
    import numpy as np

    height, width = pixels.shape[:2]
    rows = np.asarray(pixels).reshape(height, CHANNELS * width)
    strip = np.zeros((max(1, _STRIP // (1 + CHANNELS * width)), 1 + CHANNELS * width), np.uint8)
    deflater = zlib_ng.compressobj(LEVEL)
    pieces = []
    for top in range(0, height, len(strip)):
        part = strip[: height - top]
        part[:, 1:] = rows[top : top + len(part)]
        pieces.append(deflater.compress(part.data))
    return b"".join(pieces) + deflater.flush()


def inflated_size(width: int, height: int) -> int:
    """Return how many bytes the stream of a picture must hold."""
    return height * (1 + CHANNELS * width)


def as_png(width: int, height: int, stream: bytes) -> bytes:
    """Return a picture as a PNG file of three chunks."""
    header = struct.pack(">IIBBBBB", width, height, *_RGBA_8_BIT)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", stream) + _chunk(b"IEND", b"")


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib_ng.crc32(body, zlib_ng.crc32(name)))
