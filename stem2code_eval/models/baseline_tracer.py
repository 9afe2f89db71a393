"""`baseline/tracer`: redraws the picture it sees from its outlines, without any weights.

It knows no letters and no meaning, so it shows how far pixels alone carry: high pixel scores, poor structure.
"""

import asyncio
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.responses.answer import fenced_answer

TRACER_VERSION = 1
"""Raised whenever the same picture may give another program."""

_SENTENCE = "This program redraws the picture from its traced lines, curves and areas.\n\n"


class BaselineTracer:
    """The tracer behind the `Model` protocol.

    Tracing runs in worker processes, which start with the first request and end with `close`.

    Args:
        workers: pictures traced at once; by default one for each core.

    Raises:
        UserError: `workers` is not a whole number above 0.
    """

    def __init__(self, workers: int | None = None) -> None:
        if workers is not None and (not isinstance(workers, int) or workers < 1):
            raise UserError(f'baseline/tracer takes "workers" as a whole number above 0, not {workers!r}.')
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    @property
    def name(self) -> str:
        """`baseline/tracer`."""
        return "baseline/tracer"

    @property
    def identity(self) -> dict[str, Any]:
        """The tracer's version: it has no parameters that change an answer, and no randomness."""
        return {"model": self.name, "tracer_version": TRACER_VERSION}

    async def generate(self, request: Request) -> Response:
        """Trace the request's picture; the prompt is not read.

        Raises:
            ModelError: the bytes are no picture that can be traced, or the worker died.
        """
        start = time.perf_counter()
        pool = self._running_pool()
        try:
            program, problem = await asyncio.get_running_loop().run_in_executor(pool, _trace, request.image)
        except BrokenProcessPool as error:
            if self._pool is pool:
                self._pool = None
            raise ModelError(
                f"The worker that traced sample {request.sample_id} died; it is traced again on the next run."
            ) from error
        if problem is not None:
            raise ModelError(f"Sample {request.sample_id}: {problem}")
        return Response(
            text=_SENTENCE + fenced_answer(program),
            finish_reason="stop",
            latency_s=time.perf_counter() - start,
        )

    async def close(self) -> None:
        """End the worker processes. Idempotent."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    def _running_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not a plain fork: the parent may have threads that hold locks.
            self._pool = ProcessPoolExecutor(self._workers, mp_context=multiprocessing.get_context("spawn"))
        return self._pool


def _trace(image: bytes) -> tuple[str, str | None]:
    """Return the program, or the sentence that says why there is none; runs in a worker process."""
    from stem2code_eval.models.tracer.decode import UndecodablePictureError
    from stem2code_eval.models.tracer.trace import trace_program

    try:
        return trace_program(image), None
    except UndecodablePictureError as error:
        return "", str(error)
