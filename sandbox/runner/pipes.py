"""Whole frames over pipes, inside the jail."""

import os
from typing import Any

from . import frames

MAX_PAYLOAD = 16 * 1024 * 1024
"""Bytes of a program's text, or of a result and its log, that one frame may carry."""


class Closed(Exception):
    """The other end of a pipe has closed."""


def receive(descriptor: int) -> tuple[dict[str, Any], bytes]:
    """Read one frame; raises `Closed` at the end of the stream."""
    return frames.read(lambda size: _read_exactly(descriptor, size), MAX_PAYLOAD)


def send(descriptor: int, header: dict[str, Any], payload: bytes = b"") -> None:
    """Write one frame; raises `Closed` when nobody reads."""
    view = memoryview(frames.encode(header, payload))
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except BrokenPipeError as error:
        raise Closed from error


def _read_exactly(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = os.read(descriptor, min(size - len(data), 1 << 20))
        if not chunk:
            raise Closed
        data += chunk
    return bytes(data)
