"""Score one pair of figures: pictures and element lists in, scores, diagnostics and reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stem2code_eval.figure.decode import Rgb, decode
from stem2code_eval.figure.page import other_readings, read_page
from stem2code_eval.figure.registration import GOOD_ENOUGH
from stem2code_eval.metrics.integrity import RASTER, TAMPERED, UNTRACED
from stem2code_eval.metrics.protocol import Metric, Picture, PicturePair, Unmeasurable
from stem2code_eval.metrics.registry import ELEMENT_METRICS, METRICS
from stem2code_eval.metrics.scenes import NO_LIST, Lists, Scenes

BLANK = "blank"
"""Flag of a candidate without ink."""
_NOTHING: Mapping[str, float | None] = {}
_NONE_CONFIGURED: Mapping[str, Metric] = {}


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
    """`blank`, `tampered`, `untraced` and `raster`, all of them the candidate's."""
    explanation: dict[str, Any] | None = None
    """Which elements of the two figures meet, as JSON; where an element metric was measured and it was asked for."""
    prepared: dict[str, Any] = field(default_factory=dict)
    """By metric name, what its `BatchMetric` needs to replace the None in `metrics`."""

    @property
    def tampered(self) -> bool:
        """True when the candidate's element list is not what its picture shows."""
        return TAMPERED in self.flags


def score_pair(
    reference: bytes,
    candidate: bytes | None,
    metrics: Sequence[str],
    elements: tuple[bytes | None, bytes | None] = (None, None),
    *,
    drawing: bytes | None = None,
    absent: str = NO_LIST,
    configured: Mapping[str, Metric] = _NONE_CONFIGURED,
    explained: bool = True,
) -> PairScores:
    """Compare a candidate's figure with the reference's.

    A candidate without ink, or whose element list is not what its picture shows, scores 0 on every metric, whatever
    metrics were asked for. A reference without ink leaves nothing to compare with: every metric is None, for every
    candidate, so that all models are averaged over the same figures.

    Args:
        reference: the encoded reference picture.
        candidate: the encoded candidate, or None when the model's own failure left none: 0 on every metric.
        metrics: names from the registry.
        elements: the element lists of both, as JSON bytes. Without the reference's, the element metrics are None;
            without the candidate's, they are 0.
        drawing: the encoded picture that was drawn with the reference's list, where that is not `reference`.
        absent: why the reference has no list, as a sentence.
        configured: metrics that stand in for those of the registry, by name: with a model of the user's choice, say.
        explained: False leaves the explanation out, which takes time.

    Raises:
        PictureError: one of the pictures cannot be decoded.
        UserError: a metric's name is unknown.
    """
    chosen = [configured.get(name) or METRICS.get(name) for name in metrics]
    original = decode(reference, "reference picture")
    page = read_page(original)
    if not page.ink.any():
        why = "The reference picture has no ink: nothing in it differs from the colour of its border."
        return PairScores(dict.fromkeys(metrics), reasons=dict.fromkeys(metrics, why))
    lists = Lists(*elements, drawing, absent)
    if candidate is None:
        return _zeros(chosen, Scenes(lists, (reference, original), None))
    drawn = decode(candidate, "candidate picture")
    scenes = Scenes(lists, (reference, original), (candidate, drawn))
    pair = best_reading(Picture(original, page), drawn, scenes)
    if not pair.candidate.canonical.has_ink:
        pictorial = _measured(pair, [metric for metric in chosen if metric.name not in ELEMENT_METRICS])
        return _zeros(chosen, scenes, (BLANK,), pictorial.diagnostics)
    if scenes.tampered:
        return _zeros(chosen, scenes, (TAMPERED,), scenes.candidate_diagnostics)
    if not any(metric.name in ELEMENT_METRICS for metric in chosen):
        return _measured(pair, chosen)
    explanation = scenes.explanation if explained else None
    return replace(_measured(pair, chosen), flags=_flags(scenes), explanation=explanation)


def describe(metrics: Sequence[str], configured: Mapping[str, Metric] = _NONE_CONFIGURED) -> dict[str, dict[str, Any]]:
    """Return `{"version", "parameters"}` of each metric, as JSON, for manifests and keys.

    Args:
        metrics: names.
        configured: metrics that stand in for those of the registry, by name.

    Raises:
        UserError: a metric's name is unknown.
    """
    chosen = {name: configured.get(name) or METRICS.get(name) for name in metrics}
    return {name: {"version": metric.version, "parameters": dict(metric.parameters)} for name, metric in chosen.items()}


def _zeros(
    metrics: Sequence[Metric],
    scenes: Scenes,
    flags: tuple[str, ...] = (),
    diagnostics: Mapping[str, float | None] = _NOTHING,
) -> PairScores:
    """Return 0 on every metric, but None where no candidate could have had a score."""
    names = [metric.name for metric in metrics]
    structural = [name for name in names if name in ELEMENT_METRICS]
    absent = dict.fromkeys(structural, scenes.absence) if structural and scenes.absence else {}
    absent |= {metric.name: metric.reason for metric in metrics if isinstance(metric, Unmeasurable)}
    values = {name: None if name in absent else 0.0 for name in names}
    return PairScores(values, dict(diagnostics), absent, flags)


def _measured(pair: PicturePair, metrics: Sequence[Metric]) -> PairScores:
    scores = PairScores()
    for metric in metrics:
        measured = pair.measured(metric)
        scores.metrics[metric.name] = measured.value
        scores.diagnostics.update(measured.diagnostics)
        if measured.prepared is not None:
            scores.prepared[metric.name] = measured.prepared
        if measured.value is None:
            scores.reasons[metric.name] = measured.reason
    return scores


def _flags(scenes: Scenes) -> tuple[str, ...]:
    if scenes.absence:
        return ()
    return tuple(flag for flag, raised in ((UNTRACED, scenes.untraced), (RASTER, scenes.raster)) if raised)


def best_reading(reference: Picture, candidate: Rgb, scenes: Scenes | None) -> PicturePair:
    """Return the pair in which the candidate's paper is read as it fits best.

    The plain reading wins ties, and a canvas of one colour, whatever the colour, stays blank.
    """
    plain = PicturePair(reference, Picture(candidate, read_page(candidate)), scenes)
    if not plain.candidate.canonical.has_ink:
        return plain
    others = other_readings(plain.candidate.page)
    if not others or plain.registration.score >= GOOD_ENOUGH:
        return plain
    pairs = [plain, *(PicturePair(reference, Picture(candidate, page), scenes) for page in others)]
    return max(pairs, key=lambda pair: pair.registration.score)
