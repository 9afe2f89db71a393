"""Post one thing to a server over a real socket."""

import asyncio
from typing import Any

import pytest

from stem2code_eval.models.http import RequestError, Server

KEY = "sk-a-key-that-nobody-must-see"
HEADERS = {"Authorization": f"Bearer {KEY}"}
BODY = b'{"model": "m"}'


async def read(server: Server, body: bytes = BODY, silence_s: float = 30.0, whole_s: float = 30.0) -> bytes:
    """Return the whole body of the answer."""
    async with server.post("chat/completions", body, whole_s, silence_s) as reply:
        return b"".join([piece async for piece in reply])


def post(address: str, *args: Any, times: int = 1) -> bytes:
    """Ask a server as often as wanted, one after another, and return the last answer's body."""

    async def run() -> bytes:
        server = Server(address, HEADERS)
        try:
            return [await read(server, *args) for _ in range(times)][-1]
        finally:
            await server.close()

    return asyncio.run(run())


def failed(address: str, *args: Any) -> RequestError:
    """Return how a request fails."""
    with pytest.raises(RequestError) as caught:
        post(address, *args)
    return caught.value
