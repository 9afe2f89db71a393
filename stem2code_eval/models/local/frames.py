"""One JSON object a frame over a pipe: four bytes of length, big-endian, and that many bytes of UTF-8.

The other side of the pipe is `lmms_worker.py`, which reads and writes the same in its own words, because it runs in an
environment without this package.
"""

import json
from typing import IO, Any

MAX_FRAME_BYTES = 256 * 2**20


class FrameError(Exception):
    """What arrived is no frame; nothing after it can be trusted."""


def write_frame(pipe: IO[bytes], value: dict[str, Any]) -> None:
    """Write one frame.

    Raises:
        OSError: the other side has closed the pipe.
    """
    data = json.dumps(value).encode("ascii")
    pipe.write(len(data).to_bytes(4, "big") + data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> dict[str, Any]:
    """Read one frame.

    Raises:
        EOFError: the other side has closed the pipe between two frames.
        FrameError: it is cut off, too long, or no JSON object.
    """
    head = pipe.read(4)
    if not head:
        raise EOFError
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > MAX_FRAME_BYTES:
        raise FrameError(f"a frame cannot begin with {head.hex()}")
    data = pipe.read(length)
    if len(data) < length:
        raise FrameError(f"a frame of {length} bytes was cut off after {len(data)}")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"a frame is not valid JSON ({error})") from error
    if not isinstance(value, dict):
        raise FrameError("a frame holds no JSON object")
    return value
