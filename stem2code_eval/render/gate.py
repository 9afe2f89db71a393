"""Many renders at once, or one alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Lets many in together, or one alone; who waits to be alone goes before who comes later.

    Nobody waits longer than those inside stay, and what they do inside is bounded by the caller.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._alone_waiting = 0
        self._alone = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """Enter beside others."""
        with self._condition:
            self._condition.wait_for(lambda: not self._alone and not self._alone_waiting)
            self._inside += 1
        try:
            yield
        finally:
            with self._condition:
                self._inside -= 1
                self._condition.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Enter when nobody else is inside, and keep others out."""
        with self._condition:
            self._alone_waiting += 1
            try:
                self._condition.wait_for(lambda: not self._alone and not self._inside)
                self._alone = True
            finally:
                self._alone_waiting -= 1
                self._condition.notify_all()
        try:
            yield
        finally:
            with self._condition:
                self._alone = False
                self._condition.notify_all()
