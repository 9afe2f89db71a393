"""Rubrics: what a judge is asked, by which criteria, and in which form it has to answer.

Ours are in `rubrics/v1.yaml`. A file of the user's own has the same form; `docs/judges.md` documents it.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_json

DEFAULT_FILE = "v1.yaml"
TOTAL = 100
"""Points that the criteria of a rubric have together."""

Kind = Literal["image", "code"]
METRIC_OF: Mapping[Kind, str] = {"image": "image_score", "code": "code_score"}
"""Kind of judge to the name of the metric it gives."""
KIND_OF: Mapping[str, Kind] = {metric: kind for kind, metric in METRIC_OF.items()}

PLACEHOLDER = re.compile(r"\{(order|programs|reference|candidate|mark|criteria|reply)\}")


class Criterion(BaseModel):
    """One thing that is rated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most: int = Field(ge=1, le=TOTAL)
    """Points for no difference."""
    about: str = Field(min_length=1)
    """What is looked at, for the judge."""


class Rubric(BaseModel):
    """What one kind of judge is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    """The request, with placeholders; `docs/judges.md` lists them."""
    form: Literal["json", "score_line"] = "json"
    """How the judge answers: an object with a number and evidence for each criterion, or free text in which one line
    says `Score: 85/100`."""
    criteria: dict[str, Criterion] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.form == "json":
            total = sum(criterion.most for criterion in self.criteria.values())
            if total != TOTAL:
                raise ValueError(f"the criteria have {total} points together; they need {TOTAL}")
            if "total" in self.criteria:
                raise ValueError('no criterion may be called "total"')
        return self

    @cached_property
    def names(self) -> frozenset[str]:
        """The placeholders that the text holds."""
        return frozenset(PLACEHOLDER.findall(self.text))

    @property
    def can_swap(self) -> bool:
        """Whether the text leaves the order of reference and candidate to each request."""
        return bool(self.names & {"order", "programs"})

    @cached_property
    def hash(self) -> str:
        """Of all that this file adds to a request."""
        return sha256_json(self.model_dump())

    def answer_form(self) -> dict[str, Any]:
        """Return the `response_format` of OpenAI-compatible servers that asks for the JSON form."""
        return {
            "type": "json_schema",
            "json_schema": {"name": "judgement", "strict": True, "schema": _object(self._properties())},
        }

    def _properties(self) -> dict[str, Any]:
        return {
            name: _object(
                {
                    "evidence": {"type": "string"},
                    "score": {"type": "integer", "minimum": 0, "maximum": criterion.most},
                }
            )
            for name, criterion in self.criteria.items()
        }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


class RubricFile(BaseModel):
    """The content of a file of rubrics."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    image: Rubric | None = None
    code: Rubric | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.image is None and self.code is None:
            raise ValueError("it has neither an image nor a code section")
        if self.image is not None and self.image.names & {"programs", "reference", "candidate", "mark"}:
            raise ValueError("image: the image judge sees pictures only; take the programs out of its text")
        if self.code is not None and not _shows_both(self.code):
            raise ValueError("code: the text needs {programs}, or both {reference} and {candidate}")
        return self


def _shows_both(rubric: Rubric) -> bool:
    return "programs" in rubric.names or {"reference", "candidate"} <= rubric.names


def read_rubrics(path: Path | None) -> dict[Kind, Rubric]:
    """Return the rubric of each kind: the file's, and ours where it has none.

    Args:
        path: a YAML file; None for ours alone.

    Raises:
        UserError: the file cannot be read or is not of the documented form.
    """
    ours = _checked((files(__package__) / "rubrics" / DEFAULT_FILE).read_text("utf-8"), DEFAULT_FILE)
    theirs = ours if path is None else _checked(_read(path), str(path))
    found: dict[Kind, Rubric] = {}
    for kind in METRIC_OF:
        rubric = getattr(theirs, kind) or getattr(ours, kind)
        if rubric is not None:
            found[kind] = rubric
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Cannot read the judge's prompts {path}: {error}.") from error


def _checked(text: str, name: str) -> RubricFile:
    try:
        return RubricFile.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise UserError(f"The judge's prompts {name} are not YAML: {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        said = first["msg"].removeprefix("Value error, ")
        raise UserError(f"The judge's prompts {name}, {where}: {said}. docs/judges.md shows the form.") from error
