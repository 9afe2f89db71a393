"""Let one request go first: what every request would fail of shall be found out by one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stem2code_eval.errors import UserError


class Probe:
    """Until it has passed, requests go one by one; once it has failed, none goes."""

    def __init__(self) -> None:
        self.has_passed = False
        """The server has taken a request."""
        self._error: UserError | None = None
        self._is_at_work = False
        self._changed = asyncio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until this request may go.

        Raises:
            UserError: the probe has failed.
        """
        while self._is_at_work and not self.has_passed:
            await self._changed.wait()
        if self._error is not None:
            raise self._error
        if self.has_passed:
            yield
            return
        self._is_at_work = True
        self._changed.clear()
        try:
            yield
        finally:
            self._is_at_work = False
            self._changed.set()

    def passed(self) -> None:
        """Let all others go."""
        if not self.has_passed:
            self.has_passed = True
            self._changed.set()

    def failed(self, error: UserError) -> UserError:
        """Let no other go, and return `error`, which each of them is told."""
        self._error = error
        return error
