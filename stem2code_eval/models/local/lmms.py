"""`lmms/MODEL`: any model class of lmms-eval 0.7, in a process and a Python environment of its own."""

import asyncio
import base64
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from stem2code_eval.errors import UserError
from stem2code_eval.models.local.batches import Batches
from stem2code_eval.models.local.checkpoint import described
from stem2code_eval.models.local.child import Child, ChildEnded
from stem2code_eval.models.local.frames import FrameError, read_frame, write_frame
from stem2code_eval.models.local.lmms_answer import read_answer
from stem2code_eval.models.local.log import ProcessLog, names_a_secret, report, secrets_of
from stem2code_eval.models.local.packages import installed
from stem2code_eval.models.local.startup import STARTUP_TIMEOUT, Startup, startup_timeout
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.pipeline.terminal import plain

_WORKER = Path(__file__).with_name("lmms_worker.py")
_PACKAGES = ("lmms-eval", "torch", "transformers")
_LAST_WORDS_S = 5.0
"""For a worker that closed its pipes to end."""
_CREDENTIALS_IN_URL = re.compile(r"(?<=://)[^/@\s]+@")


class Lmms:
    """A model class of lmms-eval behind the `Model` protocol.

    Args:
        model: a name of lmms-eval's registry, plug-ins included.
        options: `lmms_python`; sampling, of which `max_new_tokens` is needed; `model_args` go to the class, but for
            `startup_timeout_s` (1800). `batch_size` (1) is also how many requests the class gets at once, at most.
        worker: the script that the interpreter runs.

    Raises:
        UserError: the interpreter has no lmms-eval, or an option is wrong.
    """

    def __init__(self, model: str, options: ModelOptions, worker: Path = _WORKER) -> None:
        self._model = model
        self._timeout_s = startup_timeout(options)
        self._request_timeout_s = options.request_timeout_s
        self._gen_kwargs = {"until": [], **options.sampling}
        self._max_new_tokens = _positive(self._gen_kwargs, "max_new_tokens", None, "--gen-args")
        arguments = {name: value for name, value in options.model_args.items() if name != STARTUP_TIMEOUT}
        self._batch_size = _positive(arguments, "batch_size", 1, "--model-args")
        self._model_args = {name: value for name, value in arguments.items() if name != "batch_size"}
        self._python = _find_python(options.lmms_python)
        self._identity = {
            "provider": "lmms",
            "model": model,
            "packages": _versions(self._python),
            "model_args": {"batch_size": self._batch_size, **_recorded(self._model_args)},
            "sampling": self._gen_kwargs,
        }
        self._worker = worker
        self._child: Child | None = None
        self._fault = ""
        self._startup = Startup(self._start)
        self._batches = Batches(self._batch_size, self._ask)
        self._number = 0

    @property
    def name(self) -> str:
        """`lmms/MODEL`."""
        return f"lmms/{self._model}"

    @property
    def identity(self) -> dict[str, Any]:
        """The class's name and arguments, the sampling parameters, and the versions of what computes."""
        return self._identity

    def start(self) -> None:
        """Begin to build the model, without waiting."""
        self._startup.begin()

    async def generate(self, request: Request) -> Response:
        """Ask the model, together with other requests where it takes several at once.

        Raises:
            ModelError: the request failed, or the worker ended.
            UserError: the model could not be built.
        """
        await self._startup.result()
        started = time.perf_counter()
        response = await self._batches.ask(request)
        return replace(response, latency_s=time.perf_counter() - started)

    async def close(self) -> None:
        """End the worker and everything it started. Idempotent."""
        await self._startup.cancel()
        await self._batches.close()
        child, self._child = self._child, None
        if child is not None:
            await child.stop()
            child.log.dispose()

    async def _start(self) -> Child:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        log = ProcessLog("lmms", secrets_of(environment))
        try:
            self._child = child = Child([self._python, str(self._worker)], environment, log, piped=True)
        except OSError as error:
            log.dispose()
            raise UserError(f"{self.name}: {self._python} cannot be started ({error}).") from error
        order = {"model": self._model, "model_args": self._model_args, "batch_size": self._batch_size}
        try:
            async with asyncio.timeout(self._timeout_s):
                reply = await self._exchange(child, order)
        except TimeoutError:
            raise UserError(report(self.name, f"was not ready within {self._timeout_s:g} s", log)) from None
        except (ChildEnded, FrameError) as error:
            raise UserError(report(self.name, f"ended before it was ready ({error})", log)) from None
        if "ready" not in reply:
            sentence = plain(log.without_secrets(str(reply.get("failed", reply))), 1000)
            raise UserError(f"{self.name} could not be built: {sentence} (its log is {log.keep()})")
        return child

    async def _ask(self, requests: list[Request]) -> Sequence[Response | Exception]:
        """Have one batch answered; a worker that breaks the protocol or takes too long is ended."""
        child = await self._startup.result()
        if self._fault:
            raise ModelError(self._fault)
        self._number += 1
        images = [base64.b64encode(request.image).decode("ascii") for request in requests]
        asked = [{"prompt": request.prompt, "image": image} for request, image in zip(requests, images, strict=True)]
        order = {"batch": self._number, "gen_kwargs": self._gen_kwargs, "requests": asked}
        limit_s = self._request_timeout_s * len(requests)
        try:
            async with asyncio.timeout(limit_s):
                reply = await self._exchange(child, order)
            answers = _answers_in(reply, self._number, len(requests))
            child.log.all_is_well()
        except TimeoutError:
            self._fault = (
                f"{self.name}: no answer to {len(requests)} requests within {limit_s:g} s; the worker was ended"
            )
        except ChildEnded as ended:
            self._fault = f"{self.name}: the worker ended ({ended}); it said: {child.log.cause() or 'nothing'}"
        except FrameError as error:
            self._fault = f"{self.name}: the worker broke the protocol ({plain(str(error))}) and was ended"
        else:
            if isinstance(answers, str):
                raise ModelError(f"{self.name}: {plain(child.log.without_secrets(answers))}")
            read = (read_answer(answer, self._max_new_tokens) for answer in answers)
            return [self._named(each, child.log) if isinstance(each, ModelError) else each for each in read]
        self._fault += f" (its log is {child.log.keep()})."
        await child.stop()
        raise ModelError(self._fault)

    def _named(self, error: ModelError, log: ProcessLog) -> ModelError:
        return ModelError(f"{self.name}: {plain(log.without_secrets(str(error)))}")

    @staticmethod
    async def _exchange(child: Child, order: dict[str, Any]) -> dict[str, Any]:
        """Send a frame and return the one that answers it.

        Raises:
            ChildEnded: the worker has ended, or closed its pipes and was ended for it.
            FrameError: what came is no frame.
        """
        stdin, stdout = child.stdin, child.stdout
        if stdin is None or stdout is None:
            raise ValueError("the child has no pipes")
        try:
            return await child.while_it_lives(asyncio.to_thread(_send_and_receive, stdin, stdout, order))
        except (EOFError, BrokenPipeError) as error:
            if await child.ends_within(_LAST_WORDS_S):
                raise ChildEnded(child.how_it_ended()) from error
            await child.stop()
            raise ChildEnded("it had closed its pipes") from error


