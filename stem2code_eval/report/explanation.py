"""What the element score found of one pair, item by item, checked for its form before anyone draws it.

The texts in it were written by programs of models and may be anything.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Coordinate = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Line = Annotated[list[Coordinate], Field(min_length=2)]
"""A polyline: x, y, x, y, ... in pixels of the picture, from its upper left corner."""
Pixels = Annotated[int, Field(ge=1, le=100_000)]
ReferenceId = Annotated[str, Field(pattern=r"^r[0-9]{1,7}$")]
CandidateId = Annotated[str, Field(pattern=r"^c[0-9]{1,7}$")]


class BrokenExplanation(ValueError):
    """The bytes are no explanation. The message is the end of a sentence that begins "it is broken"."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class Item(_Strict):
    """A stroke, a filling, a text or an image of one of the two figures."""

    kind: Literal["stroke", "filling", "text", "image"]
    score: float = Field(ge=0, le=1)
    """How well the other figure meets it."""
    lines: list[Line]
    """Where it is; of a text or an image, the box around it."""
    text: str | None = None
    """What a text says."""
    note: str = ""
    """What is wrong with it, in a phrase."""

    @model_validator(mode="after")
    def _points_are_whole(self) -> Self:
        if any(len(line) % 2 for line in self.lines):
            raise ValueError("a line has an x without its y")
        return self


class ReferenceItem(Item):
    """What should have come back."""

    id: ReferenceId
    state: Literal["matched", "moved", "missing", "restyled", "mislabelled"]
    partner: CandidateId | None = None


class CandidateItem(Item):
    """What was drawn instead."""

    id: CandidateId
    state: Literal["matched", "moved", "extra", "restyled", "mislabelled"]
    partner: ReferenceId | None = None


class _Side(_Strict):
    width: Pixels
    height: Pixels

    @staticmethod
    def _check_ids(items: Sequence[ReferenceItem | CandidateItem]) -> None:
        if len({item.id for item in items}) < len(items):
            raise ValueError("two items have one id")


class ReferenceSide(_Side):
    """The items of the reference, and the size of the picture in whose pixels they are."""

    items: list[ReferenceItem]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        self._check_ids(self.items)
        return self


class CandidateSide(_Side):
    """The items of the candidate, and the size of the picture in whose pixels they are."""

    items: list[CandidateItem]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        self._check_ids(self.items)
        return self


class Explanation(_Strict):
    """Both figures of a pair."""

    version: Literal[1] = Field(alias="schema")
    reference: ReferenceSide
    candidate: CandidateSide


def read_explanation(data: bytes) -> Explanation:
    """Return the explanation in `data`, a JSON document.

    Raises:
        BrokenExplanation: the bytes are no JSON, or JSON of another form.
    """
    try:
        return Explanation.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise BrokenExplanation(f"{place}: {first['msg']}" if place else first["msg"]) from error
