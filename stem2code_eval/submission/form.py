"""The form of a bundle: the names of its files and what their rows hold. Anything else is refused.

A bundle holds only what a verifier compares, or needs in order to compare: no keys, no times, no logs, no reference.
Hashes in a bundle tell damage from intention; they prove nothing, because who forges a file forges its hash as well.
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator

from stem2code_eval.outcomes import Outcome

FORMAT = 1
INDEX, MANIFEST, RESULTS = "bundle.json", "run.json", "results.json"
RESPONSES, RENDERS, SCORES, VOTES = "responses.jsonl", "renders.jsonl", "scores.jsonl", "votes.jsonl"
REQUIRED = (INDEX, MANIFEST, RESULTS, RESPONSES, RENDERS, SCORES)
NAME = re.compile(
    r"bundle\.json|(run|results)\.json|(responses|renders|scores|votes)\.jsonl|blobs/[0-9a-f]{64}\.(png|json)"
)
"""The only names that a member may have."""
MAX_REPEATS = 64
_HEX = re.compile(r"[0-9a-f]{64}")
_BLOB = re.compile(r"blobs/[0-9a-f]{64}\.(png|json)")


def _text(value: Any) -> str:
    """Take any text, lone surrogates included, which answers may hold."""
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _matching(pattern: re.Pattern[str], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"not {what}")
        return value

    return AfterValidator(check)


def _outcome(value: str) -> str:
    if value not in set(Outcome):
        raise ValueError("not an outcome")
    return value


Text = Annotated[str, PlainValidator(_text)]
Hash = Annotated[str, _matching(_HEX, "a SHA-256")]
Blob = Annotated[str, _matching(_BLOB, "the name of a blob")]
Ending = Annotated[str, AfterValidator(_outcome)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Id = Text
Repeat = Annotated[int, Field(ge=0, lt=MAX_REPEATS)]


class Part(BaseModel):
    """A JSON object of a bundle: exactly these names, exactly these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class FileOf(Part):
    """What the index says of a file."""

    sha256: Hash
    bytes: Annotated[int, Field(ge=0)]


class Index(Part):
    """`bundle.json`."""

    format: int
    tool: str
    files: dict[str, FileOf]


class TaskPart(Part):
    """Which figures were asked about."""

    name: str
    version: str
    split: str | None
    subjects: list[str]
    limit: Annotated[int, Field(ge=1)] | None
    n: Annotated[int, Field(ge=1)]
    dataset_hash: Hash
    broken: list[Annotated[int, Field(ge=0)]]


class ModelPart(Part):
    """Who answered, by the submitter's word."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    identity: dict[str, Any]
    max_pixels: Annotated[int, Field(ge=1)] | None = None


class RendererPart(Part):
    """What drew."""

    fingerprint: Hash
    backend: str
    limits: dict[str, Any]
    settings: dict[str, Any]


class MetricPart(Part):
    """What a metric was."""

    version: int
    parameters: dict[str, Any]


class Manifest(Part):
    """`run.json` of a bundle: what of a run's manifest can be compared or is of use to a reader."""

    format: int
    task: TaskPart
    prompt_hash: Hash
    model: ModelPart
    renderer: RendererPart
    metrics: dict[str, MetricPart]
    judges: dict[str, Any]
    protocol: str
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    repeats: Annotated[int, Field(ge=1, le=MAX_REPEATS)] = 1
    packages: dict[str, str]
    python: str
    git_commit: str | None
    start: str
    end: str


class ResponseRow(Part):
    """An answer of the model."""

    id: Id
    repeat: Repeat | None = None
    text: Text
    finish_reason: Text | None


class RenderRow(Part):
    """What became of the program in it."""

    id: Id
    repeat: Repeat | None = None
    outcome: Ending
    flags: list[str]
    image: Blob | None
    elements: Blob | None
    program: Text | None
    extraction: str


class ScoreRow(Part):
    """The end of a sample."""

    id: Id
    repeat: Repeat | None = None
    subject: Text
    level: int | None
    source: Text | None
    outcome: Ending
    flags: list[str]
    metrics: dict[str, Points | None]
    covered: bool


class VoteRow(Part):
    """A judge's vote, under the key that binds it to what the judge was shown."""

    id: Hash
    sample: Id
    metric: str
    judge: str
    number: Annotated[int, Field(ge=0)]
    swapped: bool
    total: Points
    scores: dict[str, Annotated[int, Field(ge=0, le=100)]]
    evidence: dict[str, Text]
    attempts: Annotated[int, Field(ge=1, le=100)]


Name = tuple[str, int | None]
"""Id and repeat."""
