"""From a judge's answer to its points, or to the reason why the answer does not count.

Nothing is searched for and nothing is guessed: an answer of another form than the one asked for is no judgement. The
total is the sum of the points, computed here; a total that the judge adds is not read.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from stem2code_eval.judge.rubric import TOTAL, Rubric
from stem2code_eval.responses.source import SourceReader
from stem2code_eval.responses.thinking import split_thinking
from stem2code_eval.strict_json import no_number, without_twins

MAX_REPLY_CHARS = 64_000
"""A longer answer is not read."""
EVIDENCE_CHARS = 300
"""Of each evidence, this much is kept."""
ECHO_CHARS = 20
"""A judge that repeats this much of an instruction it was shown has read it as one."""

_FENCE = re.compile(r"\A```(?:json)?[ \t]*\n(?P<inside>.*?)\n[ \t]*```\Z", re.DOTALL | re.IGNORECASE)
_SCORE_LINE = re.compile(
    r"^[ \t>#*_~`-]*(?:(?:final|total|overall) +)?score[ \t*_~`]*[:=][ \t*_~`]*(?P<points>-?\d{1,9}(?:\.\d{1,9})?)"
    r"(?:[ \t]*/[ \t]*(?P<of>\d{1,9}(?:\.\d{1,9})?))?[ \t*_~`.]*$",
    re.IGNORECASE | re.MULTILINE,
)


class BadReply(Exception):
    """The answer is no judgement; the text says why, and never repeats the answer."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one answer says."""

    total: float
    """0-100."""
    scores: dict[str, int] = field(default_factory=dict)
    """Criterion to points; empty for the free form."""
    evidence: dict[str, str] = field(default_factory=dict)
    """Criterion to what the judge saw."""


def read_judgement(text: str, rubric: Rubric, planted: Sequence[str] = ()) -> Judgement:
    """Return the judgement in a judge's answer.

    Args:
        text: the answer; thinking that the server left in it is taken out.
        rubric: what was asked.
        planted: instructions found in what the judge was shown; an answer that repeats one is no judgement.

    Raises:
        BadReply: the answer is not exactly one judgement of the form that was asked for.
    """
    if len(text) > MAX_REPLY_CHARS:
        raise BadReply(f"the answer has {len(text)} characters")
    said = _without_thinking(text.replace("\r\n", "\n").strip())
    if not said:
        raise BadReply("the answer is empty")
    if rubric.form == "score_line":
        return Judgement(_score_line(said))
    judgement = _from_json(said, rubric)
    _refuse_echo(judgement.evidence, planted)
    return judgement


def _without_thinking(text: str) -> str:
    if text.startswith(("{", "```")):
        return text  # a tag further on is something that the judge quotes
    parts = split_thinking(text, SourceReader()).parts
    return parts[-1].strip() if parts else ""


def _score_line(text: str) -> float:
    lines = list(_SCORE_LINE.finditer(text))
    found = [line for line in lines if line["of"] is not None and float(line["of"]) == TOTAL]
    values = {float(line["points"]) for line in found or [line for line in lines if line["of"] is None]}
    if not values:
        raise BadReply(f'no line says "Score: N/{TOTAL}"')
    if len(values) > 1:
        raise BadReply("several lines say different scores")
    value = values.pop()
    if not 0 <= value <= TOTAL:
        raise BadReply(f"the score is not between 0 and {TOTAL}")
    return value


def _from_json(text: str, rubric: Rubric) -> Judgement:
    fenced = _FENCE.match(text)
    try:
        value = json.loads(
            fenced["inside"] if fenced else text, object_pairs_hook=without_twins, parse_constant=no_number
        )
    except (ValueError, RecursionError) as error:
        raise BadReply("the answer is not one JSON object and nothing else") from error
    if not isinstance(value, dict):
        raise BadReply("the answer is JSON but no object")
    try:
        reply = _model_of(tuple((name, each.most) for name, each in rubric.criteria.items())).model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadReply(f"{'.'.join(map(str, first['loc']))[:80]}: {first['msg']}") from error
    parts: Mapping[str, Any] = {name: getattr(reply, name) for name in rubric.criteria}
    scores = {name: part.score for name, part in parts.items()}
    evidence = {name: part.evidence[:EVIDENCE_CHARS] for name, part in parts.items()}
    return Judgement(float(min(max(sum(scores.values()), 0), TOTAL)), scores, evidence)


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


@lru_cache(maxsize=16)
def _model_of(criteria: tuple[tuple[str, int], ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for name, most in criteria:
        points = Annotated[int, Field(ge=0, le=most)]
        fields[name] = (create_model(f"Points{most}", __base__=_Strict, score=(points, ...), evidence=(str, ...)), ...)
    return create_model("Reply", __base__=_Strict, **fields, total=(Any, None))


def _refuse_echo(evidence: Mapping[str, str], planted: Sequence[str]) -> None:
    said = _folded(" ".join(evidence.values()))
    for each in planted:
        wanted = _folded(each)
        if len(wanted) >= ECHO_CHARS and wanted in said:
            raise BadReply("the evidence repeats an instruction that stands in what was to be compared")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
