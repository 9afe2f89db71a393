"""Any server that speaks OpenAI's chat completions: the API itself, vLLM, SGLang, Ollama, a gateway.

Answers are streamed where the server can, so that a model may think for long without the silence being taken for a dead
connection. The first request of all is a probe: until the server has taken one, no other begins, and what a user has
to mend (a key, a name, an address, a model without eyes) ends the run before money is spent.
"""

import asyncio
import math
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import canonical_json
from stem2code_eval.models.adaptive import AdaptiveLimit
from stem2code_eval.models.address import host_of, is_local, secrets_in
from stem2code_eval.models.http import RequestError, Server, StatusError
from stem2code_eval.models.openai_body import encode
from stem2code_eval.models.openai_faults import MEND_ADDRESS, Fault, fault_of_status, refused_field, refuses_form
from stem2code_eval.models.openai_reply import BadReplyError
from stem2code_eval.models.openai_stream import read_answer
from stem2code_eval.models.options import ModelOptions, check_model_args
from stem2code_eval.models.probe import Probe
from stem2code_eval.models.protocol import ModelError, Picture, Request, Response, Usage
from stem2code_eval.models.redaction import Redactor
from stem2code_eval.models.retries import Clock, backoff_s

DEFAULT_BASE_URL = "https://api.openai.com/v1"
DEFAULT_API_KEY_ENV = "OPENAI_API_KEY"
_PLACEHOLDER_KEY = "no-key"
"""Sent to a server on this machine or network that asks for none; some insist on something."""
_RESERVED = frozenset({"model", "messages", "stream", "stream_options", "n"})
_MODEL_ARGS = ("detail", "organization", "project", "stream")
_STREAMED: dict[str, Any] = {"stream_options": {"include_usage": True}, "stream": True}
"""Fields of ours that a server may refuse; it is then asked without. The longer name is looked for first."""
_PROBE_RETRIES = 2
"""Of a first request that finds nobody at the address."""


