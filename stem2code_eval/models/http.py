"""One server, asked over HTTP: a JSON object is posted, and what comes back is read while it comes.

OpenAI's own client would do, but looks through every part of a request and builds a model of each answer that we read
ourselves, in a third of the time that all of an exchange takes.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from stem2code_eval import __version__
from stem2code_eval.models.address import host_of, is_loopback

RequestError = httpx2.RequestError
"""What goes wrong between sending a request and the last byte of its answer."""
_CONNECT_TIMEOUT_S = 30.0
_IDLE = 8
"""Connections kept open for the next request; each is looked at twice for every request, whichever takes it."""


class StatusError(Exception):
    """The server answered with an HTTP status that is no success."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.text = text
        """The body."""
        self.headers = headers
        """Looked up in any case."""


class Server:
    """Connections to one server, kept open between requests.

    Args:
        base_url: its address, which `host_of` takes; a query is sent with every request.
        headers: sent with every request.

    There are as many connections as requests at once; no request waits for one.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        self._base = httpx2.URL(base_url)
        self._client = httpx2.AsyncClient(
            headers={"User-Agent": f"stem2code-eval/{__version__}", "Accept": "application/json", **headers},
            # A proxy named in the environment cannot reach this machine's own loopback address.
            trust_env=not is_loopback(host_of(base_url)),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=_IDLE),
            follow_redirects=True,
        )

    @asynccontextmanager
    async def post(
        self, path: str, body: Mapping[str, Any], whole_s: float, silence_s: float
    ) -> AsyncIterator[httpx2.Response]:
        """Post a JSON object and yield the answer when its head has come.

        Args:
            path: below the address, such as `chat/completions`.
            body: the object.
            whole_s: seconds for sending, and for a connection at most.
            silence_s: seconds that the server may say nothing.

        Raises:
            StatusError: the status is no success; the body has been read.
            RequestError: the connection failed.
        """
        folder, mark, query = self._base.raw_path.partition(b"?")
        url = self._base.copy_with(raw_path=folder.rstrip(b"/") + b"/" + path.encode("ascii") + mark + query)
        content = json.dumps(body, allow_nan=False).encode("ascii")
        timeout = httpx2.Timeout(whole_s, connect=min(_CONNECT_TIMEOUT_S, whole_s), read=silence_s)
        headers = {"Content-Type": "application/json"}
        request = self._client.build_request("POST", url, content=content, headers=headers, timeout=timeout)
        try:
            reply = await self._client.send(request, stream=True)
        except (httpx2.InvalidURL, UnicodeError) as error:  # the name of a host that no host can have
            raise httpx2.ConnectError(str(error), request=request) from error
        try:
            if not reply.is_success:
                await reply.aread()
                raise StatusError(reply.status_code, reply.text, reply.headers)
            yield reply
        finally:
            await reply.aclose()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def is_unreachable(error: BaseException) -> bool:
    """Return whether no connection came about at all."""
    return isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)


def is_silence(error: BaseException) -> bool:
    """Return whether the server said nothing for too long."""
    return isinstance(error, httpx2.ReadTimeout)
