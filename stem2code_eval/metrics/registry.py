"""The metrics by name: ours, and those of installed packages in the group `stem2code_eval.metrics`."""

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


METRICS.add("pixel", _pixel)
METRICS.add("ssim", _ssim)
