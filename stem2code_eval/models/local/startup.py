"""A start that many requests wait for, which happens once, in the background, and can be called off."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from stem2code_eval.errors import UserError
from stem2code_eval.models.options import ModelOptions

T = TypeVar("T")

STARTUP_TIMEOUT = "startup_timeout_s"
"""The model argument that says how long a start may take."""
DEFAULT_TIMEOUT_S = 1800.0
"""Large models are downloaded, loaded and compiled."""


class Startup(Generic[T]):
    """Runs `work` once.

    Args:
        work: starts something and returns it.
    """

    def __init__(self, work: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._work = work
        self._task: asyncio.Task[T] | None = None

    def begin(self) -> None:
        """Begin, without waiting. Idempotent."""
        self._begun()

    def _begun(self) -> asyncio.Task[T]:
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return self._task

    async def result(self) -> T:
        """Return what was started; one that gives up waiting does not call the start off.

        Raises:
            UserError: the start failed; every caller is told.
        """
        return await asyncio.shield(self._begun())

    async def cancel(self) -> None:
        """Call the start off where it is not over, and forget how it failed."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            if not self._task.cancelled():
                self._task.exception()


def startup_timeout(options: ModelOptions) -> float:
    """Return the seconds that a start may take, from the model argument of that name.

    Raises:
        UserError: it is no number above 0.
    """
    value = options.model_args.get(STARTUP_TIMEOUT, DEFAULT_TIMEOUT_S)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        raise UserError(f'The model argument "{STARTUP_TIMEOUT}" must be a number above 0, not {value!r}.')
    return float(value)
