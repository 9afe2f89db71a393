"""The renderer as the pipeline uses it: opened in the background when needed, awaited by many samples."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from stem2code_eval.render.types import Renderer, Rendering

T = TypeVar("T")
_STORING = 2
"""Threads beyond the renderer's workers, so that none of these waits while what was drawn is stored."""


class RenderPool:
    """One renderer, and threads for what it draws.

    Args:
        open_renderer: starts the sandbox; may take long and may raise `UserError`.
        on_open: called once with the opened renderer, in another thread, before anything is rendered; may
            raise to refuse it.
        fingerprint: the renderer's fingerprint if an earlier session of the run recorded it, so that stored
            renderings can be recognised without starting a sandbox.
    """

    def __init__(
        self,
        open_renderer: Callable[[], Renderer],
        on_open: Callable[[Renderer], None],
        fingerprint: str | None,
    ) -> None:
        self._open_renderer = open_renderer
        self._on_open = on_open
        self._fingerprint = fingerprint
        self._opening: asyncio.Task[Renderer] | None = None
        self._opener = ThreadPoolExecutor(1, thread_name_prefix="open-renderer")
        self._threads: ThreadPoolExecutor | None = None
        self._turns = threading.Semaphore(0)

    def start(self) -> None:
        """Begin to open the renderer, without waiting."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())

    async def fingerprint(self) -> str:
        """Return the fingerprint, from an earlier session or from the renderer."""
        if self._fingerprint is None:
            self._fingerprint = (await self._renderer()).fingerprint
        return self._fingerprint

    async def render(self, program: str, use: Callable[[Rendering], T]) -> T:
        """Render one program in the sandbox and return what `use` makes of it, in the same turn of another thread."""
        renderer = await self._renderer()

        def work() -> T:
            with self._turns:
                rendering = renderer.render(program)
            return use(rendering)

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def close(self) -> None:
        """End the sandbox, also one that is only just being opened."""
        if self._opening is not None:
            await asyncio.wait([self._opening])
            if self._threads is not None:
                renderer = self._opening.result()
                await asyncio.get_running_loop().run_in_executor(self._opener, renderer.close)
                self._threads.shutdown(wait=True, cancel_futures=True)
            else:
                self._opening.exception()
        self._opener.shutdown(wait=False)

    async def _renderer(self) -> Renderer:
        self.start()
        assert self._opening is not None  # noqa: S101
        return await asyncio.shield(self._opening)

    async def _open(self) -> Renderer:
        renderer = await asyncio.get_running_loop().run_in_executor(self._opener, self._opened)
        self._turns = threading.Semaphore(renderer.workers)
        self._threads = ThreadPoolExecutor(renderer.workers + _STORING, thread_name_prefix="render")
        return renderer

    def _opened(self) -> Renderer:
        renderer = self._open_renderer()
        try:
            self._on_open(renderer)
        except BaseException:
            renderer.close()
            raise
        return renderer
