"""Encoded pictures to plain RGB arrays of bounded size, whatever the file's mode, depth or transparency."""

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from stem2code_eval.errors import UserError
from stem2code_eval.figure.plain_png import read_plain_png

Rgb = NDArray[np.uint8]
"""A picture: `(height, width, 3)`, sRGB, 0-255.

As `decode` makes it, it lies in memory channel by channel, and a grey one is a single channel seen three times.
"""

Plane = NDArray[np.uint8]
"""One channel of a picture: `(height, width)`, 0-255."""

Planes = tuple[Plane, ...]
"""One plane of a grey picture; else red, green and blue."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM")
"""Raster formats that Pillow decodes by itself; anything that starts another program (EPS) stays out."""

MAX_PIXELS = 50_000_000
"""Larger pictures are refused before a pixel is decoded."""

WORKING_SIDE = 2048
"""Pixels; the longer side of what `decode` returns is at most this."""

_BROKEN_FILE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow's decoders are known to raise on damaged files."""


class PictureError(UserError):
    """A picture cannot be read: not an image, damaged, too large, or of a kind without defined colours."""


def decode(data: bytes, what: str = "picture", reduced: bool = True) -> Rgb:
    """Decode a picture and composite it on white.

    Transparent pixels show the white paper below, 16-bit greys keep their upper 8 bits, the EXIF orientation
    is applied, an animation gives its first frame, colour profiles are ignored. A picture whose longer side
    exceeds `WORKING_SIDE` is reduced by the smallest whole factor that makes it fit, by area averaging with
    premultiplied alpha.

    Args:
        data: the file's bytes, in one of `FORMATS`.
        what: how to call the picture in an error message, such as "reference picture".
        reduced: False keeps the picture at its full size, whatever that is.

    Returns:
        Array `(height, width, 3)` of uint8, both sides 1 to `WORKING_SIDE` if `reduced`.

    Raises:
        PictureError: the bytes are no such picture, are damaged, or hold more than `MAX_PIXELS` pixels.
    """
    try:
        plain = read_plain_png(data, MAX_PIXELS)
        if plain is not None:
            return _flatten(plain, what, reduced)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image, what)
            return _flatten(image, what, reduced)
    except _BROKEN_FILE as error:
        raise PictureError(
            f"The {what} ({len(data)} bytes) cannot be decoded: {_in_a_line(error)}. "
            f"Give an undamaged file in one of these formats: {', '.join(FORMATS)}."
        ) from error


def full_side(data: bytes) -> int:
    """Return the longer side, in pixels, of a picture that `decode` can read."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        return max(image.size)


def planes_of(rgb: Rgb) -> Planes:
    """Return the channels of a picture, each contiguous; a single one where all three are the same."""
    if rgb.strides[2] == 0:
        return (np.ascontiguousarray(rgb[..., 0]),)
    red, green, blue = (np.ascontiguousarray(rgb[..., channel]) for channel in range(3))
    return (red,) if np.array_equal(red, green) and np.array_equal(green, blue) else (red, green, blue)


def rgb_of(planes: Planes) -> Image.Image:
    """Return channels as one picture of mode RGB."""
    return Image.merge("RGB", [Image.fromarray(planes[channel % len(planes)]) for channel in range(3)])


def _in_a_line(error: BaseException) -> str:
    text = str(error).split("<_io.BytesIO")[0].strip() or type(error).__name__
    return " ".join(text.split()).rstrip(".")


def _check_size(image: Image.Image, what: str) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"The {what} has {width} x {height} pixels, more than the {MAX_PIXELS // 10**6} million that are "
            "read. Save it at a lower resolution."
        )


def _flatten(image: Image.Image, what: str, reduced: bool) -> Rgb:
    ImageOps.exif_transpose(image, in_place=True)
    image = _eight_bit(image, what)
    if _shows_paper(image):
        layers = _reduce(image.convert("RGBA"), reduced)
        paper = Image.new("RGBA", layers.size, "white")
        image = Image.alpha_composite(paper, layers)
    elif _factor(image, reduced) > 1 or image.mode not in ("L", "RGB", "RGBA"):
        image = _reduce(image.convert("RGB"), reduced)
    return _channels(image)


def _channels(image: Image.Image) -> Rgb:
    """Return the colours of a picture of mode L, RGB or RGBA, channel by channel."""
    width, height = image.size
    levels = [image.tobytes("raw", band) for band in image.getbands()[:3]]
    if levels[1:] == levels[:-1]:
        grey = np.frombuffer(levels[0], np.uint8).reshape(height, width, 1)
        return np.broadcast_to(grey, (height, width, 3))
    return np.frombuffer(b"".join(levels), np.uint8).reshape(3, height, width).transpose(1, 2, 0)


def _shows_paper(image: Image.Image) -> bool:
    if image.mode in ("RGBA", "LA"):
        alpha = image.tobytes("raw", "A") if image.mode == "RGBA" else image.getchannel("A").tobytes()
        return bool(np.frombuffer(alpha, np.uint8).min(initial=255) != 255)
    return image.has_transparency_data


def _eight_bit(image: Image.Image, what: str) -> Image.Image:
    if image.mode == "F":
        raise PictureError(f"The {what} holds floating-point pixels, which have no defined white. Save it as PNG.")
    if image.mode != "I" and not image.mode.startswith("I;16"):
        return image
    values: NDArray[Any] = np.asarray(image).astype(np.int64)
    if values.max(initial=0) > 255:
        values >>= 8
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def _reduce(image: Image.Image, wanted: bool) -> Image.Image:
    factor = _factor(image, wanted)
    return image.reduce(factor) if factor > 1 else image


def _factor(image: Image.Image, wanted: bool) -> int:
    return -(-max(image.size) // WORKING_SIDE) if wanted else 1
