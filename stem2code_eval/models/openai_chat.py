"""Any server that speaks OpenAI's chat completions: the API itself, vLLM, SGLang, Ollama, a gateway."""

import asyncio
import base64
import ipaddress
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import openai

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import canonical_json
from stem2code_eval.models.openai_reply import BadReplyError, read_reply, server_sentence
from stem2code_eval.models.options import ModelOptions, check_model_args
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.models.retries import is_retryable, read_retry_after, wait_s

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_API_KEY_ENV = "OPENAI_API_KEY"
_PLACEHOLDER_KEY = "no-key"
"""Sent to a server on this machine or network that asks for none; the client insists on something."""
_CONNECT_TIMEOUT_S = 30.0
_RESERVED = frozenset({"model", "messages", "stream", "n"})
_MODEL_ARGS = ("detail", "organization", "project")


@dataclass(frozen=True, slots=True)
class _Fault:
    """Why one attempt gave no answer."""

    message: str
    retryable: bool = True
    retry_after_s: float | None = None


class OpenAIChat:
    """A model behind an OpenAI-compatible server.

    The picture goes as a data URL of its bytes as they are, before the prompt. Nothing is sent that the
    user did not set: no temperature, no token limit.

    Args:
        model: the name that the server knows it by. options: address, key variable, sampling parameters,
        concurrency, time-out, retries; `model_args` may hold
            `detail` (of the picture: `low`, `high`, `auto`), `organization` and `project`.
        api_key: of a server that we started ourselves; else it is read from the environment.
        name: by which the user knows the model; `openai/MODEL` if left out.
        sleep: how to wait between attempts.

    Raises:
        UserError: the address is none, the key is missing, or an argument is unknown or reserved.
    """

    def __init__(
        self,
        model: str,
        options: ModelOptions,
        *,
        api_key: str | None = None,
        name: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        check_model_args(f"openai/{model}", options, _MODEL_ARGS)
        base_url = options.base_url or os.environ.get("OPENAI_BASE_URL") or DEFAULT_BASE_URL
        self._model = model
        self._host = _host_of(base_url)
        self._sampling = _checked_sampling(options)
        self._detail = options.model_args.get("detail")
        self._key = api_key or _read_key(options.api_key_env or DEFAULT_API_KEY_ENV, self._host)
        self._name = name or f"openai/{model}"
        self._timeout_s = options.request_timeout_s
        self._max_retries = options.max_retries
        self._slots = asyncio.Semaphore(options.concurrency)
        self._sleep = sleep
        self._client = openai.AsyncOpenAI(
            api_key=self._key,
            base_url=base_url,
            organization=options.model_args.get("organization"),
            project=options.model_args.get("project"),
            timeout=openai.Timeout(self._timeout_s, connect=min(_CONNECT_TIMEOUT_S, self._timeout_s)),
            max_retries=0,
            # A proxy named in the environment cannot reach this machine's own loopback address.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=not _is_loopback(self._host)),
        )

    def __repr__(self) -> str:
        return f"OpenAIChat({self._model!r}, host={self._host!r})"

    @property
    def name(self) -> str:
        """`openai/NAME`, unless another name was given."""
        return self._name

    @property
    def identity(self) -> dict[str, Any]:
        """Provider, model, host and every sampling parameter as the user gave it.

        The port is left out: a local server gets another one at its next start.
        """
        identity: dict[str, Any] = {"provider": "openai", "model": self._model, "base_url": self._host}
        if self._detail is not None:
            identity["detail"] = self._detail
        return {**identity, "sampling": dict(self._sampling)}

    async def generate(self, request: Request) -> Response:
        """Ask the server, again after failures that may pass.

        Raises:
            ModelError: the server refused the request, or every attempt failed; holds the server's own
            sentence.
        """
        async with self._slots:
            attempts = 0
            while True:
                result = await self._attempt(request)
                attempts += 1
                if isinstance(result, Response):
                    return replace(result, extra={**result.extra, "attempts": attempts})
                if not result.retryable or attempts > self._max_retries:
                    break
                await self._sleep(wait_s(attempts - 1, result.retry_after_s))
        tries = f" (after {attempts} attempts)" if attempts > 1 else ""
        raise ModelError(self._without_key(f"{self.name} at {self._host}: {result.message}{tries}"))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _attempt(self, request: Request) -> Response | _Fault:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._timeout_s):
                reply = await self._client.chat.completions.with_raw_response.create(
                    model=self._model,
                    messages=self._messages(request),
                    extra_body=dict(self._sampling),
                )
            response = read_reply(reply.content)
        except (TimeoutError, openai.APITimeoutError):
            return _Fault(f"no answer within {self._timeout_s:g} s")
        except openai.APIStatusError as error:
            return _fault_of_status(error)
        except openai.APIConnectionError as error:
            cause = error.__cause__
            detail = f"{type(cause).__name__}: {cause}" if cause is not None else str(error)
            return _Fault(f"the connection failed ({detail})")
        except BadReplyError as error:
            return _Fault(str(error), retryable=error.retryable)
        return replace(response, latency_s=time.perf_counter() - started)

    def _messages(self, request: Request) -> Any:
        encoded = base64.b64encode(request.image).decode("ascii")
        image: dict[str, Any] = {"url": f"data:{request.media_type};base64,{encoded}"}
        if self._detail is not None:
            image["detail"] = self._detail
        content = [{"type": "image_url", "image_url": image}, {"type": "text", "text": request.prompt}]
        return [{"role": "user", "content": content}]

    def _without_key(self, message: str) -> str:
        """Some servers repeat the key in their complaint about it."""
        return message.replace(self._key, "***") if self._key != _PLACEHOLDER_KEY else message


def _fault_of_status(error: openai.APIStatusError) -> _Fault:
    body = error.response.text
    sentence = server_sentence(body) or "the server said no more"
    # An empty account answers 429 as well, and no patience fills it.
    retryable = is_retryable(error.status_code) and '"insufficient_quota"' not in body
    return _Fault(f"HTTP {error.status_code}: {sentence}", retryable, read_retry_after(error.response.headers))


def _checked_sampling(options: ModelOptions) -> dict[str, Any]:
    for name in options.sampling:
        if name in _RESERVED:
            raise UserError(f'The generation argument "{name}" is set by the harness; leave it out of --gen-args.')
    try:
        canonical_json(dict(options.sampling))
    except (TypeError, ValueError) as error:
        raise UserError(f"The generation arguments cannot be sent as JSON: {error}.") from error
    return dict(options.sampling)


def _host_of(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise UserError(
            "The base URL must begin with http:// or https:// and name a host, such as http://localhost:8000/v1."
        )
    return host


def _read_key(variable: str, host: str) -> str:
    key = os.environ.get(variable, "").strip()
    if key and not (key.isascii() and key.isprintable()):
        raise UserError(
            f"The key in the environment variable {variable} holds characters that no key has; set it anew."
        )
    if key:
        return key
    if variable == DEFAULT_API_KEY_ENV and _is_local(host):
        return _PLACEHOLDER_KEY
    raise UserError(
        f"No API key for {host}: set the environment variable {variable}, or name another one with --api-key-env."
    )


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _is_local(host: str) -> bool:
    """Return whether `host` is this machine or one of its network, by address or by a name without domain."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return _is_loopback(host) or "." not in host or host.endswith((".local", ".internal", ".lan"))
    return address.is_loopback or address.is_unspecified or address.is_private or address.is_link_local
