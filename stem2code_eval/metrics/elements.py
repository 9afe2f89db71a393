"""The element metrics: `geometry`, `text`, `topology`, `style`, and their mean `elements`."""

from collections.abc import Mapping
from typing import Any

from stem2code_eval.metrics import integrity
from stem2code_eval.metrics.protocol import Measurement, PicturePair
from stem2code_eval.metrics.structure import kernel

VERSION = 7
"""Raised with every change of how scenes are read, compared or checked that can move a score."""
PARAMETERS: Mapping[str, Any] = {"kernel": kernel.PARAMETERS, "integrity": integrity.PARAMETERS}

_NEITHER: Mapping[str, str] = {
    "geometry": "Neither figure has anything but texts.",
    "text": "Neither figure has texts.",
    "topology": "Neither figure has lines that touch, or labels that name them.",
    "style": "The reference has nothing that has a style.",
}
NOTHING = "Neither figure has anything of the kind."


class PartMetric:
    """One part of the element score: how much of one side of the reference's structure came back."""

    version: int = VERSION
    parameters: Mapping[str, Any] = PARAMETERS

    def __init__(self, name: str) -> None:
        self.name = name

    def measure(self, pair: PicturePair) -> Measurement:
        """Return the part of the comparison; None where there is no list to compare with, or nothing to compare."""
        missing = without_comparison(pair)
        if missing is not None:
            return missing
        assert pair.scenes is not None and pair.scenes.comparison is not None  # noqa: S101, PT018
        value = pair.scenes.comparison.parts.get(self.name)
        if value is None:
            return Measurement(None, reason=_NEITHER.get(self.name, NOTHING))
        return Measurement(tidy(value))


class ElementsMetric:
    """Mean of the parts that there are."""

    name: str = "elements"
    version: int = VERSION
    parameters: Mapping[str, Any] = PARAMETERS

    def measure(self, pair: PicturePair) -> Measurement:
        """Return the mean; None where there is no list to compare with."""
        missing = without_comparison(pair)
        if missing is not None:
            return missing
        assert pair.scenes is not None and pair.scenes.comparison is not None  # noqa: S101, PT018
        return Measurement(tidy(pair.scenes.comparison.elements), pair.scenes.diagnostics)


def without_comparison(pair: PicturePair) -> Measurement | None:
    """Return what every element metric says of a pair that cannot be compared; None of one that can.

    A reference without a list leaves nothing to compare with. A candidate without one counts 0: a program must not be
    able to choose to be left out.
    """
    scenes = pair.scenes
    if scenes is None:
        return Measurement(None, reason="There are no element lists of these pictures.")
    if scenes.absence:
        return Measurement(None, scenes.diagnostics, scenes.absence)
    if scenes.comparison is None:
        return Measurement(0.0, scenes.diagnostics)
    return None


def tidy(value: float) -> float:
    """Return a score without what rounding adds to it, so that a figure against itself has exactly 100."""
    return min(100.0, max(0.0, round(float(value), 9)))


ELEMENTS = ElementsMetric()
