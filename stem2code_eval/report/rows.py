"""A sample of a run as its page shows it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.protocols import Protocol
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.damage import reading
from stem2code_eval.report.diff import Diff, diff
from stem2code_eval.report.figures import Figure, picture_blob, text_blob
from stem2code_eval.report.flags import meanings
from stem2code_eval.report.highlight import highlighted
from stem2code_eval.report.judges import VerdictView, verdicts
from stem2code_eval.report.overlay import Overlay, overlay
from stem2code_eval.report.survey import number
from stem2code_eval.report.text import Excerpt, excerpt, short

Answer = tuple[str, int | None]
"""A sample's id and, where it has several answers, which of them."""

UNFINISHED = "unfinished"
"""Shown in the place of the outcome of a sample that has no row of scores yet."""

PROGRAM_LIMIT = 16_000
"""Characters; two closely written sheets of A4 hold about 10 000."""
RESPONSE_LIMIT = 16_000
LOG_LIMIT = 6_000
DETAILS_LIMIT = 4_000
_MOST_FLAGS = 20


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one sample."""

    name: str
    value: float | None
    """0 to 100."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program to be read."""

    html: Markup
    note: str
    lines: int
    """Of the whole program."""


@dataclass(frozen=True, slots=True)
class SampleView:
    """All that the page says of one sample. Texts are bounded in length but neither escaped nor made visible."""

    number: int
    """From 1, in the order of the run."""
    id: str
    """As it is shown."""
    key: str
    """What an address names it by: the id as it is shown, with a number where two look the same."""
    subject: str
    level: str
    outcome: str
    kind: str
    """`ok`, `own` (the model's own failure), `fault` (ours or the network's) or `open`."""
    covered: bool
    flags: list[str]
    meanings: list[tuple[str, str]]
    """Flags that need a word of explanation, each with one."""
    scores: list[Score]
    reasons: list[tuple[str, str]]
    """Names of metrics without a value, with commas between them, and why they have none."""
    message: str
    reference: Figure
    reconstruction: Figure
    overlay: Overlay | None
    program: Program | None
    reference_program: Excerpt | None
    diff: Diff | None
    verdicts: list[VerdictView]
    log: Excerpt | None
    response: Excerpt | None
    reasoning: Excerpt | None
    details: Excerpt | None
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Names and values of what was measured on the way."""


def sample_view(
    store: Store, protocol: Protocol, place: int, key: str, answer: Answer, metrics: Sequence[str]
) -> SampleView:
    """Return all that there is to show of one answer.

    Args:
        store: an open run folder.
        protocol: of the run; it may add averages.
        place: of the sample, from 1.
        key: what the sample is called in addresses.
        answer: which one.
        metrics: the names of the scores to show, in order.

    Raises:
        UserError: a row holds values of other types than a run writes.
    """
    with reading(store.root, answer[0]):
        return _sample(store, protocol, place, key, answer, metrics)


def shown_id(answer: Answer) -> str:
    """Return what a reader calls an answer."""
    name, repeat = answer
    return short(name) if repeat is None else f"{short(name)}, answer {repeat + 1}"


def _sample(
    store: Store, protocol: Protocol, place: int, key: str, answer: Answer, metrics: Sequence[str]
) -> SampleView:
    name = answer[0]
    score, response = store.scores.get(*answer), store.responses.get(*answer)
    score = next(protocol.complete([score])) if score else None
    rendering = _current(store.renders.get(*answer), score)
    outcome = _outcome(score, rendering)
    flags = _flags(score, rendering)
    shown = store.references.get(name)
    reference = _reference_figure(store, shown)
    reconstruction = _reconstruction_figure(store, rendering, outcome)
    return SampleView(
        number=place,
        id=shown_id(answer),
        key=key,
        subject=short(score.subject) if score else "",
        level=short(score.level) if score else "",
        outcome=outcome,
        kind=kind(outcome),
        covered=score is not None and score.covered,
        flags=flags,
        meanings=meanings(flags),
        scores=[_score(score, metric) for metric in metrics] if score else [],
        reasons=_reasons(score, metrics) if score else [],
        message=short((score and score.message) or (rendering and rendering.message), 1000),
        reference=reference,
        reconstruction=reconstruction,
        overlay=overlay(store, score, reference, reconstruction, bool(shown and shown.drawing)),
        program=_program(rendering),
        reference_program=_excerpt(shown.program if shown else None, "references.jsonl"),
        diff=_diff(shown, rendering),
        verdicts=verdicts(score.judges) if score else [],
        log=_log(store, rendering),
        response=_excerpt(response.text if response else None),
        reasoning=_excerpt(response.reasoning if response else None),
        details=_details(score, response),
        notes=[*_response_notes(response), *_render_notes(rendering), *_element_notes(score)],
    )


def _current(rendering: RenderRow | None, score: ScoreRow | None) -> RenderRow | None:
    """Return the rendering unless the sample has since ended in another way, as in a failed repetition."""
    if rendering is None or score is None or score.is_of(rendering):
        return rendering
    return None


def _outcome(score: ScoreRow | None, rendering: RenderRow | None) -> str:
    if score is not None:
        return short(score.outcome)
    return f"{UNFINISHED}: {short(rendering.outcome)}" if rendering else UNFINISHED


def kind(outcome: str) -> str:
    """Return whom an outcome speaks of, as in `SampleView.kind`."""
    try:
        known = Outcome(outcome)
    except ValueError:
        return "open"
    if known == Outcome.OK:
        return "ok"
    return "own" if known.is_models_own else "fault"


def _flags(score: ScoreRow | None, rendering: RenderRow | None) -> list[str]:
    row = score or rendering
    return [short(flag, 60) for flag in row.flags[:_MOST_FLAGS]] if row else []


def _score(row: ScoreRow, metric: str) -> Score:
    return Score(short(metric), number(row.metrics.get(metric)))


def _reasons(row: ScoreRow, metrics: Sequence[str]) -> list[tuple[str, str]]:
    names: dict[str, list[str]] = {}
    for metric in metrics:
        if row.metrics.get(metric) is None and row.reasons.get(metric):
            names.setdefault(short(row.reasons[metric], 400), []).append(short(metric))
    return [(", ".join(without), reason) for reason, without in names.items()]


def _reference_figure(store: Store, row: ReferenceRow | None) -> Figure:
    if row is None:
        return Figure("reference", problem="There is no reference picture.")
    return picture_blob(store, "reference", row.image)


def _reconstruction_figure(store: Store, row: RenderRow | None, outcome: str) -> Figure:
    if row is None or row.image is None:
        return Figure("reconstruction", problem=f"No picture: {outcome}.")
    return picture_blob(store, "reconstruction", row.image)


def _program(row: RenderRow | None) -> Program | None:
    if row is None or not row.program:
        return None
    shown = excerpt(row.program, PROGRAM_LIMIT, "renders.jsonl")
    return Program(highlighted(shown.text), shown.note, row.program.rstrip("\n").count("\n") + 1)


def _diff(reference: ReferenceRow | None, rendering: RenderRow | None) -> Diff | None:
    if reference is None or rendering is None or not reference.program or not rendering.program:
        return None
    return diff(reference.program, rendering.program)


def _log(store: Store, row: RenderRow | None) -> Excerpt | None:
    return text_blob(store, row.log, LOG_LIMIT) if row is not None and row.log else None


def _excerpt(text: str | None, kept_in: str = "responses.jsonl") -> Excerpt | None:
    return excerpt(text, RESPONSE_LIMIT, kept_in) if text else None


def _details(score: ScoreRow | None, response: ResponseRow | None) -> Excerpt | None:
    found: dict[str, Any] = {
        "diagnostics": score.diagnostics if score else {},
        "judges": _unread_judges(score) if score else {},
        "extra": response.extra if response else {},
    }
    found = {name: value for name, value in found.items() if value}
    if not found:
        return None
    return excerpt(json.dumps(found, indent=2, ensure_ascii=False), DETAILS_LIMIT, "scores.jsonl")


def _unread_judges(row: ScoreRow) -> dict[str, Any]:
    """Return what is in the column beside verdicts, such as instructions that were found."""
    return {name: value for name, value in row.judges.items() if not (isinstance(value, dict) and "votes" in value)}


def _response_notes(row: ResponseRow | None) -> list[tuple[str, str]]:
    if row is None:
        return []
    usage = row.usage or {}
    notes = [("answered in", f"{row.latency_s:.1f} s")]
    notes += [(name.replace("_", " "), short(usage[name])) for name in ("prompt_tokens", "completion_tokens") if usage]
    return [*notes, ("finish reason", short(row.finish_reason))] if row.finish_reason else notes


def _element_notes(row: ScoreRow | None) -> list[tuple[str, str]]:
    """Return how many marks were left out of the comparison, where any were."""
    cut = {
        "elements_cut": "marks cut from the reference",
        "elements_cut_candidate": "marks cut from the reconstruction",
    }
    found = [(said, row.diagnostics.get(name) if row is not None else None) for name, said in cut.items()]
    return [(said, f"{value:.0f}") for said, value in found if isinstance(value, int | float)]


def _render_notes(row: RenderRow | None) -> list[tuple[str, str]]:
    if row is None:
        return []
    notes = [("program taken by", short(row.extraction))]
    if row.program:
        notes.append(("ran", f"{row.wall_s:.1f} s, CPU {row.cpu_s:.1f} s"))
    return [*notes, ("size", f"{row.width} x {row.height} px")] if row.image else notes
