"""Pictures compared by their pixels, not by their bytes."""

import hashlib
import io

from PIL import Image


def pixel_sha256(png: bytes) -> str:
    """Return the hash of a picture's size and RGBA pixels, so that two encodings of one picture hash alike."""
    with Image.open(io.BytesIO(png)) as image:
        rgba = image.convert("RGBA")
        digest = hashlib.sha256(f"{rgba.width}x{rgba.height}:".encode())
        digest.update(rgba.tobytes())
    return digest.hexdigest()
