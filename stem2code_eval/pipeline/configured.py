"""The metrics that the user configures, made ready before anything is asked or drawn."""

from collections.abc import Callable

from stem2code_eval.metrics.clip.metric import ClipChoice, open_clip_metric
from stem2code_eval.metrics.protocol import Metric, Unmeasurable
from stem2code_eval.metrics.registry import CLIP


def configure(
    names: tuple[str, ...], clip: ClipChoice, say: Callable[[str], object]
) -> tuple[tuple[str, ...], dict[str, Metric]]:
    """Return the metrics' names, and by name those that stand in for the registry's.

    Who names a CLIP model wants `clip`. Where it cannot be had, that is said now and not only in the results.

    Raises:
        UserError: the named model, tag or file cannot be used.
    """
    if clip.made and CLIP not in names:
        names = (*names, CLIP)
    if CLIP not in names:
        return names, {}
    metric = open_clip_metric(clip)
    if isinstance(metric, Unmeasurable):
        say(f"clip will be null for every figure: {metric.reason}")
    return names, {CLIP: metric}
