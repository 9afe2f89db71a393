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

from stem2code_eval.models.protocol import ModelError, Request, Response

TRACER_VERSION = 1
"""Raised whenever the same picture may give another program."""

_ANSWER = """\
This program redraws the picture from its traced lines, curves and areas.

```python
{program}```
"""


class TracerModel:
    """The tracer behind the `Model` protocol.

    Tracing runs in worker processes, which start with the first request and end with `close`.

    Args:
        workers: pictures traced at once; by default one for each core.
    """

    def __init__(self, workers: int | None = None) -> None:
        if workers is not None and workers < 1:
            raise ValueError(f"workers must be at least 1, got {workers}")
        self._workers = workers or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    @property
    def name(self) -> str:
        """`baseline/tracer`."""
        return "baseline/tracer"

    @property
    def identity(self) -> dict[str, Any]:
        """The tracer's version: it has no parameters and no randomness."""
        return {"model": self.name, "tracer_version": TRACER_VERSION}

    async def generate(self, request: Request) -> Response:
        """Trace the request's picture; the prompt is not read.

        Raises:
            ModelError: the bytes are no picture that can be traced, or the worker died.
        """
        start = time.perf_counter()
        loop = asyncio.get_running_loop()
        try:
            program, problem = await loop.run_in_executor(self._running_pool(), _trace, request.image)
        except BrokenProcessPool as error:
            self._pool = None
            raise ModelError(
                f"The tracing worker died on sample {request.sample_id}; it is traced again on the next run."
            ) from error
        if problem is not None:
            raise ModelError(f"Sample {request.sample_id}: {problem}")
        return Response(
            text=_ANSWER.format(program=program),
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
            # Not a fork: the parent may have threads and locks.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, mp_context=context)
        return self._pool


def _trace(image: bytes) -> tuple[str, str | None]:
    """Return the program, or the sentence that says why there is none."""
    from stem2code_eval.models.tracer.decode import UndecodablePictureError
    from stem2code_eval.models.tracer.trace import trace_program

    try:
        return trace_program(image), None
    except UndecodablePictureError as error:
        return "", str(error)
