"""Pictures small enough that a table of thousands shows them beside its rows."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from stem2code_eval.figure.decode import FORMATS, Rgb, decode
from stem2code_eval.figure.page import read_page

SIDE = 192
"""Pixels; the longer side of a thumbnail is at most this. Twice what the table shows, for dense screens."""
_QUALITY = 80
_EFFORT = 0
"""Of WebP's six; more takes twice the time and saves a tenth of the bytes of a line drawing."""
_READ_AT = 480
"""Pixels; the longer side of the picture in which the ink is looked for, and of any thumbnail, is at most this."""

Share = tuple[float, float, float, float]
"""Left, top, right and bottom of a box, from 0 to 1 of the picture's sides."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A reduced picture."""

    data: bytes
    """A WebP file."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    full_width: int
    """Pixels of the picture before it was reduced, as its file says."""
    full_height: int
    """Pixels."""
    ink: Share | None
    """The box around what is drawn; None on an empty page."""

    @property
    def uri(self) -> str:
        """The picture as a `data:` URI, for a page that carries it inside itself."""
        return f"data:image/webp;base64,{base64.b64encode(self.data).decode('ascii')}"


def thumbnail(data: bytes, side: int = SIDE) -> Thumbnail:
    """Return the picture of a file's bytes on white paper, its longer side at most `side` pixels.

    The bytes of the result are this function's own encoding; nothing of the file's (metadata, appended data) is
    passed on.

    Raises:
        PictureError: the bytes are no picture that can be decoded, or hold too many pixels.
    """
    image = Image.fromarray(decode(data))
    image = image.reduce(-(-max(image.size) // _READ_AT))
    ink = _ink(image)
    image.thumbnail((side, side), Image.Resampling.HAMMING)
    encoded = io.BytesIO()
    image.save(encoded, "WEBP", quality=_QUALITY, method=_EFFORT)
    return Thumbnail(encoded.getvalue(), *image.size, *_full_size(data), ink)


def _ink(image: Image.Image) -> Share | None:
    rgb: Rgb = np.asarray(image)
    box = read_page(rgb).box
    if box is None:
        return None
    left, top, right, bottom = box
    return left / image.width, top / image.height, right / image.width, bottom / image.height


def _full_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a picture that could be decoded."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        return image.size
