"""What goes into a CLIP model: the canonical picture at the size that the model takes. Needs no torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from stem2code_eval.figure.decode import Rgb
from stem2code_eval.metrics.protocol import Measurement, PicturePair

_PENDING = "It has not been measured: only its first step was taken."


@dataclass(frozen=True, slots=True)
class ModelInput:
    """The pictures that a model takes."""

    height: int
    width: int
    interpolation: str
    """`bicubic` or `bilinear`, with antialiasing, as the model's authors resize pictures for it."""
    mean: tuple[float, float, float]
    """Of R, G and B on 0-1, taken off ..."""
    std: tuple[float, float, float]
    """... before dividing by this."""

    def resize(self, canonical: Rgb) -> Rgb:
        """Return the canonical picture as `(height, width, 3)`.

        It is a square, so that nothing is cropped by a model that takes squares, as all but a few do.
        """
        method = Image.Resampling.BILINEAR if self.interpolation == "bilinear" else Image.Resampling.BICUBIC
        return np.asarray(Image.fromarray(canonical).resize((self.width, self.height), method))


@dataclass(frozen=True, slots=True)
class ClipPreparation:
    """The first step of `clip`, for any process: both pictures as the model takes them."""

    version: int
    parameters: Mapping[str, Any]
    form: ModelInput
    name: str = "clip"

    def measure(self, pair: PicturePair) -> Measurement:
        """Return both pictures, `(2, height, width, 3)`; the value is still to come."""
        pictures = [self.form.resize(side.canonical.rgb) for side in (pair.reference, pair.candidate)]
        return Measurement(None, reason=_PENDING, prepared=np.stack(pictures))
