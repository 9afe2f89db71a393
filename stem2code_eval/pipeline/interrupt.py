"""Ctrl-C and SIGTERM: stop the work in hand cleanly, whatever it is."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

from stem2code_eval.render.leaving import leave_at_once


class Interrupted(Exception):
    """The user, or the system, asked to stop.

    Attributes:
        exit_code: 128 plus the signal's number, as shells have it: 130 for Ctrl-C.
    """

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


def until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` in an event loop of its own; the first signal cancels it, a second one kills the process.

    Has to be called from the main thread for signals to be seen; from another one it only runs `work`.

    Raises:
        Interrupted: a signal came; `work` has cleaned up after itself.
    """
    asyncio.run(_guarded(work))


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    received: list[int] = []

    def stop(number: int) -> None:
        received.append(number)
        task.cancel()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
            signal.signal(each, leave_at_once)

    handled = _add_handlers(loop, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not received:
            raise
        raise Interrupted(received[0]) from None
    finally:
        if handled and not received:
            for each in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(each)


def _add_handlers(loop: asyncio.AbstractEventLoop, stop: Any) -> bool:
    try:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, stop, each)
    except (ValueError, RuntimeError):  # not the main thread
        return False
    return True
