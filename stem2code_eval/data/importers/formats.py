"""Which format a picture has, whatever its name says."""

import io
from dataclasses import dataclass

from PIL import Image

from stem2code_eval.figure.decode import FORMATS

_SUFFIXES = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "MPO": (".jpg", ".jpeg", ".mpo"),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "PPM": (".ppm", ".pgm", ".pbm", ".pnm"),
}


@dataclass(frozen=True, slots=True)
class Format:
    """A picture format."""

    name: str
    """As Pillow calls it."""
    suffixes: tuple[str, ...]
    """Ends of file names, in lower case, the usual one first."""


def format_of(data: bytes) -> Format:
    """Return the format of a picture that `decode` has read."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        name = image.format or "PNG"
    return Format(name, _SUFFIXES.get(name, (f".{name.lower()}",)))
