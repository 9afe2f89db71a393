"""`ssim`: structural similarity where something is drawn, in colour."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from stem2code_eval.figure import canonical
from stem2code_eval.figure.canonical import Canonical
from stem2code_eval.figure.decode import Planes, rgb_of
from stem2code_eval.figure.ink import Mask, dilated
from stem2code_eval.metrics.elements import tidy
from stem2code_eval.metrics.protocol import Measurement, PicturePair
from stem2code_eval.metrics.windows import DATA_RANGE, K1, K2, RADIUS, SIGMA, colour_ssim, mean_ssim

DILATION = 5
"""Pixels around ink that belong to the region."""
RAW_SIDE = 512
"""Pixels; the longer side at which the raw index is taken, at most."""

_PARAMETERS: Mapping[str, Any] = {
    "canonical": canonical.PARAMETERS,
    "implementation": "scikit-image structural_similarity",
    "gaussian_weights": True,
    "sigma": SIGMA,
    "data_range": DATA_RANGE,
    "use_sample_covariance": False,
    "K1": K1,
    "K2": K2,
    "channels": "mean over R, G, B",
    "region": "union of both inks, dilated by a square",
    "dilation": DILATION,
    "floor": 0,
}


class SsimMetric:
    """Mean SSIM over the drawn region of the canonical pictures, in colour.

    SSIM: Wang, Bovik, Sheikh and Simoncelli (IEEE TIP 2004). Averaging over the ink keeps empty paper, which
    any blank picture gets right, out of the mean.
    """

    name: str = "ssim"
    version: int = 2
    parameters: Mapping[str, Any] = _PARAMETERS

    def measure(self, pair: PicturePair) -> Measurement:
        """Return 100 times the mean over the ink region, at least 0."""
        mean = ink_region_ssim(pair.reference.canonical, pair.candidate.canonical)
        raw = raw_ssim(pair.reference.planes, pair.candidate.planes)
        return Measurement(tidy(100 * mean), {"ssim_raw": None if raw is None else 100 * raw})


def ink_region_ssim(reference: Canonical, candidate: Canonical) -> float:
    """Return the mean SSIM, -1 to 1, over the union of both inks dilated by `DILATION`.

    The number for a blank candidate is not zero: flat paper next to a stroke is alike on both sides.
    `score_pair` counts such a candidate as 0 all the same, because nothing was drawn.

    Raises:
        ValueError: neither picture has ink.
    """
    region = ink_region(reference.ink | candidate.ink)
    if not region.any():
        raise ValueError("neither picture has ink")
    return float(np.mean(colour_ssim(reference.planes, candidate.planes, region)[region]))


def ink_region(ink: Mask) -> Mask:
    """Return the pixels within `DILATION` rows and columns of `ink`."""
    return dilated(ink, DILATION)


def raw_ssim(reference: Planes, candidate: Planes) -> float | None:
    """Return the plain SSIM of the whole pictures in grey, -1 to 1: a diagnostic, and a warning.

    The candidate is resized to the reference, whatever its shape; a reference whose longer side exceeds
    `RAW_SIDE` is reduced to it first. None when a side is then shorter than the window of 11 pixels.
    """
    height, width = reference[0].shape
    factor = max(1.0, max(height, width) / RAW_SIDE)
    size = max(1, round(width / factor)), max(1, round(height / factor))
    if min(size) < 2 * RADIUS + 1:
        return None
    first, second = (np.asarray(_grey(planes).resize(size, Image.Resampling.BOX)) for planes in (reference, candidate))
    return mean_ssim(first, second)


def _grey(planes: Planes) -> Image.Image:
    return Image.fromarray(planes[0]) if len(planes) == 1 else rgb_of(planes).convert("L")


SSIM = SsimMetric()
