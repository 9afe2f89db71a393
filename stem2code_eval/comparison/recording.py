"""What a comparison reads of a run: its manifest and how each answer ended, checked field by field.

A run folder and an exported file give the same `Recording`, so that nothing behind it can tell them apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stem2code_eval.errors import UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.manifest import FORMAT, Manifest
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.terminal import plain

_SLACK = 1e-6
"""By how much a score may leave 0 to 100 through rounding."""
Score = Annotated[float, Field(ge=-_SLACK, le=100 + _SLACK)]


Level = Annotated[int, Field(ge=-(2**53), le=2**53)]
"""Whole numbers that every format can hold."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False, frozen=True)


class Answer(_Strict):
    """How one answer to one figure ended, and its scores."""

    id: str
    repeat: int | None = Field(default=None, ge=0)
    subject: str
    level: Level | None
    source: str | None
    outcome: str
    flags: list[str]
    message: str = ""
    key: str | None = None
    """None where there is no result."""
    metrics: dict[str, Score | None]

    @property
    def has_result(self) -> bool:
        """True when the model answers for how this ended, and it was scored."""
        return self.key is not None and Outcome(self.outcome).is_models_own


class _TaskPart(_Strict):
    name: str
    n: int = Field(ge=0)
    dataset_hash: str


class _ModelPart(_Strict):
    name: str


class _ManifestPart(_Strict):
    """The fields of `run.json` without which nothing can be compared."""

    format: int
    task: _TaskPart
    model: _ModelPart
    metrics: dict[str, dict[str, Any]]
    judges: dict[str, dict[str, Any]] = Field(default_factory=dict)
    renderer: dict[str, Any]
    protocol: str = "default"
    repeats: int = Field(default=1, ge=1)
    seed: int


@dataclass(frozen=True, slots=True)
class Recording:
    """A run as a comparison needs it."""

    name: str
    """Path, as the user gave it."""
    manifest: Manifest
    answers: tuple[Answer, ...]
    """In the order of the task."""
    unfinished: str
    """Why the run has not come to its end, as a sentence; empty where it has."""
    folder: Path | None
    """Where its pictures are; None for an exported file."""

    @classmethod
    def of(
        cls, name: str, manifest: Manifest, rows: Iterable[ScoreRow], unfinished: str = "", folder: Path | None = None
    ) -> Self:
        """Return the recording of rows as `scores.jsonl` has them, completed by the run's protocol.

        Raises:
            UserError: a row is none, or the manifest names a protocol that there is not.
        """
        answers = tuple(answer_of(row.to_json(), name) for row in protocol_of(manifest).complete(rows))
        return cls(name, manifest, answers, unfinished, folder)

    @property
    def model(self) -> str:
        """The model, as the user named it."""
        return str(self.manifest["model"]["name"])

    @property
    def repeats(self) -> int:
        """Answers to each figure."""
        return int(self.manifest.get("repeats", 1))

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that the run reports, in order."""
        named = (EXEC_RATE, *self.manifest["metrics"], *self.manifest.get("judges", {}))
        return protocol_of(self.manifest).reported(named)


def answer_of(row: Mapping[str, Any], where: str) -> Answer:
    """Return a row of scores after a look at every field.

    Args:
        row: a JSON object.
        where: file and line, for the message.

    Raises:
        UserError: a field is missing, of another type, not finite, or out of its range.
    """
    try:
        answer = Answer.model_validate(row)
        Outcome(answer.outcome)
    except ValidationError as error:
        raise UserError(f"{where}: not a row of scores: {first_of(error)}. {_MEND}") from error
    except ValueError as error:
        raise UserError(f'{where}: unknown outcome "{plain(str(row["outcome"]), 40)}". {_MEND}') from error
    return answer


def checked_manifest(value: Any, where: str) -> Manifest:
    """Return the content of `run.json` after a look at the fields that a comparison needs.

    Raises:
        UserError: one is missing or of another type, or the format is not ours.
    """
    try:
        part = _ManifestPart.model_validate(value)
    except ValidationError as error:
        raise UserError(f"{where}: not the manifest of a run: {first_of(error)}. {_MEND}") from error
    if part.format != FORMAT:
        raise UserError(
            f"{where}: format {part.format}, and this version reads {FORMAT}; use the version that wrote it."
        )
    manifest: Manifest = value
    return manifest


def first_of(error: ValidationError) -> str:
    """Return the first finding of a check, as `field: what is wrong with it`."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(plain(str(part), 60) for part in first["loc"])
    return f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}" if place else first["msg"]


def by_figure(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    """Return the answers of each figure, by id, in order."""
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.id, []).append(answer)
    return found


_MEND = "It was damaged or edited; take an untouched copy, or repeat the run command with a new --out."
