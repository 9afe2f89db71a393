"""Pictures small enough that hundreds of them travel inside one page."""

import base64
import io
from dataclasses import dataclass

from PIL import Image

from stem2code_eval.figure.decode import FORMATS, decode

SIDE = 480
"""Pixels; the longer side of a thumbnail is at most this."""
_QUALITY = 80
"""WebP of this quality is about 5 kB for a line drawing of `SIDE`, less than half of what JPEG takes."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A reduced picture that a page carries inside itself."""

    uri: str
    """A `data:` URI."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    full_width: int
    """Pixels of the picture before it was reduced, as its file says."""
    full_height: int
    """Pixels."""


def thumbnail(data: bytes) -> Thumbnail:
    """Return the picture of a file's bytes on white paper, its longer side at most `SIDE` pixels.

    The bytes of the result are this function's own encoding; nothing of the file's (metadata, appended data) is
    passed on.

    Raises:
        PictureError: the bytes are no picture that can be decoded, or hold too many pixels.
    """
    image = Image.fromarray(decode(data))
    image.thumbnail((SIDE, SIDE), Image.Resampling.HAMMING)
    encoded = io.BytesIO()
    image.save(encoded, "WEBP", quality=_QUALITY, method=2)
    uri = f"data:image/webp;base64,{base64.b64encode(encoded.getvalue()).decode('ascii')}"
    return Thumbnail(uri, *image.size, *_full_size(data))


def _full_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a picture that could be decoded."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        return image.size
