"""`pixel`: is there ink where the reference has ink, and nowhere else?"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from stem2code_eval.figure import canonical, registration
from stem2code_eval.figure.canonical import SIDE, Canonical
from stem2code_eval.figure.decode import Plane
from stem2code_eval.metrics.protocol import Measurement, PicturePair

_PARAMETERS: Mapping[str, Any] = {
    "canonical": canonical.PARAMETERS,
    "registration": registration.PARAMETERS,
    "tolerance": registration.TOLERANCE,
    "distance": "euclidean, scipy distance_transform_edt on the ink grid",
}


class PixelMetric:
    """Tolerant F1 of ink after bounded registration, less what the registration had to move.

    Precision is the share of the candidate's ink within 1.5 % of the side of some reference ink, recall the
    reverse. Colour counts only in so far as it decides what is ink. The idea of counting an edge pixel as met
    within a small distance follows the boundary F-measure of Martin, Fowlkes and Malik (PAMI 2004).
    """

    name: str = "pixel"
    version: int = 2
    parameters: Mapping[str, Any] = _PARAMETERS

    def measure(self, pair: PicturePair) -> Measurement:
        """Return 100 times the registered F1 less its cost; 0 for a candidate without ink."""
        found = pair.registration
        error = mean_squared_error(pair.reference.canonical, pair.candidate.canonical)
        return Measurement(
            100 * found.score,
            {
                "pixel_f1_before": 100 * found.before.f1,
                "pixel_f1_after": 100 * found.after.f1,
                "pixel_precision": 100 * found.after.precision,
                "pixel_recall": 100 * found.after.recall,
                "registration_scale": found.motion.scale,
                "registration_dx": 100 * found.motion.dx,
                "registration_dy": 100 * found.motion.dy,
                "registration_cost": 100 * registration.cost(found.motion),
                "mse": error,
                "psnr": peak_signal_to_noise(error),
            },
        )


def mean_squared_error(reference: Canonical, candidate: Canonical) -> float:
    """Return the mean squared difference of the canonical pictures, over pixels and channels; 0 to 255^2."""
    one, other = reference.planes, candidate.planes
    channels = max(len(one), len(other))
    total = sum(_squared_difference(one[i % len(one)], other[i % len(other)]) for i in range(channels))
    return total / (channels * SIDE * SIDE)


def _squared_difference(one: Plane, other: Plane) -> int:
    changed = one != other
    difference = one[changed].astype(np.int64) - other[changed]
    return int(difference @ difference)


def peak_signal_to_noise(error: float) -> float | None:
    """Return 10 log10(255^2 / `error`) in dB; None for identical pictures, whose ratio is infinite."""
    return 10 * math.log10(255**2 / error) if error > 0 else None


PIXEL = PixelMetric()
