"""Score one pair of pictures: bytes in, scores, diagnostics and reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from stem2code_eval.figure.decode import Rgb, decode
from stem2code_eval.figure.page import other_readings, read_page
from stem2code_eval.figure.registration import GOOD_ENOUGH
from stem2code_eval.metrics.protocol import Picture, PicturePair
from stem2code_eval.metrics.registry import METRICS

BLANK = "blank"
"""Flag of a candidate without ink."""


@dataclass(frozen=True, slots=True)
class PairScores:
    """All that is measured on one pair."""

    metrics: dict[str, float | None] = field(default_factory=dict)
    """By metric name, 0-100; None when it cannot be computed."""
    diagnostics: dict[str, float | None] = field(default_factory=dict)
    """Numbers that explain the scores, in their own units."""
    reasons: dict[str, str] = field(default_factory=dict)
    """One sentence for every None in `metrics`."""
    flags: tuple[str, ...] = ()
    """`blank` when the candidate has no ink."""


def score_pair(reference: bytes, candidate: bytes | None, metrics: Sequence[str]) -> PairScores:
    """Compare a candidate's picture with the reference's.

    A candidate without ink scores 0 on every metric. A reference without ink leaves nothing to compare with:
    every metric is None, for every candidate, so that all models are averaged over the same figures.

    Args:
        reference: the encoded reference picture.
        candidate: the encoded candidate, or None when the model's own failure left none: 0 on every metric.
        metrics: names from the registry.

    Raises:
        PictureError: one of the pictures cannot be decoded.
        UserError: a metric's name is unknown.
    """
    chosen = [METRICS.get(name) for name in metrics]
    original = decode(reference, "reference picture")
    page = read_page(original)
    if not page.ink.any():
        why = "The reference picture has no ink: nothing in it differs from the colour of its border."
        return PairScores(dict.fromkeys(metrics), reasons=dict.fromkeys(metrics, why))
    if candidate is None:
        return PairScores(dict.fromkeys(metrics, 0.0))
    pair = _best_reading(Picture(original, page), decode(candidate, "candidate picture"))
    blank = not pair.candidate.canonical.has_ink
    scores = PairScores(flags=(BLANK,) if blank else ())
    for metric in chosen:
        measured = metric.measure(pair)
        scores.metrics[metric.name] = 0.0 if blank else measured.value
        scores.diagnostics.update(measured.diagnostics)
        if scores.metrics[metric.name] is None:
            scores.reasons[metric.name] = measured.reason
    return scores


def describe(metrics: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return `{"version", "parameters"}` of each metric, as JSON, for manifests and keys.

    Raises:
        UserError: a metric's name is unknown.
    """
    chosen = {name: METRICS.get(name) for name in metrics}
    return {name: {"version": metric.version, "parameters": dict(metric.parameters)} for name, metric in chosen.items()}


def _best_reading(reference: Picture, candidate: Rgb) -> PicturePair:
    """Return the pair in which the candidate's paper is read as it fits best.

    The plain reading wins ties, and a canvas of one colour, whatever the colour, stays blank.
    """
    plain = PicturePair(reference, Picture(candidate, read_page(candidate)))
    if not plain.candidate.canonical.has_ink or plain.registration.score >= GOOD_ENOUGH:
        return plain
    others = other_readings(plain.candidate.page)
    pairs = [plain, *(PicturePair(reference, Picture(candidate, page)) for page in others)]
    return max(pairs, key=lambda pair: pair.registration.score)
