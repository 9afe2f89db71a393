"""A smaller copy of a picture, for models that take no large ones or charge by the pixel."""

import io
import math

from PIL import Image

from stem2code_eval.figure.decode import PictureError


def downscaled(data: bytes, max_pixels: int) -> bytes | None:
    """Return the picture as a PNG of at most `max_pixels` pixels with the same proportions, or None if it has no more.

    Resampled by Lanczos' filter. A picture is never enlarged.

    Raises:
        PictureError: it cannot be decoded.
    """
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            if width * height <= max_pixels:
                return None
            shrink = math.sqrt(max_pixels / (width * height))
            across = min(max(1, int(width * shrink)), max_pixels)
            size = across, min(max(1, int(height * shrink)), max_pixels // across)
            mode = "RGBA" if image.has_transparency_data else "RGB"
            smaller = image.convert(mode).resize(size, Image.Resampling.LANCZOS)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(f"the picture cannot be made smaller: {error}") from error
    buffer = io.BytesIO()
    smaller.save(buffer, "PNG")
    return buffer.getvalue()
