"""What would outlive this process if it died now, and how each of these is removed.

Folders of jails, and containers that are asked for but not started: runners and their programs end by themselves.
"""

import errno
import threading
import time
from collections.abc import Callable, Hashable

PATIENCE_S = 3.0
"""Seconds in which a thing that is still being made has to turn up."""
_PAUSE_S = 0.05
_known: dict[Hashable, Callable[[float], bool]] = {}
_leaving = threading.Event()


def add(name: Hashable, remove: Callable[[float], bool]) -> None:
    """Note that something is about to be made.

    Args:
        name: of the thing.
        remove: removes it in about so many seconds as it is given, and says whether there was nothing left to do; it
            is called in a signal handler, perhaps while the thing is being made.

    Raises:
        InterruptedError: the process is about to die; it must not be made.
    """
    _known[name] = remove
    if _leaving.is_set():
        discard(name)
        raise InterruptedError(errno.EINTR, "the evaluation is being stopped")


def discard(name: Hashable) -> None:
    """Note that something is gone, or will end by itself. Idempotent."""
    _known.pop(name, None)


def remove_all() -> None:
    """Remove all of it for good, in about `PATIENCE_S`: the process is about to die, and no more can be made."""
    _leaving.set()
    deadline = time.monotonic() + PATIENCE_S
    while _known:
        for name, remove in tuple(_known.items()):
            if remove(max(deadline - time.monotonic(), _PAUSE_S)):
                discard(name)
        if time.monotonic() > deadline:
            return
        if _known:
            time.sleep(_PAUSE_S)
