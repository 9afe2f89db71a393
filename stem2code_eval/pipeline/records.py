"""The rows of a run folder's JSONL files."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, Protocol, Self

from stem2code_eval.outcomes import Outcome


class Record(Protocol):
    """A row: a dataclass with an id, that goes to and comes from JSON."""

    @property
    def id(self) -> str:
        """The sample's id."""
        ...

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        ...

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the row of a JSON object.

        Raises:
            ValueError: a field is missing.
        """
        ...


class _Row:
    """Conversion to and from JSON for the dataclasses below; columns of a newer version are ignored."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object; `repeat` is there only in a run of several answers to each figure."""
        columns = {name: getattr(self, name) for name in _columns(type(self))}  # type: ignore[arg-type]
        if columns.get("repeat", self) is None:
            del columns["repeat"]
        return columns

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the row of a JSON object.

        Raises:
            ValueError: a field without a default is missing.
        """
        known = _columns(cls)  # type: ignore[arg-type]
        for name, is_needed in known.items():
            if is_needed and name not in value:
                raise ValueError(f'the column "{name}" is missing')
        return cls(**{name: value[name] for name in known if name in value})


@cache
def _columns(row: type[_Row]) -> dict[str, bool]:
    """Return the columns of a kind of row, in order, and whether each must be there."""
    known = fields(row)  # type: ignore[arg-type]
    return {each.name: each.default is MISSING and each.default_factory is MISSING for each in known}


@dataclass(frozen=True, slots=True)
class ReferenceRow(_Row):
    """The picture that was shown and is compared with; kept so that the run folder can be read alone."""

    id: str
    image: str
    """Path in the run folder."""
    image_sha256: str
    """Hash of the bytes in `image`."""
    media_type: str
    program: str | None
    """The reference program, where the task has one."""
    key: str
    elements: str | None = None
    """Path, in the run folder, of the element list that the reference program gave."""
    elements_problem: str = ""
    """Why there is none, as a sentence."""
    drawing: str | None = None
    """Path of the picture that was drawn with the list, where that is not `image`."""

    @property
    def blobs(self) -> list[str]:
        """All paths in this row."""
        return [path for path in (self.image, self.elements, self.drawing) if path is not None]


@dataclass(frozen=True, slots=True)
class ResponseRow(_Row):
    """A model's answer."""

    id: str
    text: str
    finish_reason: str | None
    usage: dict[str, int] | None
    """`prompt_tokens`, `completion_tokens`, and of these `cached_tokens` and `reasoning_tokens` where there are any;
    None when the server did not count."""
    reasoning: str | None
    latency_s: float
    extra: dict[str, Any]
    key: str
    repeat: int | None = None
    """Which of several answers to the figure this is, from 0; None where the run asks for one."""


@dataclass(frozen=True, slots=True)
class SpentRow(_Row):
    """What requests cost that gave no answer to store, where the server counted it; the sum for one sample."""

    id: str
    usage: dict[str, int]
    repeat: int | None = None


@dataclass(frozen=True, slots=True)
class RenderRow(_Row):
    """What became of the program in an answer."""

    id: str
    outcome: str
    flags: list[str]
    cpu_s: float
    wall_s: float
    image: str | None
    """Path of the PNG in the run folder; present exactly when the outcome is `ok`."""
    image_sha256: str | None
    width: int | None
    """Pixels."""
    height: int | None
    """Pixels."""
    elements: str | None
    """Path of the element list in the run folder."""
    log: str | None
    """Path of the program's output in the run folder; None when it printed nothing."""
    program: str | None
    """The program as it was taken from the answer."""
    extraction: str
    """The rule by which it was taken."""
    message: str
    """One sentence: the exception or the limit that was hit."""
    key: str
    repeat: int | None = None

    @property
    def blobs(self) -> list[str]:
        """All paths in this row."""
        return [path for path in (self.image, self.elements, self.log) if path is not None]


@dataclass(frozen=True, slots=True)
class ScoreRow(_Row):
    """The end of one sample: its outcome and its scores."""

    id: str
    subject: str
    level: int | None
    source: str | None
    outcome: str
    flags: list[str]
    metrics: dict[str, float | None]
    """Name to 0..100; None where it could not be computed."""
    diagnostics: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    """Metric name to why it is None."""
    judges: dict[str, Any] = field(default_factory=dict)
    """`key`, and for each metric that judges give `score`, `spread`, `by_judge` and `votes`; empty without judges."""
    message: str = ""
    key: str | None = None
    """None where the sample has no result: the fault was not the model's and the next run tries again."""
    explanation: str | None = None
    """Path, in the run folder, of what of the figures meets what, as JSON."""
    repeat: int | None = None

    def is_of(self, rendering: RenderRow) -> bool:
        """Return whether this is the end of a sample with that rendering.

        Scoring may find it to be tampered, and a judge may fail on it.
        """
        tampered = self.covered and self.outcome == Outcome.TAMPERED and rendering.outcome == Outcome.OK
        return tampered or self.outcome in (rendering.outcome, Outcome.JUDGE_ERROR)

    @property
    def covered(self) -> bool:
        """True when the sample has a result."""
        return self.key is not None


@dataclass(frozen=True, slots=True)
class VoteRow(_Row):
    """One judgement of one pair, kept under the hash of all that can change it."""

    id: str
    """The vote's key."""
    sample: str
    """The figure for which it was asked first."""
    metric: str
    judge: str
    """As the user named it."""
    number: int
    swapped: bool
    """The candidate was shown first."""
    vote: dict[str, Any]
    """Points, evidence, attempts and tokens, as `judge.Vote` has them."""
