"""When a failed request is worth another try, and how long to wait before it."""

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from random import SystemRandom

RETRY_AFTER_CAP_S = 120.0
"""A server that asks for more patience than this is asked again earlier."""
_BACKOFF_START_S = 0.5
_BACKOFF_CAP_S = 60.0
_RETRYABLE_4XX = frozenset({408, 409, 429})
_RANDOM = SystemRandom()


def is_retryable(status: int) -> bool:
    """Return whether an HTTP status speaks of trouble that may pass: 408, 409, 429 and every 5xx."""
    return status in _RETRYABLE_4XX or status >= 500


def wait_s(attempt: int, retry_after_s: float | None) -> float:
    """Return how many seconds to wait after failed attempt number `attempt` (from 0).

    What the server asked for is honoured, up to `RETRY_AFTER_CAP_S`. Otherwise the wait doubles from 0.5 s
    to 60 s and is spread over its upper half, so that requests that failed together do not come back
    together.
    """
    if retry_after_s is not None:
        return min(retry_after_s, RETRY_AFTER_CAP_S)
    full = min(_BACKOFF_START_S * 2.0 ** min(attempt, 20), _BACKOFF_CAP_S)
    return full * _RANDOM.uniform(0.5, 1.0)


def read_retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header (RFC 9110, section 10.2.3) asks for, or None.

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
    return max(0.0, seconds) if math.isfinite(seconds) else None
