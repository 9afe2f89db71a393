"""The metrics by name: ours, and those of installed packages in the group `stem2code_eval.metrics`."""

from functools import partial
from typing import TYPE_CHECKING

from stem2code_eval.registry import Registry

if TYPE_CHECKING:
    from stem2code_eval.metrics.protocol import Metric

METRICS: "Registry[Metric]" = Registry("metric", "stem2code_eval.metrics")
"""A plug-in's entry point names an object that follows `protocol.Metric`."""


def _pixel() -> "Metric":
    from stem2code_eval.metrics.pixel import PIXEL

    return PIXEL


def _ssim() -> "Metric":
    from stem2code_eval.metrics.ssim import SSIM

    return SSIM


def _part(name: str) -> "Metric":
    from stem2code_eval.metrics.elements import PartMetric

    return PartMetric(name)


def _elements() -> "Metric":
    from stem2code_eval.metrics.elements import ELEMENTS

    return ELEMENTS


def _reconstruction() -> "Metric":
    from stem2code_eval.metrics.reconstruction import RECONSTRUCTION

    return RECONSTRUCTION


def _clip() -> "Metric":
    from stem2code_eval.metrics.clip.metric import NOT_NAMED

    return NOT_NAMED


PARTS = ("geometry", "text", "topology", "style")
"""The parts of the element score."""
ELEMENT_METRICS = (*PARTS, "elements", "reconstruction")
"""The metrics that need element lists."""
CLIP = "clip"
"""Needs a model and weights that the user names, and is measured only for those who name them or it."""
DEFAULT_METRICS = ("pixel", "ssim", *ELEMENT_METRICS)
"""The metrics of a run that names none and whose task names none."""

METRICS.add("pixel", _pixel)
METRICS.add("ssim", _ssim)
for _name in PARTS:
    METRICS.add(_name, partial(_part, _name))
METRICS.add("elements", _elements)
METRICS.add("reconstruction", _reconstruction)
METRICS.add(CLIP, _clip)
