"""`reconstruction`: the headline without a judge, a weighted mean of structure and pixels."""

from collections.abc import Mapping
from typing import Any

from stem2code_eval.metrics.elements import PARAMETERS as ELEMENT_PARAMETERS
from stem2code_eval.metrics.elements import VERSION as ELEMENT_VERSION
from stem2code_eval.metrics.elements import tidy, without_comparison
from stem2code_eval.metrics.pixel import PIXEL
from stem2code_eval.metrics.protocol import Measurement, PicturePair
from stem2code_eval.metrics.ssim import SSIM

PARTS: Mapping[str, float] = {"geometry": 0.30, "text": 0.20, "topology": 0.10, "style": 0.20, "layout": 0.05}
"""What each part of the element score and the layout weigh; a part that neither figure has is left out.

The study in `benchmarks/validity` is where these weights come from.
"""
PICTURES: Mapping[str, float] = {"pixel": 0.12, "ssim": 0.03}
"""What the picture metrics weigh."""
VERSION = 3


class ReconstructionMetric:
    """Weighted mean of the parts of the element score, `pixel` and `ssim`, over those that there are."""

    name: str = "reconstruction"
    version: int = VERSION
    parameters: Mapping[str, Any] = {
        "weights": {**PARTS, **PICTURES},
        "elements": {"version": ELEMENT_VERSION, **ELEMENT_PARAMETERS},
        "pixel": {"version": PIXEL.version, **PIXEL.parameters},
        "ssim": {"version": SSIM.version, **SSIM.parameters},
    }

    def measure(self, pair: PicturePair) -> Measurement:
        """Return the mean; None where the reference has no element list, 0 where the candidate has none."""
        missing = without_comparison(pair)
        if missing is not None:
            return missing
        assert pair.scenes is not None and pair.scenes.comparison is not None  # noqa: S101, PT018
        values: dict[str, float | None] = {
            **pair.scenes.comparison.parts,
            "layout": pair.scenes.comparison.layout,
            PIXEL.name: pair.measured(PIXEL).value,
            SSIM.name: pair.measured(SSIM).value,
        }
        return Measurement(weighted_mean(values), {**pair.scenes.diagnostics, "layout": values["layout"]})


def weighted_mean(values: Mapping[str, float | None]) -> float:
    """Return the mean of `values`, 0 to 100, under the weights above, over those that are not None; 0 if none is."""
    weights = {**PARTS, **PICTURES}
    found = {name: value for name, value in values.items() if value is not None and name in weights}
    total = sum(weights[name] for name in found)
    return tidy(sum(weights[name] * value for name, value in found.items()) / total) if total else 0.0


RECONSTRUCTION = ReconstructionMetric()
