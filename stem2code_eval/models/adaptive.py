"""How many requests may be under way at once: fewer when the server says that there are too many, slowly more again.

The rule is TCP's additive increase, multiplicative decrease (Chiu and Jain, "Analysis of the increase and decrease
algorithms for congestion avoidance in computer networks", 1989).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from stem2code_eval.models.retries import Clock


@dataclass(slots=True)
class Slot:
    """The place of one request."""

    limit: "AdaptiveLimit"
    round: int
    """How often the limit had been lowered when the request began."""

    def throttled(self, retry_after_s: float | None) -> None:
        """Say that the server refused this request as one too many, and when it may be asked again."""
        self.limit.lower(self.round, retry_after_s)

    def answered(self) -> None:
        """Say that the server answered."""
        self.limit.raise_slowly(self.round)


class AdaptiveLimit:
    """A shared bound on requests under way.

    A refusal halves it; requests that were already under way then do not halve it again. An answer raises it by one in
    as many answers as it has places. It stays between 1 and `most`. While a server wants to be left alone
    (`Retry-After`), no request begins.

    Args:
        most: the bound at the start, at least 1.
        clock: the time, and how to wait.
    """

    def __init__(self, most: int, clock: Clock) -> None:
        self._most = most
        self._places = float(most)
        self._clock = clock
        self._round = 0
        self._busy = 0
        self._closed_until = float("-inf")
        self._changed = asyncio.Condition()

    @property
    def places(self) -> int:
        """Requests that may be under way now."""
        return int(self._places)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[Slot]:
        """Wait for a place and hold it."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._busy < self.places)
            self._busy += 1
        try:
            while (left := self._closed_until - self._clock.now()) > 0:
                await self._clock.sleep(left)
            yield Slot(self, self._round)
        finally:
            async with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def lower(self, began_in: int, retry_after_s: float | None) -> None:
        """Halve the bound, unless that has happened since the request began."""
        if retry_after_s is not None:
            self._closed_until = max(self._closed_until, self._clock.now() + retry_after_s)
        if began_in == self._round:
            self._places = max(1.0, self._places / 2)
            self._round += 1

    def raise_slowly(self, began_in: int) -> None:
        """Raise the bound by a part of one, unless it was lowered since the request began."""
        if began_in == self._round:
            self._places = min(float(self._most), self._places + 1 / self._places)
