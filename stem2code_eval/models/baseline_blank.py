"""The lower control: it answers every picture with an empty figure and must score next to nothing."""

from typing import Any

from stem2code_eval.hashing import sha256_text
from stem2code_eval.models.protocol import Request, Response
from stem2code_eval.responses.answer import fenced_answer

BLANK_PROGRAM = """import matplotlib.pyplot as plt

fig = plt.figure(facecolor="white")
fig.savefig("figure.png")
"""


class BaselineBlank:
    """Answers with a program that draws a white figure and nothing on it."""

    @property
    def name(self) -> str:
        """`baseline/blank`."""
        return "baseline/blank"

    @property
    def identity(self) -> dict[str, Any]:
        """The control's name and the hash of its program."""
        return {"provider": "baseline", "model": "blank", "program_sha256": sha256_text(BLANK_PROGRAM)}

    async def generate(self, request: Request) -> Response:
        """Return the same program for every request."""
        return Response(text=fenced_answer(BLANK_PROGRAM), finish_reason="stop")

    async def close(self) -> None:
        """Nothing to release."""
