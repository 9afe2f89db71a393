"""A jail that is no jail: it answers with whatever bytes a test gives it."""

import json

from stem2code_eval.render.channel import JailGone
from stem2code_eval.sandbox.runner import frames

NONCE = "N" * 32
"""As long as a real one, so that no length changes."""
READY = {
    "ready": True,
    "versions": {},
    "layers": {"landlock_abi": 7, "seccomp": True, "own_uid": True, "files_hold": True, "sockets_hold": True},
}


class LyingChannel:
    """Sends `answer` once a program has come; `NONCE` in it becomes the nonce that the host sent."""

    def __init__(self, first: bytes, answer: bytes) -> None:
        self._pending, self._answer = first, answer

    def read_exactly(self, size: int, deadline: float) -> bytes:
        if size > len(self._pending):
            raise JailGone("the sandbox ended")
        data, self._pending = self._pending[:size], self._pending[size:]
        return data

    def write(self, data: bytes, deadline: float) -> None:
        header, _, _ = frames.decode(data, 1 << 20)
        self._pending += self._answer.replace(NONCE.encode(), header["nonce"].encode())

    def last_words(self) -> str:
        return ""

    def close(self) -> None:
        self._pending = b""


class LyingLauncher:
    """Starts lying channels."""

    name = "lying"
    requirements_sha256 = ""
    own_memory_group = False

    def __init__(self, answer: bytes, first: bytes = b"") -> None:
        self._first, self._answer = first or frames.encode(READY), answer

    def launch(self, limits) -> LyingChannel:
        return LyingChannel(self._first, self._answer)

    def close(self) -> None: ...


def frame(header: object, payload: bytes = b"") -> bytes:
    """Return a frame whose header may be anything that JSON can say."""
    head = json.dumps(header).encode()
    return frames.PREFIX.pack(len(head), len(payload)) + head + payload
