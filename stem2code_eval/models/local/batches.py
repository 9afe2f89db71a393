"""Requests that come one by one, answered several at once."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

_LINGER_S = 0.05
"""How long the first question of a batch waits for others, once the one who answers is free."""


class Batches(Generic[Q, A]):
    """Gathers questions and has one batch at a time answered, the oldest questions first.

    Args:
        size: questions in a batch at most.
        answer: gets a batch and returns as many answers in the same order; an answer that is an exception is raised
            where the question was asked, and an exception instead of answers is raised for all of them.
    """

    def __init__(self, size: int, answer: Callable[[list[Q]], Awaitable[Sequence[A | Exception]]]) -> None:
        self._size = size
        self._answer = answer
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._full = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """Return the answer to one question."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if len(self._waiting) >= self._size:
            self._full.set()
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run())
        return await future

    async def close(self) -> None:
        """Give up on what is under way and on what waits."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.wait({self._work})
        for _, future in self._waiting:
            future.cancel()
        self._waiting.clear()

    async def _run(self) -> None:
        while self._waiting:
            try:
                await asyncio.wait_for(self._full.wait(), _LINGER_S)
            except TimeoutError:
                pass
            batch = self._take()
            if not batch:
                continue
            try:
                answers = await self._answer([question for question, _ in batch])
            except Exception as error:
                answers = [error] * len(batch)
            except asyncio.CancelledError:
                for _, future in batch:
                    future.cancel()
                raise
            for (_, future), answer in zip(batch, answers, strict=True):
                if future.done():
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    def _take(self) -> list[tuple[Q, asyncio.Future[A]]]:
        """Take the next batch out of the queue, without those that nobody waits for any more."""
        batch: list[tuple[Q, asyncio.Future[A]]] = []
        while self._waiting and len(batch) < self._size:
            question, future = self._waiting.popleft()
            if not future.done():
                batch.append((question, future))
        if len(self._waiting) < self._size:
            self._full.clear()
        return batch
