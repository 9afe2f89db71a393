"""The byte stream between host and runner, with a time-out on every wait."""

import os
import select
import subprocess
import time
from typing import Protocol


class JailGone(Exception):
    """The jail ended, broke off or did not answer in time."""


class Channel(Protocol):
    """A running jail, as bytes."""

    def read_exactly(self, size: int, deadline: float) -> bytes:
        """Return exactly `size` bytes.

        Args:
            size: bytes.
            deadline: `time.monotonic()` at which to give up.

        Raises:
            JailGone: the stream ended, or the deadline passed.
        """
        ...

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data`; raises `JailGone` as `read_exactly` does."""
        ...

    def last_words(self) -> str:
        """Return the end of what the runner printed on stderr."""
        ...

    def close(self) -> None:
        """End the jail and everything in it. Idempotent."""
        ...


class ProcessChannel:
    """A runner that is a child process of ours, on two pipes.

    Args:
        command: what to start.
        environment: its whole environment.
        pass_fds: descriptors it inherits.
    """

    _WORDS_KEPT = 4096

    def __init__(
        self, command: list[str], environment: dict[str, str], pass_fds: tuple[int, ...] = ()
    ) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/",
            start_new_session=True,
            pass_fds=pass_fds,
            bufsize=0,
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        self._err = self._process.stderr.fileno()
        for descriptor in (self._in, self._out, self._err):
            os.set_blocking(descriptor, False)
        self._words = b""

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if self._err >= 0:
            poll.register(self._err, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise JailGone("the sandbox did not answer in time")
            ready = dict(poll.poll(left * 1000))
            if self._err in ready and not self._listen():
                poll.unregister(self._err)
                self._err = -1
            if descriptor in ready:
                return

    def _listen(self) -> bool:
        try:
            data = os.read(self._err, 1 << 16)
        except BlockingIOError:
            return True
        self._words = (self._words + data)[-self._WORDS_KEPT :]
        return bool(data)

    def read_exactly(self, size: int, deadline: float) -> bytes:
        """See `Channel`."""
        data = bytearray()
        while len(data) < size:
            self._wait(self._out, select.POLLIN, deadline)
            chunk = os.read(self._out, min(size - len(data), 1 << 20))
            if not chunk:
                raise JailGone("the sandbox ended")
            data += chunk
        return bytes(data)

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        view = memoryview(data)
        while view:
            self._wait(self._in, select.POLLOUT, deadline)
            try:
                view = view[os.write(self._in, view) :]
            except BrokenPipeError as error:
                raise JailGone("the sandbox ended") from error

    def last_words(self) -> str:
        """See `Channel`."""
        if self._err >= 0:
            self._listen()
        return self._words.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """See `Channel`. The runner ends what it started when its pipe closes; after two seconds it is killed."""
        process = self._process
        if process.stdin is None or process.stdin.closed:
            return
        process.stdin.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        self._err = -1
