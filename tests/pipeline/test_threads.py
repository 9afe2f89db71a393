"""Work in other threads: its result, its errors, and what becomes of it when nobody waits any more."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from stem2code_eval.pipeline.threads import in_thread


def _fail() -> None:
    raise ValueError("no")


def test_results_and_errors_come_back_from_another_thread() -> None:
    async def ask(threads: ThreadPoolExecutor) -> None:
        assert await in_thread(threads, threading.get_ident) != threading.get_ident()
        with pytest.raises(ValueError, match="no"):
            await in_thread(threads, _fail)

    with ThreadPoolExecutor(1) as threads:
        asyncio.run(ask(threads))


def test_work_that_nobody_waits_for_is_not_begun_and_what_was_begun_ends() -> None:
    go_on, begun, done = threading.Event(), threading.Event(), []

    def first() -> None:
        begun.set()
        go_on.wait(10)
        done.append("first")

    async def cancel(threads: ThreadPoolExecutor) -> None:
        tasks = [asyncio.create_task(in_thread(threads, work)) for work in (first, lambda: done.append("second"))]
        await asyncio.to_thread(begun.wait, 10)
        for task in tasks:
            task.cancel()
        assert [type(each) for each in await asyncio.gather(*tasks, return_exceptions=True)] == [
            asyncio.CancelledError,
            asyncio.CancelledError,
        ]
        go_on.set()

    with ThreadPoolExecutor(1) as threads:
        asyncio.run(cancel(threads))
    assert done == ["first"]
