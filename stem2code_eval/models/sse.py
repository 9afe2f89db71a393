"""Server-sent events, the form in which servers stream an answer (WHATWG HTML, "Server-sent events").

The client library decodes them too, but tells neither whether the stream came to its end nor when an event grows
without one; a half answer must not pass for a whole one.
"""

from collections.abc import Iterator
from typing import NamedTuple

MAX_EVENT = 16 * 2**20
"""Bytes of one event. A server that sends more is broken."""


class EventTooLongError(Exception):
    """An event has more than `MAX_EVENT` bytes."""


class Event(NamedTuple):
    """One event: its name, mostly empty, and its data."""

    name: bytes
    data: bytes


class EventReader:
    """Cuts the bytes of a stream, in pieces of any size, into events."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._after_return = False
        self._name = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield the events that end in `piece`.

        Raises:
            EventTooLongError: an event is longer than any answer.
        """
        if self._after_return and piece:
            self._after_return = False
            piece = piece.removeprefix(b"\n")
        if not piece:
            return
        self._after_return = piece.endswith(b"\r")
        lines = piece.splitlines()
        rest = b"" if self._after_return or piece.endswith(b"\n") else lines.pop()
        if lines and self._line:
            lines[0] = bytes(self._line + lines[0])
            self._line.clear()
        for line in lines:
            if line:
                self._take_field(line)
                continue
            if self._data:
                yield Event(self._name, b"\n".join(self._data))
            self._name, self._data, self._size = b"", [], 0
        self._line += rest
        if self._size + len(self._line) > MAX_EVENT:
            raise EventTooLongError

    def finish(self) -> Iterator[Event]:
        """Yield what stood at the end of the stream without the empty line that should have followed."""
        self._after_return = False
        yield from self.feed(b"\n\n" if self._line else b"\n")

    def _take_field(self, line: bytes) -> None:
        self._size += len(line)
        if self._size > MAX_EVENT:
            raise EventTooLongError
        field, _, value = line.partition(b":")
        if field == b"data":
            self._data.append(value.removeprefix(b" "))
        elif field == b"event":
            self._name = value.removeprefix(b" ")