def _send_and_receive(stdin: IO[bytes], stdout: IO[bytes], order: dict[str, Any]) -> dict[str, Any]:
    write_frame(stdin, order)
    return read_frame(stdout)


def _answers_in(reply: Mapping[str, Any], number: int, count: int) -> list[Any] | str:
    """Return the answers in a frame, or the worker's sentence that it has none.

    Raises:
        FrameError: the frame belongs to another batch, or holds neither or another number of answers.
    """
    if reply.get("batch") != number:
        raise FrameError(f"batch {number} was asked and {reply.get('batch')!r} answered")
    if isinstance(reply.get("error"), str):
        return str(reply["error"])
    answers = reply.get("answers")
    if not isinstance(answers, list) or len(answers) != count:
        raise FrameError(f"{count} answers were asked for and not given")
    return answers


def _find_python(chosen: str | None) -> str:
    if chosen is None:
        return sys.executable
    found = shutil.which(Path(chosen).expanduser())
    if found is None:
        raise UserError(f"--lmms-python {chosen}: there is no such program.")
    return os.path.abspath(found)  # not resolved: the interpreter of a virtual environment is a link


def _versions(python: str) -> dict[str, str]:
    try:
        found = installed([python], _PACKAGES)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise UserError(f"--lmms-python {python} is no Python interpreter that works ({plain(str(error))}).") from error
    if "lmms-eval" not in found:
        raise UserError(
            f"{python} has no lmms-eval; install it there (pip install 'lmms-eval>=0.7,<0.8'), or name the interpreter "
            "of an environment that has it with --lmms-python."
        )
    return found


def _positive(values: Mapping[str, Any], name: str, default: int | None, option: str) -> int:
    value = values.get(name, default)
    if value is None:
        raise UserError(
            f"lmms/ needs {name} in {option}: without it, each class of lmms-eval has a limit of its own, "
            "some of 128 tokens."
        )
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise UserError(f"{option}: {name} must be a whole number above 0, not {value!r}.")
    return value


def _recorded(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as the run records them: checkpoints by their content, addresses without credentials.

    Raises:
        UserError: an argument is a key.
    """
    for name in arguments:
        if names_a_secret(name):
            raise UserError(f'--model-args: "{name}" would be recorded; keys belong into the environment.')
    return {
        name: _CREDENTIALS_IN_URL.sub("***@", described(value)) if isinstance(value, str) else value
        for name, value in arguments.items()
    }
