"""What an entry of the leaderboard says, checked for its form before anyone shows it.

`leaderboard/schema.json` describes the same files. Fields that this version does not know are left alone. Texts may
be anything: whoever shows them escapes them.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Points = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""Of a benchmark or a metric."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Badge = Literal["published", "self_reported", "re_rendered", "re_run"]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False, frozen=True)


class Score(_Part):
    """The mean of one metric over the figures."""

    mean: Points | None
    """None where no figure has a value."""
    interval: tuple[Points, Points] | None = None
    """95 %; None where none was given."""
    n: Count | None = None
    """Figures with a value."""
    bounds: tuple[Points, Points] | None = None
    """The mean with the missing as 0, and with the missing left out; None where nothing is missing."""


Scores = Annotated[dict[Name, Score], Field(min_length=1)]
"""By metric."""


class Judge(_Part):
    """A model that gave scores."""

    model: Text
    version: Text | None = None
    temperature: float | None = None


class Judges(_Part):
    """Who scored pictures and who scored programs."""

    image: Judge | None = None
    code: Judge | None = None


class Publication(_Part):
    """Where a published row was printed."""

    arxiv: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}\.[0-9]{5}$")]
    version: Count
    title: Text
    tables: list[Count]


class Published(_Part):
    """A row copied from a publication, not measured with this package."""

    kind: Literal["published"]
    benchmark: Name
    n: Count
    model: Text
    scores: Scores
    judges: Judges
    source: Publication

    @property
    def badge(self) -> Badge:
        """The one that every such row has."""
        return "published"


class Subject(_Part):
    """The figures of one subject."""

    n: Count
    scores: dict[Name, Points | None]


class Run(_Part):
    """With what the scores were made."""

    dataset_hash: Digest
    prompt_hash: Digest
    fingerprint: Digest
    """Of the renderer."""
    package_version: Text
    date: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    bundle_sha256: Digest | None = None
    samples_sha256: Digest | None = None


class Origin(_Part):
    """What the submitter wants readers to know."""

    url: Annotated[str, StringConstraints(max_length=2000)] | None = None
    note: Annotated[str, StringConstraints(max_length=2000)] | None = None


class Copies(_Part):
    """Answers that are the reference itself."""

    answers: Count
    programs: Count
    """Whose program is the reference program."""
    pictures: Count
    """Whose picture is the reference's, pixel by pixel."""


class Verification(_Part):
    """What a badge rests on."""

    package_version: Text
    copies: Copies | None = None


class Submitted(_Part):
    """A run of this package that somebody handed in."""

    kind: Literal["submitted"]
    badge: Literal["self_reported", "re_rendered", "re_run"]
    benchmark: Name
    split: Text | None = None
    task_version: int | Text
    protocol: Name = "default"
    n: Count
    coverage: Points
    model: Text
    scores: Scores
    by_subject: dict[Text, Subject] = Field(default_factory=dict)
    outcomes: dict[Name, Count] = Field(default_factory=dict)
    judges: Judges = Judges()
    run: Run
    source: Origin = Origin()
    verification: Verification | None = None


Entry = Annotated[Published | Submitted, Field(discriminator="kind")]


PictureName = Annotated[str, StringConstraints(pattern=r"^(pictures/)?[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.png$")]


class SampleRow(_Part):
    """The end of one figure, a line of `samples.jsonl`."""

    id: str
    subject: str
    outcome: str
    flags: list[str] = Field(default_factory=list)
    metrics: dict[Name, Points | None]
    picture: PictureName | None = None
    """A file in `pictures/`: the reference and what came back, side by side."""

    @property
    def picture_name(self) -> str | None:
        """The file's name alone."""
        return None if self.picture is None else self.picture.removeprefix("pictures/")
