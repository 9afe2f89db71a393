"""What judges said of one sample, criterion by criterion, taken out of a row that may hold anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stem2code_eval.report.text import short

_MOST_METRICS = 8
_MOST_VOTES = 40
_MOST_CRITERIA = 20
_EVIDENCE_LIMIT = 600
"""Characters."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a judge gave for one criterion, and why."""

    name: str
    points: str
    evidence: str


@dataclass(frozen=True, slots=True)
class VoteView:
    """One judgement."""

    judge: str
    order: str
    """Which picture or program it saw first."""
    total: float | None
    """0 to 100."""
    criteria: list[Criterion]


@dataclass(frozen=True, slots=True)
class VerdictView:
    """All that was said for one metric. Texts are bounded in length but neither escaped nor made visible."""

    metric: str
    score: float | None
    spread: float | None
    """Standard deviation of the votes, in points."""
    by_judge: list[tuple[str, float | None]]
    votes: list[VoteView]
    left_out: int
    """Votes that are not shown."""
    why: str
    """Why no judge was asked; empty where one was."""


def verdicts(judges: Mapping[str, Any]) -> list[VerdictView]:
    """Return what the column `judges` of a row of scores holds; what has another form than a verdict is left out."""
    named = [(name, value) for name, value in judges.items() if isinstance(value, dict) and "votes" in value]
    return [_verdict(short(name), value) for name, value in named[:_MOST_METRICS]]


def _verdict(metric: str, value: Mapping[str, Any]) -> VerdictView:
    votes, means = _rows(value.get("votes")), _rows(value.get("by_judge"))[:_MOST_VOTES]
    return VerdictView(
        metric=metric,
        score=_number(value.get("score")),
        spread=_number(value.get("spread")),
        by_judge=[(short(each.get("judge")), _number(each.get("score"))) for each in means],
        votes=[_vote(each) for each in votes[:_MOST_VOTES]],
        left_out=max(0, len(votes) - _MOST_VOTES),
        why=short(value.get("why"), _EVIDENCE_LIMIT),
    )


def _vote(value: Mapping[str, Any]) -> VoteView:
    points, evidence = _mapping(value.get("scores")), _mapping(value.get("evidence"))
    names = list(dict.fromkeys((*points, *evidence)))[:_MOST_CRITERIA]
    return VoteView(
        judge=short(value.get("judge")),
        order="candidate first" if value.get("swapped") else "reference first",
        total=_number(value.get("total")),
        criteria=[
            Criterion(short(name), short(points.get(name), 20), short(evidence.get(name), _EVIDENCE_LIMIT))
            for name in names
        ],
    )


def _rows(value: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
