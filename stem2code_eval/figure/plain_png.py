"""The files that the sandbox's pictures come in, read without a general decoder.

Their streams are zlib-ng's, which the classic zlib, with which Pillow may be built or run, takes more than ten times
as long to inflate. Whatever else a file is, or is damaged in, is left to Pillow, and so is what to say of it.
"""

import struct

from PIL import Image

from stem2code_eval.figure.inflated import BadRows, inflate_rows
from stem2code_eval.sandbox.runner.picture import as_png

_SIZE = slice(16, 24)
_STREAM = slice(41, -16)
"""What of a file of three chunks is its size, and what its pixels."""


def read_plain_png(data: bytes, most_pixels: int) -> Image.Image | None:
    """Return a picture as `as_png` writes it, of mode RGBA; None where the file is anything else, or damaged.

    Args:
        data: the file.
        most_pixels: of a larger picture nothing is inflated.
    """
    if len(data[_SIZE]) < 8:
        return None
    width, height = struct.unpack(">II", data[_SIZE])
    if not 0 < width * height <= most_pixels or as_png(width, height, data[_STREAM]) != data:
        return None
    try:
        (rows,) = inflate_rows(data[_STREAM], width, height)
    except BadRows:
        return None
    if rows[:, 0].any():
        return None
    return Image.frombytes("RGBA", (width, height), rows.reshape(-1)[1:].data, "raw", "RGBA", rows.shape[1], 1)
