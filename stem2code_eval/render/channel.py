"""The byte stream between host and runner, with a time-out on every wait."""

import os
import select
import subprocess
import time
from typing import IO, Protocol


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
    """

    _WORDS_KEPT = 4096

    def __init__(self, command: list[str], environment: dict[str, str], pass_fds: tuple[int, ...] = ()) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd="/",
            start_new_session=True,
            bufsize=0,
        )
        process = self._process
        self._streams = [stream for stream in (process.stdin, process.stdout, process.stderr) if stream]
        self._in, self._out, self._err = self._streams
        for stream in self._streams:
            os.set_blocking(stream.fileno(), False)
        self._listening = True
        self._words = b""

    def _wait(self, stream: IO[bytes], event: int, deadline: float) -> None:
        """Wait until a stream is ready, and meanwhile take what the runner prints on stderr."""
        if stream.closed:
            raise JailGone("the sandbox was closed")
        poll = select.poll()
        poll.register(stream, event)
        if self._listening:
            poll.register(self._err, select.POLLIN)
        wanted, words = stream.fileno(), self._err.fileno()
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise JailGone("the sandbox did not answer in time")
            ready = dict(poll.poll(left * 1000))
            if words in ready and not self._listen():
                poll.unregister(words)
                self._listening = False
            if wanted in ready:
                return

    def _listen(self) -> bool:
        if self._err.closed:
            return False
        data = self._err.read(1 << 16)
        self._words = (self._words + (data or b""))[-self._WORDS_KEPT :]
        return data != b""

    def read_exactly(self, size: int, deadline: float) -> bytes:
        """See `Channel`."""
        data = bytearray()
        while len(data) < size:
            self._wait(self._out, select.POLLIN, deadline)
            try:
                chunk = self._out.read(min(size - len(data), 1 << 20))
            except ValueError as error:
                raise JailGone("the sandbox was closed") from error
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
                view = view[self._in.write(view) or 0 :]
            except (BrokenPipeError, ValueError) as error:
                raise JailGone("the sandbox ended") from error

    def last_words(self) -> str:
        """See `Channel`."""
        if self._listening:
            self._listen()
        return self._words.decode("utf-8", "replace").strip()

    def close(self) -> None:
        """See `Channel`. The runner ends what it started when its pipe closes; after two seconds it is killed."""
        process = self._process
        if self._in.closed:
            return
        self._in.close()
        try:
            process.wait(2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in self._streams:
            stream.close()
