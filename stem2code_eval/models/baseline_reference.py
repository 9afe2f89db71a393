"""The upper control: it answers with the reference program itself and must score 100."""

from collections.abc import Mapping
from typing import Any

from stem2code_eval.data.sample import Sample
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.responses.answer import fenced_answer


class BaselineReference:
    """Answers each sample with its own reference program.

    Args:
        samples: the task's samples by id. Their programs are no part of `identity`: they are the task's,
        and its
            hash says when they change.
    """

    def __init__(self, samples: Mapping[str, Sample]) -> None:
        self._samples = samples

    @property
    def name(self) -> str:
        """`baseline/reference`."""
        return "baseline/reference"

    @property
    def identity(self) -> dict[str, Any]:
        """The control's name and version."""
        return {"provider": "baseline", "model": "reference", "version": 1}

    async def generate(self, request: Request) -> Response:
        """Return the reference program in a fence.

        Raises:
            ModelError: the sample is unknown or has no reference program.
        """
        sample = self._samples.get(request.sample_id)
        if sample is None:
            raise ModelError(f'baseline/reference was not given the sample "{request.sample_id}".')
        if sample.reference_code is None:
            raise ModelError(
                f'Sample "{sample.id}" has no reference program, so baseline/reference cannot answer it; '
                "leave such samples out of the control run."
            )
        return Response(text=fenced_answer(sample.reference_code), finish_reason="stop")

    async def close(self) -> None:
        """Nothing to release."""
