"""One judge: a model and a rubric, asked about one pair at a time until its answer counts, or often enough."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from stem2code_eval.judge.pair import ImagePair, Pair
from stem2code_eval.judge.prompt import write_prompt
from stem2code_eval.judge.reply import BadReply, read_judgement
from stem2code_eval.judge.rubric import Rubric
from stem2code_eval.models.protocol import Model, ModelError, Picture, Request, Response, Usage

ATTEMPTS = 3
"""Times a judge is asked for one vote before it counts as failed."""
_NOTHING = Picture(b"", "image/png")


class JudgeError(Exception):
    """No judgement could be had; nothing is stored, and the next run asks again.

    Args:
        message: why.
        usage: tokens of answers that did not count, as `Vote.usage`; None: none were asked for.
    """

    def __init__(self, message: str, usage: dict[str, int] | None = None) -> None:
        super().__init__(message)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Vote:
    """One judgement of one pair."""

    total: float
    """0-100."""
    scores: dict[str, int] = field(default_factory=dict)
    """Criterion to points."""
    evidence: dict[str, str] = field(default_factory=dict)
    """Criterion to what the judge saw."""
    attempts: int = 1
    """Answers that were needed; those before the last did not count."""
    usage: dict[str, int] = field(default_factory=dict)
    """Tokens of all attempts: `prompt_tokens` and `completion_tokens`."""
    latency_s: float = 0.0
    """Of all attempts."""

    def to_json(self) -> dict[str, Any]:
        """Return the vote as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Vote":
        """Return the vote of a JSON object; names of a newer version are not read."""
        return cls(**{each.name: value[each.name] for each in fields(cls) if each.name in value})


class Judge:
    """A model that judges by one rubric.

    Args:
        model: the backend; it takes any number of pictures.
        rubric: what it is asked.
    """

    def __init__(self, model: Model, rubric: Rubric) -> None:
        self.model = model
        self.rubric = rubric

    async def vote(self, pair: Pair, *, swapped: bool = False, planted: Sequence[str] = (), name: str = "") -> Vote:
        """Return one judgement of a pair.

        Args:
            pair: what is compared.
            swapped: the candidate is shown first.
            planted: instructions found in the pair, which an answer must not repeat.
            name: of the request, for backends that tell requests apart.

        Raises:
            JudgeError: the server failed, or no answer counted in `ATTEMPTS` attempts.
            UserError: the backend's very first request failed in a way that all would.
        """
        complaint = ""
        usage = Usage()
        latency_s = 0.0
        for attempt in range(1, ATTEMPTS + 1):
            response = await self._asked(self._request(pair, swapped, complaint, name), usage)
            latency_s += response.latency_s
            usage += (response.usage or Usage()) + (response.wasted or Usage())
            try:
                said = read_judgement(_whole(response), self.rubric, planted)
            except BadReply as error:
                complaint = str(error)
                continue
            return Vote(said.total, said.scores, said.evidence, attempt, usage.to_json(), latency_s)
        raise JudgeError(
            f"the judge {self.model.name} gave no answer that counts in {ATTEMPTS} attempts: {complaint}",
            usage.to_json(),
        )

    def _request(self, pair: Pair, swapped: bool, complaint: str, name: str) -> Request:
        prompt = write_prompt(self.rubric, pair, swapped, complaint)
        form = self.rubric.answer_form() if self.rubric.form == "json" else None
        if not isinstance(pair, ImagePair):
            return Request(name, prompt, _NOTHING.data, _NOTHING.media_type, response_format=form)
        first, second = (pair.candidate, pair.reference) if swapped else (pair.reference, pair.candidate)
        return Request(name, prompt, first.data, first.media_type, more_images=(second,), response_format=form)

    async def _asked(self, request: Request, before: Usage) -> Response:
        try:
            return await self.model.generate(request)
        except ModelError as error:
            used = before + (error.usage or Usage())
            raise JudgeError(f"the judge could not be asked: {error}", used.to_json()) from error


def _whole(response: Response) -> str:
    if response.finish_reason == "length":
        raise BadReply("the answer was cut off by the token limit")
    return response.text
