"""Whole frames over pipes, inside the jail, without leaving a copy of their payloads in memory.

The processes that serve are forked for every program, memory and all. A payload, which is the text, the picture or the
output of one program, is read into a buffer made at the start, written from there, and given back to the kernel: no
later program finds it in memory that was freed.
"""

import mmap
import os
from collections.abc import Sequence
from typing import Any

from . import frames


class Closed(Exception):
    """The other end of a pipe has closed."""


class Buffer:
    """Room for bytes that shall leave no trace.

    Args:
        capacity: bytes.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self._memory = mmap.mmap(-1, capacity, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._view = memoryview(self._memory)

    def content(self) -> memoryview:
        """Return what is in it, without a copy."""
        return self._view[: self.size]

    def fill(self, descriptor: int, size: int) -> int:
        """Read at most `size` bytes behind what is there; return how many came, 0 when the stream or the room ends."""
        room = self._view[self.size : self.size + size]
        count = os.readv(descriptor, [room]) if room else 0
        self.size += count
        return count

    def wipe(self) -> None:
        """Give its pages back to the kernel, which fills them with zeros when they are used again."""
        self._memory.madvise(mmap.MADV_DONTNEED)
        self.size = 0


def drop(descriptor: int, size: int) -> int:
    """Read at most `size` bytes and forget them; return how many came."""
    dropped = Buffer(size)
    count = dropped.fill(descriptor, size)
    dropped.wipe()
    return count


def receive(descriptor: int, payload: Buffer) -> dict[str, Any]:
    """Read one frame into an empty buffer and return its header.

    Raises:
        Closed: at the end of the stream.
        frames.FrameError: the frame is larger than the buffer, or no frame.
    """
    header, size = frames.read_header(lambda wanted: _read_exactly(descriptor, wanted), payload.capacity)
    while payload.size < size:
        if not payload.fill(descriptor, size - payload.size):
            raise Closed
    return header


def send(descriptor: int, header: dict[str, Any], payloads: Sequence[memoryview] = ()) -> None:
    """Write one frame whose payload is in pieces; raises `Closed` when nobody reads."""
    pieces = [memoryview(frames.encode_header(header, sum(map(len, payloads)))), *payloads]
    try:
        for piece in pieces:
            while piece:
                piece = piece[os.write(descriptor, piece) :]
    except BrokenPipeError as error:
        raise Closed from error


def _read_exactly(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = os.read(descriptor, size - len(data))
        if not chunk:
            raise Closed
        data += chunk
    return bytes(data)
