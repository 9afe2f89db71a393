"""When a failed request is worth another try, and how long to wait before it."""

import asyncio
import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from random import Random

RETRY_AFTER_CAP_S = 120.0
"""A server that asks for more patience than this is asked again earlier."""
_BACKOFF_START_S = 0.5
_BACKOFF_CAP_S = 60.0
_RETRYABLE_4XX = frozenset({408, 409, 429})
_TOO_MANY = frozenset({429, 503})


class Clock:
    """The time, and how to wait; tests put their own in its place."""

    def now(self) -> float:
        """Return seconds from some fixed point."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def is_retryable(status: int) -> bool:
    """Return whether an HTTP status speaks of trouble that may pass: 408, 409, 429 and every 5xx."""
    return status in _RETRYABLE_4XX or status >= 500


def is_throttling(status: int) -> bool:
    """Return whether an HTTP status says that there are too many requests: 429 and 503."""
    return status in _TOO_MANY


def backoff_s(attempt: int, random: Random) -> float:
    """Return how many seconds to wait after failed attempt number `attempt` (from 0), where the server asked for none.

    The wait doubles from 0.5 s to 60 s and is spread over its upper half, so that requests that failed together do not
    come back together.
    """
    full = min(_BACKOFF_START_S * 2.0 ** min(attempt, 20), _BACKOFF_CAP_S)
    return full * random.uniform(0.5, 1.0)


def read_retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header (RFC 9110, section 10.2.3) asks for, at most the cap, or None.

    Args:
        headers: of the answer; looked up in lower case.
        now: POSIX time against which an HTTP date is read; the clock's when None.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - (time.time() if now is None else now)
        except (ValueError, OverflowError):
            return None
    return min(max(0.0, seconds), RETRY_AFTER_CAP_S) if math.isfinite(seconds) else None
