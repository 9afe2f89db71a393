"""Answers that are at hand, in the place of the model that gave them."""

from collections.abc import Mapping
from typing import Any

from stem2code_eval.models.protocol import ModelError, Request, Response


class StoredAnswers:
    """Answers what is stored, and knows nothing else.

    Args:
        name: of the model.
        identity: of the model.
        answers: sample and number of the answer (0 where there is one) to the answer.
        where: they are from, for messages.
    """

    def __init__(
        self, name: str, identity: Mapping[str, Any], answers: Mapping[tuple[str, int], Response], where: str
    ) -> None:
        self._name, self._identity, self._answers, self._where = name, identity, answers, where

    @property
    def name(self) -> str:
        """As it was given."""
        return self._name

    @property
    def identity(self) -> dict[str, Any]:
        """As it was given."""
        return dict(self._identity)

    async def generate(self, request: Request) -> Response:
        """Return the stored answer.

        Raises:
            ModelError: there is none for this sample.
        """
        response = self._answers.get((request.sample_id, request.repeat or 0))
        if response is None:
            which = "" if request.repeat is None else f" and the repeat {request.repeat}"
            raise ModelError(f'{self._where} holds no response with the id "{request.sample_id}"{which}.')
        return response

    async def close(self) -> None:
        """Nothing to release."""
