"""The byte stream between host and runner, with a time-out on every wait."""

import contextlib
import os
import select
import subprocess
import threading
import time
from collections.abc import Callable
from typing import IO, Protocol

from stem2code_eval.render.processes import end_processes


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

    def ended(self) -> bool:
        """Say without waiting whether the other end is known to be gone; a stopped or paused jail is not."""
        ...

    def close(self) -> None:
        """End the jail and everything in it, in bounded time, also while another thread reads. Idempotent."""
        ...


class ProcessChannel:
    """A runner that is a child process of ours, on two pipes.

    Args:
        command: what to start; `marker` is part of it.
        environment: its whole environment.
        marker: a word that no other process has in its command line.
        uids: those that only this runner's programs have.
        at_end: called once, when every process of the jail has ended.

    Raises:
        OSError: the command could not be started; `at_end` has been called.
    """

    _WORDS_KEPT = 4096
    _FAREWELL_S = 2.0
    """For the runner to end what it started and then itself, once its pipe is closed."""
    _KILL_S = 5.0

    def __init__(
        self,
        command: list[str],
        environment: dict[str, str],
        marker: str,
        uids: range = range(0),
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._marker, self._uids, self._at_end = marker, uids, at_end
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        try:
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
        except OSError:
            os.close(self._wake)
            at_end()
            raise
        process = self._process
        self._streams = [stream for stream in (process.stdin, process.stdout, process.stderr) if stream]
        self._in, self._out, self._err = self._streams
        for stream in self._streams:
            os.set_blocking(stream.fileno(), False)
        self._listening = True
        self._words = b""
        self._using = threading.Lock()
        """Held while the streams are read or written, so that none is closed, and its number reused, meanwhile."""
        self._closing = threading.Lock()
        self._closed = False

    def _wait(self, stream: IO[bytes], event: int, deadline: float) -> None:
        """Wait until a stream is ready, and meanwhile take what the runner prints on stderr."""
        if self._closed:
            raise JailGone("the sandbox was closed")
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        poll.register(stream, event)
        if self._listening:
            poll.register(self._err, select.POLLIN)
        wanted, words = stream.fileno(), self._err.fileno()
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise JailGone("the sandbox did not answer in time")
            ready = dict(poll.poll(left * 1000))
            if self._wake in ready:
                raise JailGone("the sandbox was closed")
            if words in ready and not self._listen():
                poll.unregister(words)
                self._listening = False
            if wanted in ready:
                return

    def _listen(self) -> bool:
        data = self._err.read(1 << 16)
        self._words = (self._words + (data or b""))[-self._WORDS_KEPT :]
        return data != b""

    def read_exactly(self, size: int, deadline: float) -> bytes:
        """See `Channel`."""
        data = bytearray()
        with self._using:
            while len(data) < size:
                self._wait(self._out, select.POLLIN, deadline)
                chunk = self._out.read(min(size - len(data), 1 << 20))
                if not chunk:
                    raise JailGone("the sandbox ended")
                data += chunk
        return bytes(data)

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        view = memoryview(data)
        with self._using:
            while view:
                self._wait(self._in, select.POLLOUT, deadline)
                try:
                    view = view[self._in.write(view) or 0 :]
                except BrokenPipeError as error:
                    raise JailGone("the sandbox ended") from error

    def last_words(self) -> str:
        """See `Channel`."""
        with self._using:
            if self._listening and not self._closed:
                self._listen()
        return self._words.decode("utf-8", "replace").strip()

    def ended(self) -> bool:
        """See `Channel`."""
        with self._using:
            if self._closed:
                return True
            poll = select.poll()
            poll.register(self._out, 0)
            return bool(poll.poll(0)) or self._process.poll() is not None

    def close(self) -> None:
        """See `Channel`. The runner ends what it started when its pipe closes; what is then left is killed."""
        with self._closing:
            if self._closed:
                return
            os.eventfd_write(self._wake, 1)
            with self._using:
                self._closed = True
                self._in.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self._FAREWELL_S)
            end_processes(self._process, self._marker, self._uids, self._KILL_S)
            for stream in self._streams:
                stream.close()
            os.close(self._wake)
            self._at_end()
