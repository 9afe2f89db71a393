"""`vllm/HF_ID_OR_PATH`: starts a vLLM server for the run, talks to it as to any other, and always ends it."""

import asyncio
import http.client
import os
import secrets
import socket
from dataclasses import replace
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.models.local.child import Child, ChildEnded
from stem2code_eval.models.local.log import ProcessLog, report, secrets_of
from stem2code_eval.models.local.startup import STARTUP_TIMEOUT, Startup, startup_timeout
from stem2code_eval.models.local.vllm_command import find_vllm
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions, check_model_args
from stem2code_eval.models.protocol import ModelError, Request, Response

_LOOK_S = 0.25
_LOOK_TIMEOUT_S = 5.0
_LAST_WORDS_S = 1.0
"""For a server whose connections broke to end."""


class Vllm:
    """A model behind a vLLM server of our own.

    The server starts with `start` or the first request, on a free port of the loopback interface, with a random key,
    and ends with `close`, or with this process however that ends.

    Args:
        model: name of a repository, or a folder.
        options: `vllm_bin`, `vllm_args`, sampling, concurrency, time-out and retries; `model_args` may hold
            `startup_timeout_s` (1800).

    Raises:
        UserError: there is no vLLM, or an option is wrong.
    """

    takes_any_pictures = True

    def __init__(self, model: str, options: ModelOptions) -> None:
        check_model_args(f"vllm/{model}", options, (STARTUP_TIMEOUT,))
        if options.base_url is not None:
            raise UserError(f"vllm/{model} starts a server of its own; for one that runs, use openai/ with --base-url.")
        self._model = model
        self._timeout_s = startup_timeout(options)
        self._command = find_vllm(model, options.vllm_bin, options.vllm_args)
        self._options = options
        self._child: Child | None = None
        self._chat: OpenAIChat | None = None
        self._startup = Startup(self._serve)

    @property
    def name(self) -> str:
        """`vllm/HF_ID_OR_PATH`."""
        return f"vllm/{self._model}"

    @property
    def identity(self) -> dict[str, Any]:
        """Model, the hash of its folder or its revision, versions, vLLM's arguments and the sampling parameters."""
        return {"provider": "vllm", **self._command.identity, "sampling": dict(self._options.sampling)}

    def start(self) -> None:
        """Begin to start the server, without waiting."""
        self._startup.begin()

    async def generate(self, request: Request) -> Response:
        """Ask the server.

        Raises:
            ModelError: the server gave no answer, or ended.
            UserError: the server could not be started.
        """
        child, chat = await self._startup.result()
        try:
            response = await child.while_it_lives(chat.generate(request))
        except (ChildEnded, ModelError, UserError) as error:
            if not await child.ends_within(_LAST_WORDS_S):
                raise
            raise ModelError(
                f"{self.name}: the vLLM server ended ({child.how_it_ended()}); it said: "
                f"{child.log.cause() or 'nothing'} (its log is {child.log.keep()})."
            ) from error
        child.log.all_is_well()
        return response

    async def close(self) -> None:
        """End the server and everything it started. Idempotent."""
        await self._startup.cancel()
        chat, self._chat = self._chat, None
        if chat is not None:
            await chat.close()
        child, self._child = self._child, None
        if child is not None:
            await child.stop()
            child.log.dispose()

    async def _serve(self) -> tuple[Child, OpenAIChat]:
        key = secrets.token_urlsafe(32)
        port = _free_port()
        environment = {"PYTHONUNBUFFERED": "1", "VLLM_NO_USAGE_STATS": "1", **os.environ, "VLLM_API_KEY": key}
        log = ProcessLog("vllm", secrets_of(environment))
        try:
            self._child = child = Child(self._command.on_port(port), environment, log)
        except OSError as error:
            log.dispose()
            raise UserError(f"{self.name}: vLLM cannot be started ({error}).") from error
        try:
            async with asyncio.timeout(self._timeout_s):
                await child.while_it_lives(_until_healthy(port, key))
        except TimeoutError:
            raise UserError(report(self.name, f"vLLM did not answer within {self._timeout_s:g} s", log)) from None
        except ChildEnded as ended:
            raise UserError(report(self.name, f"vLLM ended before it could answer ({ended})", log)) from None
        base_url = f"http://127.0.0.1:{port}/v1"
        options = replace(self._options, base_url=base_url, model_args={})
        self._chat = OpenAIChat(self._model, options, api_key=key, name=self.name)
        return child, self._chat


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _until_healthy(port: int, key: str) -> None:
    """Return when our own server answers: it knows our key and refuses another, as a stranger on the port would not."""
    while not (
        await asyncio.to_thread(_status, port, "/health", key) == 200
        and await asyncio.to_thread(_status, port, "/v1/models", key) == 200
        and await asyncio.to_thread(_status, port, "/v1/models", "not-the-key") == 401
    ):
        await asyncio.sleep(_LOOK_S)


def _status(port: int, path: str, key: str) -> int:
    """Return the HTTP status of a path, or 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LOOK_TIMEOUT_S)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
