"""One server, asked over HTTP: JSON is posted, and what comes back is read while it comes.

The library, aiohttp, was chosen for the CPU time that a request takes of it (`docs/measured.md`). Its errors are not
let out: their texts name addresses, and with them what an address may hold that nobody must see.
"""

import asyncio
import base64
import io
import os
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import unquote, urlsplit

import aiohttp
import certifi

from stem2code_eval import __version__
from stem2code_eval.models.address import proxy_for

_CONNECT_TIMEOUT_S = 30.0
_IDLE_S = 4.0
"""A connection without a request is closed then; uvicorn, in front of vLLM and others, closes its own after 5 s."""
_HEADER_BYTES = 2**17
_HEADERS = 1000
_ERROR_BYTES = 2**20
"""Read of the body of an error."""


class RequestError(Exception):
    """What goes wrong between sending a request and the last byte of its answer."""

    def __init__(self, text: str, *, unreachable: bool = False, silent: bool = False) -> None:
        super().__init__(text)
        self.unreachable = unreachable
        """No connection came about at all."""
        self.silent = silent
        """The server said nothing for too long."""


class StatusError(Exception):
    """The server answered with an HTTP status that is no success."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.text = text
        """The body, or its first MiB."""
        self.headers = headers
        """Looked up in any case."""


class Reply:
    """An answer whose head has come; iterated, it gives the body, decompressed, in pieces as they come in.

    Raises:
        RequestError: the connection failed; by the iteration.
    """

    def __init__(self, reply: aiohttp.ClientResponse) -> None:
        self._content = reply.content
        self.content_type = reply.headers.get("Content-Type", "")

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        try:
            piece = await self._content.readany()
        except aiohttp.ClientError as error:
            raise _told(error) from None
        if not piece:
            raise StopAsyncIteration
        return piece


class Server:
    """Connections to one server, kept open between requests.

    It may be made where no event loop runs, and used in one loop after another if it is closed between them. There
    are as many connections as requests at once; no request waits for one.

    Args:
        base_url: its address, which `host_of` takes; a query is sent with every request, and so are a name and a
            password, in the place of an `Authorization` in the headers.
        headers: sent with every request.

    Raises:
        UserError: the environment names a proxy of a kind that is not spoken.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(base_url)
        self._address = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
        self._headers = {"User-Agent": f"stem2code-eval/{__version__}", "Accept": "application/json", **headers}
        if parts.username or parts.password:
            pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
            self._headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"
        self._proxy = proxy_for(base_url)
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def post(self, path: str, body: bytes, whole_s: float, silence_s: float) -> AsyncIterator[Reply]:
        """Post JSON and yield the answer when its head has come.

        Args:
            path: below the address, such as `chat/completions`.
            body: the JSON.
            whole_s: seconds for a connection, at most.
            silence_s: seconds that the server may say nothing.

        Raises:
            StatusError: the status is no success; the body has been read.
            RequestError: the connection failed.
        """
        session = self._session = self._session or self._open()
        await _look_at_connections()
        try:
            reply = await session.post(
                self._address._replace(path=f"{self._address.path.rstrip('/')}/{path}").geturl(),
                data=aiohttp.BytesIOPayload(io.BytesIO(body), content_type="application/json"),
                timeout=aiohttp.ClientTimeout(connect=min(_CONNECT_TIMEOUT_S, whole_s), sock_read=silence_s),
                proxy=self._proxy,
            )
        except (aiohttp.ClientError, ValueError) as error:
            raise _told(error) from None
        async with reply:
            if not 200 <= reply.status < 300:
                raise StatusError(reply.status, await _text(Reply(reply)), reply.headers)
            yield Reply(reply)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,
            keepalive_timeout=_IDLE_S,
            ssl=_trusting() if self._address.scheme == "https" else True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_HEADER_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_HEADERS,
        )


async def _look_at_connections() -> None:
    """Let the event loop see which idle connections their server has closed since, so that none of them is taken."""
    await asyncio.sleep(0)  # it looks at the sockets,
    await asyncio.sleep(0)  # and does what it has seen


def _trusting() -> ssl.SSLContext:
    """Return whom to trust: what `SSL_CERT_FILE` or `SSL_CERT_DIR` names, or whom the system trusts.

    Where the system trusts nobody it is those whom certifi names, who are Mozilla's.
    """
    context = ssl.create_default_context()
    folder = ssl.get_default_verify_paths().capath
    chosen = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    if not (chosen or context.get_ca_certs() or (folder and os.listdir(folder))):
        context.load_verify_locations(certifi.where())
    return context


async def _text(reply: Reply) -> str:
    body = bytearray()
    async for piece in reply:
        body += piece
        if len(body) >= _ERROR_BYTES:
            break
    return body[:_ERROR_BYTES].decode("utf-8", "replace")


def _told(error: aiohttp.ClientError | ValueError) -> RequestError:
    """Return the error in words that hold no address; an address that cannot be is one where nobody is."""
    kinds = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ValueError)
    text = f"{type(error).__name__}: {_sentence(error)}".removesuffix(": ")
    return RequestError(
        text, unreachable=isinstance(error, kinds), silent=isinstance(error, aiohttp.SocketTimeoutError)
    )


def _sentence(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return str(error.certificate_error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return error.os_error.strerror or str(error.os_error)
    if isinstance(error, aiohttp.ClientResponseError):
        return f"{error.status} {error.message}"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the server closed the connection before an answer"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return ""
