"""Ask a server one question over a real socket."""

import asyncio
from typing import Any

import pytest
from openai_server import OpenAIServer, Script

from stem2code_eval.errors import UserError
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.models.retries import Clock

REQUEST = Request("s1", "Redraw it.", b"\x89PNG bytes", "image/png")


class Waits(Clock):
    """A clock that records how long the backend meant to wait, and does not; its time moves by those waits alone."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def now(self) -> float:
        return sum(self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ask(
    script: Script,
    request: Request = REQUEST,
    clock: Clock | None = None,
    **options: Any,
) -> tuple[Response, OpenAIServer]:
    """Start a server, ask it one question, and return the answer and the server."""

    async def run(server: OpenAIServer) -> Response:
        model = OpenAIChat("m", ModelOptions(**{"base_url": server.base_url, **options}), clock=clock or Waits())
        try:
            return await model.generate(request)
        finally:
            await model.close()

    with OpenAIServer(script) as server:
        return asyncio.run(run(server)), server


def fault(script: Script, **options: Any) -> str:
    """Ask one question that fails, and return the error's text."""
    with pytest.raises((ModelError, UserError)) as caught:
        ask(script, **options)
    return str(caught.value)


def fault_of(server: OpenAIServer, waits: Waits, **options: Any) -> str:
    async def run() -> None:
        model = OpenAIChat("m", ModelOptions(base_url=server.base_url, **options), clock=waits)
        try:
            await model.generate(REQUEST)
        finally:
            await model.close()

    with pytest.raises((ModelError, UserError)) as caught:
        asyncio.run(run())
    return str(caught.value)
