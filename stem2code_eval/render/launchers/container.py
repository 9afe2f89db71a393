"""The byte stream of a container."""

import contextlib
import select
import socket as sockets
import struct
import threading
import time
from typing import Any

from stem2code_eval.render.channel import JailGone
from stem2code_eval.render.launchers.daemon import Daemon


class ContainerChannel:
    """A started container, on the attached stream that carries its stdin, stdout and stderr.

    Output comes in pieces with an eight-byte head: stream number and length (Docker Engine API, "attach").

    Args:
        daemon: where it was created.
        name: of the container; not started yet.

    Raises:
        DockerException, OSError: it could not be started; the caller removes it.
    """

    _WORDS_KEPT = 4096
    _HEAD = struct.Struct(">BxxxI")
    _STDOUT, _STDERR = 1, 2

    def __init__(self, daemon: Daemon, name: str) -> None:
        self._daemon, self._name = daemon, name
        self._closed = False
        self._closing = threading.Lock()
        self._using = threading.Lock()
        """Held while the socket is used, so that it is not closed, and its number reused, meanwhile."""
        self._words = b""
        self._arrived = bytearray()
        self._pending = bytearray()
        parameters = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        self._stream: Any = daemon.client.api.attach_socket(name, params=parameters)
        self._socket: sockets.socket = self._stream._sock
        try:
            daemon.client.api.start(name)
        except BaseException:
            self._hang_up()
            raise

    def read_exactly(self, size: int, deadline: float) -> bytes:
        """See `Channel`."""
        with self._using:
            while len(self._arrived) < size:
                self._receive(deadline)
            data = bytes(self._arrived[:size])
            del self._arrived[:size]
        return data

    def _receive(self, deadline: float) -> None:
        """Take what the socket has, and sort whole pieces by stream."""
        self._pending += self._read_some(deadline)
        while len(self._pending) >= self._HEAD.size:
            stream, size = self._HEAD.unpack_from(self._pending)
            end = self._HEAD.size + size
            if len(self._pending) < end:
                return
            piece = self._pending[self._HEAD.size : end]
            del self._pending[:end]
            if stream == self._STDOUT:
                self._arrived += piece
            else:
                self._words = (self._words + piece)[-self._WORDS_KEPT :]

    def _read_some(self, deadline: float) -> bytes:
        if self._closed:
            raise JailGone("the sandbox was closed")
        left = deadline - time.monotonic()
        if left <= 0:
            raise JailGone("the sandbox did not answer in time")
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(1 << 20)
        except TimeoutError as error:
            raise JailGone("the sandbox did not answer in time") from error
        except OSError as error:
            raise JailGone(f"the connection to the container broke: {error}") from error
        if not data:
            raise JailGone("the container ended")
        return data

    def write(self, data: bytes, deadline: float) -> None:
        """See `Channel`."""
        with self._using:
            if self._closed:
                raise JailGone("the sandbox was closed")
            try:
                self._socket.settimeout(max(0.001, deadline - time.monotonic()))
                self._socket.sendall(data)
            except TimeoutError as error:
                raise JailGone("the sandbox did not take the program in time") from error
            except OSError as error:
                raise JailGone(f"the connection to the container broke: {error}") from error

    def last_words(self) -> str:
        """See `Channel`."""
        with contextlib.suppress(JailGone), self._using:
            self._receive(time.monotonic() + 0.2)
        return self._words.decode("utf-8", "replace").strip()

    def ended(self) -> bool:
        """See `Channel`."""
        with self._using:
            if self._closed:
                return True
            poll = select.poll()
            poll.register(self._socket, select.POLLRDHUP)
            return bool(poll.poll(0))

    def close(self) -> None:
        """See `Channel`. The container is killed and removed by its name, not by ending a client."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._hang_up()
            self._daemon.remove(self._name)

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(sockets.SHUT_RDWR)
        with self._using, contextlib.suppress(OSError):
            self._stream.close()
            self._socket.close()  # open until both are closed
