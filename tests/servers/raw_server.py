"""A server on a real socket that answers with bytes as they are, so that it can break every rule of HTTP.

    with RawServer(lambda heard: reply(b"{}")) as server:
        ...  # ask server.address, then look at server.heard

The script is called with what was heard so far, the newest last, and returns what is sent; `Said` can say more.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Heard:
    """One request."""

    line: str
    """Method, target and version."""
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    connection: int
    """0 for the first connection that was made."""


@dataclass(frozen=True)
class Said:
    """What one request gets."""

    data: bytes = b""
    then: str = "wait"
    """`wait` for the next request, `close` the connection, or be `silent` until the client closes it."""


Script = Callable[[list[Heard]], bytes | Said]


def reply(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return an answer with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class RawServer:
    """The server; use it in a `with` statement.

    Args:
        script: says what each request gets.
        context: to speak TLS.
        reads_bodies: false: answers as soon as the head of a request is there.
    """

    def __init__(self, script: Script, context: ssl.SSLContext | None = None, reads_bodies: bool = True) -> None:
        self._script = script
        self._context = context
        self._reads_bodies = reads_bodies
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = int(self._socket.getsockname()[1])
        self._open: list[socket.socket] = []
        self.heard: list[Heard] = []
        self.left = threading.Event()
        """A client has closed a connection while the server was silent."""

    @property
    def address(self) -> str:
        return f"{'http' if self._context is None else 'https'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        for each in (self._socket, *self._open):
            _shut(each)

    def _accept(self) -> None:
        count = 0
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(plain)
            threading.Thread(target=self._talk, args=(plain, count), daemon=True).start()
            count += 1

    def _talk(self, connection: socket.socket, number: int) -> None:
        try:
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                while (heard := self._hear(stream, number)) is not None:
                    with self._lock:
                        self.heard.append(heard)
                        said = self._script(self.heard)
                    said = Said(said) if isinstance(said, bytes) else said
                    connection.sendall(said.data)
                    if said.then == "silent":
                        while stream.read(2**16):
                            pass
                        self.left.set()
                    if said.then != "wait":
                        _shut(connection)
                        return
        except OSError:  # the client has left, or takes our certificate for none
            return

    def _hear(self, stream: "socket.SocketIO", number: int) -> Heard | None:
        line = stream.readline().decode("latin-1").strip()
        if not line:
            return None
        headers = {}
        while field := stream.readline().decode("latin-1").strip():
            name, _, value = field.partition(":")
            headers[name.lower()] = value.strip()
        size = int(headers.get("content-length", 0)) if self._reads_bodies else 0
        return Heard(line, headers, stream.read(size), number)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:  # it is already
        pass
    connection.close()
