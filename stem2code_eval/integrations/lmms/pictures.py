"""Pictures on their way through lmms-eval."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def as_shown(image: Image.Image) -> Image.Image:
    """Return a picture as lmms-eval's own tasks give it: RGB; what is transparent is shown on white."""
    if image.mode == "RGB":
        return image
    full = image.convert("RGBA")
    page = Image.new("RGBA", full.size, "white")
    page.alpha_composite(full)
    return page.convert("RGB")


def same_picture(image: Any, path: Path) -> bool:
    """Return whether a picture has the pixels of the file at `path`."""
    with Image.open(path) as expected:
        return np.array_equal(np.asarray(as_shown(image)), np.asarray(as_shown(expected)))