class OpenAIChat:
    """A model behind an OpenAI-compatible server.

    The picture goes as a data URL of its bytes as they are, before the prompt. Nothing that could change the answer is
    sent that the user did not set: no temperature, no token limit.

    Args:
        model: the name that the server knows it by.
        options: address, key variable, sampling parameters, concurrency, time-outs, retries; `model_args` may hold
            `detail` (of the picture: `low`, `high`, `auto`), `organization`, `project`, and `stream` (false: never).
        api_key: of a server that we started ourselves; else it is read from the environment.
        name: by which the user knows the model; `openai/MODEL` if left out.
        clock: the time, and how to wait.

    Raises:
        UserError: the address is none, the key is missing, or an argument is unknown or reserved.
    """

    takes_any_pictures = True

    def __init__(
        self,
        model: str,
        options: ModelOptions,
        *,
        api_key: str | None = None,
        name: str | None = None,
        clock: Clock | None = None,
    ) -> None:
        check_model_args(f"openai/{model}", options, _MODEL_ARGS)
        base_url = options.base_url or os.environ.get("OPENAI_BASE_URL") or DEFAULT_BASE_URL
        self._model = model
        self._host = host_of(base_url)
        self._options = options
        self._sampling = _checked_sampling(options)
        self._detail = options.model_args.get("detail")
        self._key_variable = options.api_key_env or DEFAULT_API_KEY_ENV
        key = api_key or _read_key(self._key_variable, self._host)
        self._name = name or f"openai/{model}"
        self._redactor = Redactor(key, *secrets_in(base_url))
        self._clock = clock or Clock()
        self._limit = AdaptiveLimit(options.concurrency, self._clock)
        self._probe = Probe()
        self._takes_form = True
        self._fields = {} if options.model_args.get("stream") is False else dict(_STREAMED)
        self._server = Server(base_url, _headers(key, options.model_args))

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
            ModelError: the server refused the request, or every attempt failed; holds the server's own sentence.
            UserError: the very first request failed in a way that all would, and that the user can mend.
        """
        async with self._probe.turn():
            result, attempts, wasted = await self._ask(request)
        if isinstance(result, Response):
            return replace(self._without_key(result), wasted=wasted, extra={**result.extra, "attempts": attempts})
        raise ModelError(self._said(result, attempts), wasted)

    async def close(self) -> None:
        """Close the connections."""
        await self._server.close()

    async def _ask(self, request: Request) -> tuple[Response | Fault, int, Usage | None]:
        """Return the answer, or the last attempt's fault; how many attempts there were; what they wasted."""
        random = Random(f"{self._options.seed} {request.sample_id} {request.repeat}")  # noqa: S311 - no secret
        attempts, deadline = 0, math.inf
        wasted: Usage | None = None
        while True:
            async with self._limit.slot() as slot:
                if attempts == 0:
                    deadline = self._clock.now() + self._options.total_timeout_s
                result = await self._attempt(request, deadline - self._clock.now())
                attempts += 1
                if isinstance(result, Response):
                    slot.answered()
                    return result, attempts, wasted
                if result.throttled:
                    slot.throttled(result.retry_after_s)
            if result.usage is not None:
                wasted = result.usage if wasted is None else wasted + result.usage
            wait_s = backoff_s(attempts - 1, random) if result.retry_after_s is None else result.retry_after_s
            is_last = not result.retryable or attempts > self._retries(result)
            if is_last or self._clock.now() + wait_s >= deadline:
                self._tell_probe(result, attempts)
                return result, attempts, wasted
            await self._clock.sleep(wait_s)

    def _retries(self, fault: Fault) -> int:
        nobody = fault.unreachable and not self._probe.has_passed
        return min(self._options.max_retries, _PROBE_RETRIES) if nobody else self._options.max_retries

    def _tell_probe(self, fault: Fault, attempts: int) -> None:
        """Stop everything where the first request failed as all would; else let the others try their luck."""
        if self._probe.has_passed:
            return
        if fault.mend is not None:
            mend = fault.mend.format(key_variable=self._key_variable)
            raise self._probe.failed(UserError(f"{self._said(fault, attempts).rstrip('.')}. {mend}"))
        if fault.retryable:
            self._probe.passed()

    async def _attempt(self, request: Request, left_s: float) -> Response | Fault:
        started = time.perf_counter()
        limit_s = min(self._options.request_timeout_s, left_s)
        try:
            async with asyncio.timeout(limit_s):
                response = await self._exchange(request)
        except TimeoutError:
            return Fault(f"no answer within {limit_s:.3g} s")
        except StatusError as error:
            return fault_of_status(error.status, self._redactor.text(error.text), error.headers)
        except RequestError as error:
            return self._fault_of_connection(error)
        except BadReplyError as error:
            return Fault(str(error), error.retryable, mend=error.mend, usage=error.usage)
        return replace(response, latency_s=time.perf_counter() - started)

    async def _exchange(self, request: Request) -> Response:
        """Send one request and read its answer; without the fields that the server refuses, where it names them."""
        while True:
            form = _form(request) if self._takes_form else {}
            fields = self._fields | form
            body = {"model": self._model, "messages": self._messages(request), **self._sampling, **fields}
            whole_s = self._options.request_timeout_s
            silence_s = min(self._options.idle_timeout_s, whole_s) if "stream" in fields else whole_s
            try:
                async with self._server.post("chat/completions", encode(body), whole_s, silence_s) as reply:
                    return await read_answer(reply, reply.content_type, self._redactor, self._probe.passed)
            except StatusError as error:
                refused = refused_field(error.status, error.text, tuple(fields))
                if form and (refused in form or refuses_form(error.status, error.text)):
                    self._takes_form = False
                    continue
                if refused is None:
                    raise
                self._fields.pop("stream_options", None)
                self._fields.pop(refused, None)

    def _fault_of_connection(self, error: RequestError) -> Fault:
        if error.silent:
            silent_s = min(self._options.idle_timeout_s, self._options.request_timeout_s)
            return Fault(f"the server was silent for {silent_s:g} s")
        message = f"the connection failed ({self._redactor.text(str(error))})"
        return Fault(message, unreachable=error.unreachable, mend=MEND_ADDRESS if error.unreachable else None)

    def _messages(self, request: Request) -> Any:
        pictures = [{"type": "image_url", "image_url": self._image(picture)} for picture in request.pictures]
        return [{"role": "user", "content": [*pictures, {"type": "text", "text": request.prompt}]}]

    def _image(self, picture: Picture) -> dict[str, Any]:
        image: dict[str, Any] = {"url": picture}
        return image if self._detail is None else {**image, "detail": self._detail}

    def _said(self, fault: Fault, attempts: int) -> str:
        tries = f" (after {attempts} attempts)" if attempts > 1 else ""
        return self._redactor.text(f"{self.name} at {self._host}: {fault.message}{tries}")

    def _without_key(self, response: Response) -> Response:
        """Return the answer without the key, which it holds only where a server repeats it."""
        clean = self._redactor.value
        return replace(
            response,
            text=clean(response.text),
            reasoning=clean(response.reasoning),
            finish_reason=clean(response.finish_reason),
            extra=clean(response.extra),
        )


def _headers(key: str, model_args: Mapping[str, Any]) -> dict[str, str]:
    """Return who asks, by the names of OpenAI's API; its own variables say it where the arguments do not."""
    organization = model_args.get("organization") or os.environ.get("OPENAI_ORG_ID")
    project = model_args.get("project") or os.environ.get("OPENAI_PROJECT_ID")
    found = {"OpenAI-Organization": organization, "OpenAI-Project": project}
    return {"Authorization": f"Bearer {key}", **{name: str(value) for name, value in found.items() if value}}


def _form(request: Request) -> dict[str, Any]:
    return {} if request.response_format is None else {"response_format": dict(request.response_format)}


def _checked_sampling(options: ModelOptions) -> dict[str, Any]:
    for name in options.sampling:
        if name in _RESERVED:
            more = " Several answers are had by --repeats." if name == "n" else ""
            raise UserError(
                f'The generation argument "{name}" is set by the harness; leave it out of --gen-args.{more}'
            )
    try:
        canonical_json(dict(options.sampling))
    except (TypeError, ValueError) as error:
        raise UserError(f"The generation arguments cannot be sent as JSON: {error}.") from error
    return dict(options.sampling)


def _read_key(variable: str, host: str) -> str:
    key = os.environ.get(variable, "").strip()
    if key and not (key.isascii() and key.isprintable()):
        raise UserError(
            f"The key in the environment variable {variable} holds characters that no key has; set it anew."
        )
    if key:
        return key
    if variable == DEFAULT_API_KEY_ENV and is_local(host):
        return _PLACEHOLDER_KEY
    raise UserError(
        f"No API key for {host}: set the environment variable {variable}, or name another one with --api-key-env."
    )
