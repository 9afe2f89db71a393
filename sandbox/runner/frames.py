"""Frames: a JSON header and a binary payload, both length-prefixed. Spoken by the host, the runner and its children."""

import json
import struct
from collections.abc import Callable
from typing import Any

PREFIX = struct.Struct(">II")
"""Length of the header and of the payload, in bytes, big-endian."""

MAX_HEADER = 256 * 1024
"""Bytes a header may have."""

STARTED = b"S"
"""First byte of a program's result: its process is confined and the program's first line is next. A frame follows."""

MAX_RESULT = 13 * 1024 * 1024
"""Bytes of a result: a picture, an element list and a report."""

LOG_KEPT = 64 * 1024
"""Bytes of a program's output that are kept."""

BEAT = {"beat": True}
"""Header of the frame that a runner sends now and then while a program runs, to be told from a runner that hangs."""


class FrameError(Exception):
    """The bytes are not a frame, or exceed what the reader accepts."""


def encode(header: dict[str, Any], payload: bytes = b"") -> bytes:
    """Return one frame as bytes."""
    head = json.dumps(header, separators=(",", ":")).encode("utf-8", "replace")
    if len(head) > MAX_HEADER:
        raise FrameError(f"header of {len(head)} bytes")
    return PREFIX.pack(len(head), len(payload)) + head + payload


def read(read_exactly: Callable[[int], bytes], max_payload: int) -> tuple[dict[str, Any], bytes]:
    """Read one frame.

    Args:
        read_exactly: returns exactly that many bytes, or raises.
        max_payload: bytes of payload the caller is ready to hold.

    Raises:
        FrameError: a length is beyond its cap, or the header is not a JSON object.
    """
    head_size, payload_size = PREFIX.unpack(read_exactly(PREFIX.size))
    if head_size > MAX_HEADER or payload_size > max_payload:
        raise FrameError(f"frame of {head_size} + {payload_size} bytes is larger than allowed")
    try:
        header = json.loads(read_exactly(head_size))
    except (ValueError, RecursionError) as error:
        raise FrameError("header is not JSON") from error
    if not isinstance(header, dict):
        raise FrameError("header is not an object")
    return header, read_exactly(payload_size)


def decode(data: bytes, max_payload: int) -> tuple[dict[str, Any], bytes, int]:
    """Read one frame from the start of `data`; return header, payload and the bytes used.

    Raises:
        FrameError: as `read`, and when `data` ends too early.
    """
    position = 0

    def take(size: int) -> bytes:
        nonlocal position
        if position + size > len(data):
            raise FrameError("frame is cut short")
        position += size
        return data[position - size : position]

    header, payload = read(take, max_payload)
    return header, payload, position
