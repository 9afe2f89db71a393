"""`ssim`: structural similarity where something is drawn, in colour."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import maximum_filter
from skimage.metrics import structural_similarity

from stem2code_eval.figure import canonical
from stem2code_eval.figure.canonical import Canonical
from stem2code_eval.figure.decode import Rgb
from stem2code_eval.figure.ink import Mask
from stem2code_eval.metrics.protocol import Measurement, PicturePair

SIGMA = 1.5
WINDOW_RADIUS = 5
"""Pixels; 3.5 sigma, where scikit-image cuts the Gaussian off."""
DILATION = 5
"""Pixels around ink that belong to the region."""
RAW_SIDE = 512
"""Pixels; the longer side at which the raw index is taken, at most."""

_PARAMETERS: Mapping[str, Any] = {
    "canonical": canonical.PARAMETERS,
    "implementation": "scikit-image structural_similarity",
    "gaussian_weights": True,
    "sigma": SIGMA,
    "data_range": 255,
    "use_sample_covariance": False,
    "K1": 0.01,
    "K2": 0.03,
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
    version: int = 1
    parameters: Mapping[str, Any] = _PARAMETERS

    def measure(self, pair: PicturePair) -> Measurement:
        """Return 100 times the mean over the ink region, at least 0."""
        mean = ink_region_ssim(pair.reference.canonical, pair.candidate.canonical)
        raw = raw_ssim(pair.reference.rgb, pair.candidate.rgb)
        return Measurement(100 * max(0.0, mean), {"ssim_raw": None if raw is None else 100 * raw})


def ink_region_ssim(reference: Canonical, candidate: Canonical) -> float:
    """Return the mean SSIM, -1 to 1, over the union of both inks dilated by `DILATION`.

    The number for a blank candidate is not zero: flat paper next to a stroke is alike on both sides.
    `score_pair` counts such a candidate as 0 all the same, because nothing was drawn.

    Raises:
        ValueError: neither picture has ink.
    """
    region = ink_region(reference.ink | candidate.ink)
    rows, columns = np.nonzero(region.any(axis=1))[0], np.nonzero(region.any(axis=0))[0]
    if len(rows) == 0:
        raise ValueError("neither picture has ink")
    part = _with_window(rows), _with_window(columns)
    return float(np.mean(ssim_map(reference.rgb[part], candidate.rgb[part])[region[part]]))


def ink_region(ink: Mask) -> Mask:
    """Return the pixels within `DILATION` rows and columns of `ink`."""
    grown = maximum_filter(ink.view(np.uint8), size=2 * DILATION + 1, mode="constant")
    return np.asarray(grown.view(np.bool_))


def ssim_map(reference: Rgb, candidate: Rgb) -> NDArray[np.float64]:
    """Return the SSIM of every pixel, averaged over the channels; `(height, width)`, -1 to 1.

    Two grey pictures have three equal channels, of which one is enough.

    Args:
        reference: `(height, width, 3)`, at least 11 pixels on each side.
        candidate: the same shape.
    """
    if _is_grey(reference) and _is_grey(candidate):
        reference, candidate = reference[..., :1], candidate[..., :1]
    _, full = structural_similarity(
        reference,
        candidate,
        channel_axis=2,
        gaussian_weights=True,
        sigma=SIGMA,
        data_range=255,
        use_sample_covariance=False,
        K1=0.01,
        K2=0.03,
        full=True,
    )
    return np.asarray(full.mean(axis=2), np.float64)


def raw_ssim(reference: Rgb, candidate: Rgb) -> float | None:
    """Return the plain SSIM of the whole pictures in grey, -1 to 1: a diagnostic, and a warning.

    The candidate is resized to the reference, whatever its shape; a reference whose longer side exceeds
    `RAW_SIDE` is reduced to it first. None when a side is then shorter than the window of 11 pixels.
    """
    height, width = reference.shape[:2]
    factor = max(1.0, max(height, width) / RAW_SIDE)
    size = max(1, round(width / factor)), max(1, round(height / factor))
    if min(size) < 2 * WINDOW_RADIUS + 1:
        return None
    first, second = (
        np.asarray(Image.fromarray(rgb).convert("L").resize(size, Image.Resampling.BOX), np.float32)
        for rgb in (reference, candidate)
    )
    value: float = structural_similarity(
        first, second, gaussian_weights=True, sigma=SIGMA, data_range=255, use_sample_covariance=False
    )
    return float(value)


def _with_window(indices: NDArray[np.intp]) -> slice:
    return slice(max(0, int(indices[0]) - WINDOW_RADIUS), int(indices[-1]) + WINDOW_RADIUS + 1)


def _is_grey(rgb: Rgb) -> bool:
    return bool((rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all())


SSIM = SsimMetric()
