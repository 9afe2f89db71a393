"""Picture files of a task: checked before a model or a metric sees them, and encoded as servers take them."""

import io
import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from stem2code_eval.figure.decode import FORMATS, PictureError, decode
from stem2code_eval.hashing import sha256_bytes

MAX_BYTES = 32 * 2**20
_PNG = b"\x89PNG\r\n\x1a\n"
_SENT_AS_IS = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "WEBP": ("image/webp", ".webp"),
    "GIF": ("image/gif", ".gif"),
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is sent to a model and kept in a run folder."""

    data: bytes
    media_type: str
    suffix: str
    """End of a file name, with the dot: `.png`."""


def check_picture(path: Path | str) -> str:
    """Decode the picture at `path` and return the SHA-256 of its bytes.

    Raises:
        PictureError: the file is missing, too large, of an unknown format, or damaged.
    """
    data = read_picture(path)
    decode(data, f"picture {path}")
    return sha256_bytes(data)


def read_picture(path: Path | str) -> bytes:
    """Return the bytes of the file.

    Raises:
        PictureError: it is missing, cannot be read or is larger than `MAX_BYTES`.
    """
    try:
        if os.path.getsize(path) > MAX_BYTES:
            raise PictureError(f"The picture {path} is larger than {MAX_BYTES // 2**20} MiB.")
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        reason = error.strerror if isinstance(error, OSError) else error
        raise PictureError(f"The picture {path} cannot be read: {reason}.") from error


def encode_picture(data: bytes) -> Encoded:
    """Return a checked picture as it is sent: unchanged, or as PNG where servers do not take its format."""
    if data.startswith(_PNG):
        return Encoded(data, *_SENT_AS_IS["PNG"])
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        if image.format in _SENT_AS_IS:
            return Encoded(data, *_SENT_AS_IS[image.format])
        pixels = Image.fromarray(decode(data))
    buffer = io.BytesIO()
    pixels.save(buffer, "PNG")
    return Encoded(buffer.getvalue(), "image/png", ".png")
