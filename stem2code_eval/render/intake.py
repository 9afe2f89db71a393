"""The one gate for pictures that come out of the sandbox: a size, and pixels that must fill exactly that size.

No picture format is parsed on the host. What a program's process sends is one deflate stream (see `runner.picture`),
which is inflated once, to no more than the one byte after its due end; the PNG around it is written here. Text chunks,
several images in one file, a second file behind the first, and decompression bombs have no place to be.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.inflated import BadRows, inflate_rows
from stem2code_eval.sandbox.runner.picture import CHANNELS, MAX_PIXELS, MAX_STREAM, as_png

_WHITE = 255
_DIGITS = np.array([1 << 16, 1 << 8, 1], np.uint32)
"""By which red, green and blue become one number."""
_AT_ONCE = 128 * 1024
"""Bytes of rows that are inflated at once: as many as stay in the processor's cache."""


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
    colours: set[int] = set()
    try:
        for rows in inflate_rows(stream, width, height, _AT_ONCE):
            if rows[:, 0].any():
                raise BadImage("the picture's rows are filtered, which the runner does not do")
            if len(colours) < 2:
                colours |= _colours(rows[:, 1:].view(np.uint32))
    except BadRows as error:
        raise BadImage(str(error)) from error
    return Checked(as_png(width, height, stream), width, height, len(colours) == 1)


def _colours(pixels: NDArray[np.uint32]) -> set[int]:
    """Return colours of some RGBA pixels on white paper: all, or two where there are more."""
    others = pixels != pixels[0, 0]
    at = np.unravel_index(others.argmax(), others.shape)
    two = np.array([pixels[0, 0], pixels[at]])
    found = _colours_on_white(two)
    return found if len(found) > 1 or not others[at] else _colours_on_white(np.unique(pixels))


def _colours_on_white(pixels: NDArray[np.uint32]) -> set[int]:
    """Return the colours, each as one number, of RGBA pixels composited on white paper."""
    values = pixels.view(np.uint8).reshape(-1, CHANNELS).astype(np.uint32)
    colour, alpha = values[:, :3], values[:, 3:]
    shown = (colour * alpha + _WHITE * (_WHITE - alpha) + _WHITE // 2) // _WHITE
    return set((shown @ _DIGITS).tolist())
