"""Work in other threads, awaited by the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

T = TypeVar("T")


async def in_thread(threads: Executor, work: Callable[[], T]) -> T:
    """Return what `work` gives in one of the threads, or raise what it raises.

    As the loop's `run_in_executor`, with its future alone: that one chains it to the executor's, whose locks both
    threads take, which costs as much again. Work that nobody waits for any more is not begun.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        if answer.cancelled():
            return
        try:
            result = work()
        except BaseException as error:
            loop.call_soon_threadsafe(_fail, answer, error)
        else:
            loop.call_soon_threadsafe(_succeed, answer, result)

    threads.submit(run)
    return await answer


def _succeed(answer: asyncio.Future[T], result: T) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[T], error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)
