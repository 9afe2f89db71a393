"""A process that answers for a model: started under a keeper, watched, and ended with everything it started."""

import asyncio
import concurrent.futures
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

from stem2code_eval.models.local.log import ProcessLog

T = TypeVar("T")

GRACE_S = 5.0
"""Between SIGTERM and SIGKILL."""
_KEEPER = Path(__file__).with_name("keeper.py")
_PATIENCE_S = GRACE_S + 35.0
"""For the keeper to finish."""
_READ_BYTES = 2**16
_LAST_WORDS_S = 2.0
"""For what the command printed last to arrive."""


class ChildEnded(Exception):
    """The process ended while something was expected of it; the text says how it ended."""


class Child:
    """A running command.

    Its standard error, and its standard output too unless `piped`, go to `log`. The command ends at `stop`, or
    with this process, however that ends. To be made and used in one event loop.

    Args:
        command: the program and its arguments.
        environment: all of it.
        log: takes what the command prints.
        piped: whether to talk to the command over `stdin` and `stdout`.

    Raises:
        OSError: no process can be started.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], log: ProcessLog, *, piped: bool = False
    ) -> None:
        self.log = log
        self._line, theirs = socket.socketpair()
        keeper = [sys.executable, "-I", "-S", str(_KEEPER), str(os.getpid()), str(theirs.fileno()), str(GRACE_S)]
        pipe = subprocess.PIPE
        try:
            self._keeper = subprocess.Popen(
                [*keeper, *command],
                env=dict(environment),
                stdin=pipe if piped else subprocess.DEVNULL,
                stdout=pipe,
                stderr=pipe if piped else subprocess.STDOUT,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        finally:
            theirs.close()
        self.stdin, self.stdout = self._keeper.stdin, self._keeper.stdout if piped else None
        """The command's own, where `piped`."""
        self._ended: concurrent.futures.Future[int] = concurrent.futures.Future()
        self._ended.set_running_or_notify_cancel()
        self._gone = asyncio.wrap_future(self._ended)
        printed = self._keeper.stderr if piped else self._keeper.stdout
        reader = threading.Thread(target=self._read, args=(printed,), daemon=True, name="child-log")
        reader.start()
        threading.Thread(target=self._watch, args=(reader,), daemon=True, name="child-watch").start()

    @property
    def pid(self) -> int:
        """Of the keeper, which lives as long as the command and what it started."""
        return self._keeper.pid

    @property
    def ended(self) -> bool:
        """Whether the command has ended and everything it printed is in the log."""
        return self._ended.done()

    def how_it_ended(self) -> str:
        """Return `exit code 1`, `killed by SIGKILL, ...` or the like; only after the end."""
        code = self._ended.result()
        number = -code if code < 0 else code - 128
        if number not in set(signal.Signals):
            return f"exit code {code}"
        name = signal.Signals(number).name
        return f"killed by {name}" + (", perhaps for want of memory" if name == "SIGKILL" else "")

    async def while_it_lives(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`, which is cancelled when the command ends first.

        Raises:
            ChildEnded: it did.
        """
        task: asyncio.Future[Any] = asyncio.ensure_future(work)
        try:
            await asyncio.wait([task, self._gone], return_when=asyncio.FIRST_COMPLETED)
            if task.done() and (task.exception() is None or not self.ended):
                result: T = task.result()
                return result
            raise ChildEnded(self.how_it_ended())
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def ends_within(self, seconds: float) -> bool:
        """Wait for the command to end by itself, and return whether it did."""
        await asyncio.wait([self._gone], timeout=seconds)
        return self.ended

    async def stop(self) -> None:
        """End the command and everything it started, and wait for that. Idempotent."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        done, _ = await asyncio.wait({self._gone}, timeout=_PATIENCE_S)
        if not done:
            self._keeper.kill()
        self._line.close()
        for stream in (self._keeper.stdin, self._keeper.stdout, self._keeper.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _read(self, printed: IO[bytes]) -> None:
        """Read what the command prints to its end; runs in a thread of its own."""
        with contextlib.suppress(OSError, ValueError):
            while data := os.read(printed.fileno(), _READ_BYTES):
                self.log.feed(data)

    def _watch(self, reader: threading.Thread) -> None:
        """Wait for the end; runs in a thread of its own."""
        group = self._group()
        code = self._keeper.wait()
        if code < 0 and group:  # the keeper was killed and could not do its work
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        reader.join(_LAST_WORDS_S)
        self.log.end()
        self._ended.set_result(code)

    def _group(self) -> int:
        """Return the process group of the command, or 0 where it was never started."""
        with contextlib.suppress(OSError, ValueError):
            return int(self._line.recv(32))
        return 0
