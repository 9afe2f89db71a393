"""Answers as they come out of lmms-eval: unchanged, and told apart from failures that were written down as answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_text
from stem2code_eval.integrations.lmms.report import errors_told
from stem2code_eval.models.local.lmms_answer import read_answer
from stem2code_eval.models.protocol import ModelError, Request, Response


class Verbatim(str):
    """A text that lmms-eval leaves as it is: it strips answers before a task sees them."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> "Verbatim":
        """Return the text itself."""
        return self


class AsTheyCame:
    """lmms-eval's filter of our tasks: the one answer to each figure, with every character."""

    def __init__(self, **options: Any) -> None:
        """Take whatever a task file says; there is nothing to choose."""

    def apply(self, resps: Iterable[Sequence[Any]], docs: Any) -> list[Verbatim]:
        """Return the answer in each list of answers.

        Raises:
            UserError: there are several answers to a figure.
        """
        return [_only(answers) for answers in resps]


def _only(answers: Sequence[Any]) -> Verbatim:
    if len(answers) > 1:
        with errors_told():
            raise UserError(
                "lmms-eval was asked for several answers to a figure (--repeats), of which it would hand over one; "
                "ask for them with stem2code-eval run --model lmms/MODEL --repeats."
            )
    return Verbatim(answers[0]) if answers and isinstance(answers[0], str) else Verbatim()


class Answered:
    """A `Model` that has answered already: what lmms-eval got, for one figure.

    lmms-eval drops the finish reason, and the token counts before a task sees the text. An answer is therefore read as
    if the model had stopped by itself, and one that is empty, or begins with a mark of failure, is taken for a failure.

    Args:
        about: the model and its parameters, as far as they are known.
        text: the answer, as it came.
    """

    def __init__(self, about: Mapping[str, Any], text: str) -> None:
        self._about = about
        self._text = text

    @property
    def name(self) -> str:
        """`lmms-eval/MODEL`."""
        return str(self._about.get("name", "lmms-eval"))

    @property
    def identity(self) -> dict[str, Any]:
        """The model, and the hash of this answer: a stored answer stands only for itself."""
        return {**self._about, "answer_sha256": sha256_text(self._text)}

    async def generate(self, request: Request) -> Response:
        """Return the answer.

        Raises:
            ModelError: it is a failure that was written down as one.
        """
        answer = read_answer({"text": self._text}, max_new_tokens=1)
        if isinstance(answer, ModelError):
            raise answer
        return answer

    async def close(self) -> None:
        """Nothing to release."""


def is_failure(text: Any) -> bool:
    """Return whether a stored answer of lmms-eval is a failure."""
    return isinstance(read_answer({"text": text}, max_new_tokens=1), ModelError)
