"""The one gate for pictures that come out of the sandbox: a size, and pixels that must fill exactly that size.

No picture format is parsed on the host. What a program's process sends is one deflate stream (see `runner.picture`),
which is inflated once, to no more than the one byte after its due end; the PNG around it is written here. Text chunks,
several images in one file, a second file behind the first, and decompression bombs have no place to be.
"""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.sandbox.runner.picture import CHANNELS, MAX_PIXELS, MAX_STREAM, as_png, inflated_size

_WHITE = 255


class BadImage(Exception):
    """The bytes are not a picture that we accept."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A picture whose every pixel has been read."""

    png: bytes
    width: int
    height: int
    blank: bool
    """Every pixel has the same colour once transparency is put on white."""


def check_picture(width: int, height: int, stream: bytes) -> Checked:
    """Check a picture as a program's process sends it.

    Args:
        width: pixels.
        height: pixels.
        stream: a zlib stream of rows: a filter byte, always 0, and `width` 8-bit RGBA pixels.

    Raises:
        BadImage: no pixels, or more than 25 million; a stream of more than 8 MiB; one that is damaged, filtered, or
            holds more or less than the size says.
    """
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise BadImage(f"the picture has {width} x {height} pixels; 1 to {MAX_PIXELS} are accepted")
    if len(stream) > MAX_STREAM:
        raise BadImage(f"the picture has {len(stream)} bytes, more than {MAX_STREAM}")
    rows = np.frombuffer(_inflate(stream, inflated_size(width, height)), np.uint8).reshape(height, -1)
    if rows[:, 0].any():
        raise BadImage("the picture's rows are filtered, which the runner does not do")
    return Checked(as_png(width, height, stream), width, height, _is_one_colour(rows[:, 1:]))


def _inflate(stream: bytes, expected: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(stream, expected + 1)
    except zlib.error as error:
        raise BadImage(f"the picture's data is damaged: {error}") from error
    if len(data) > expected or inflater.unconsumed_tail:
        raise BadImage("the picture holds more data than its size allows")
    if len(data) != expected or not inflater.eof or inflater.unused_data:
        raise BadImage("the picture's data does not fit its size")
    return data


def _is_one_colour(rows: NDArray[np.uint8]) -> bool:
    """Say whether rows of RGBA pixels show one colour on white paper."""
    pixels = rows.view(np.uint32)
    others = pixels != pixels[0, 0]
    at = np.unravel_index(others.argmax(), others.shape)
    if not others[at]:
        return True
    two = np.array([pixels[0, 0], pixels[at]])
    if len(_colours_on_white(two)) > 1:
        return False
    return len(_colours_on_white(np.unique(pixels))) == 1


def _colours_on_white(pixels: NDArray[np.uint32]) -> set[tuple[int, ...]]:
    """Return the colours, as RGB of 0-255, of RGBA pixels composited on white paper."""
    values = pixels.view(np.uint8).reshape(-1, CHANNELS).astype(np.uint32)
    colour, alpha = values[:, :3], values[:, 3:]
    shown = (colour * alpha + _WHITE * (_WHITE - alpha) + _WHITE // 2) // _WHITE
    return set(map(tuple, np.unique(shown, axis=0).tolist()))
