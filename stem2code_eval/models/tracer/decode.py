"""Picture bytes to an RGB array at a size that is worth tracing."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

LONGEST_SIDE = 1400
"""Pictures are scaled down to this many pixels on the long side before tracing."""

SHORTEST_LONG_SIDE = 400
"""Smaller pictures are scaled up by a whole factor (at most 3), so that thin strokes span several pixels."""

MOST_PIXELS = 64_000_000
"""Larger pictures are refused before they are decoded."""

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow's decoders raise on damaged files."""


class UndecodablePictureError(Exception):
    """The bytes are not a picture that can be traced; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for tracing."""

    rgb: NDArray[np.uint8]
    """Shape (height, width, 3), 0-255, on white where the source was transparent, at the working size."""
    width: int
    """Width of the source in pixels."""
    height: int
    """Height of the source in pixels."""

    @property
    def scale(self) -> float:
        """Working pixels per source pixel."""
        return float(max(self.rgb.shape[:2]) / max(self.width, self.height))


def decode_picture(data: bytes) -> Picture:
    """Decode the first frame of `data`, put it on white and bring it to the working size.

    Args:
        data: an encoded picture in any format that Pillow reads.

    Raises:
        UndecodablePictureError: the bytes are no picture, are damaged, or hold more than `MOST_PIXELS` pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise UndecodablePictureError(
                        f"The picture has {width} x {height} pixels; the tracer takes at most {MOST_PIXELS}."
                    )
                image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                flat = _on_white(image)
    except UnidentifiedImageError as error:
        raise UndecodablePictureError(f"The {len(data)} bytes are no picture in a format that is known.") from error
    except _BROKEN as error:
        raise UndecodablePictureError(
            f"The picture ({len(data)} bytes) could not be decoded: {type(error).__name__}: {error}"
        ) from error
    return Picture(np.asarray(_to_working_size(flat, width, height)), width, height)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return _from_deep_grey(image)
    if image.mode in ("RGB", "L", "CMYK", "YCbCr", "1") and "transparency" not in image.info:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    paper = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(paper, rgba).convert("RGB")


def _from_deep_grey(image: Image.Image) -> Image.Image:
    """Bring 16-bit and 32-bit grey to 8 bits; integers beyond 255 are read as 16-bit, floats by their range."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    top = float(values.max())
    if image.mode == "F":
        values = values * (255.0 / top) if top > 0 else values
    elif top > 255 or image.mode.startswith("I;16"):
        values = values / 257.0
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8)).convert("RGB")


def _to_working_size(image: Image.Image, width: int, height: int) -> Image.Image:
    """Scale to the working size; `width` and `height` are the source's, which `draft` may have halved."""
    longest = max(width, height)
    if longest > LONGEST_SIDE:
        factor = LONGEST_SIDE / longest
        size = (max(1, round(width * factor)), max(1, round(height * factor)))
        return image.resize(size, Image.Resampling.BOX if longest > 2 * LONGEST_SIDE else Image.Resampling.LANCZOS)
    factor_up = min(3, -(-SHORTEST_LONG_SIDE // longest))
    if factor_up > 1:
        return image.resize((width * factor_up, height * factor_up), Image.Resampling.BICUBIC)
    return image
