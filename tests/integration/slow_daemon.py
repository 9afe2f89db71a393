"""A Docker daemon that takes its time to make a container, and makes it also when the client has gone meanwhile."""

import contextlib
import os
import re
import socket
import threading
import time
from pathlib import Path

_OWN = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://")
_CREATE = b"/containers/create"
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class SlowDaemon:
    """The machine's own daemon behind a socket that holds requests for new containers back.

    Args:
        folder: where the socket is made.
        seconds: how long a request is held back.
    """

    def __init__(self, folder: Path, seconds: float) -> None:
        self._seconds = seconds
        path = folder / "slow.sock"
        self.host = f"unix://{path}"
        self.asked = threading.Event()
        """A container was asked for."""
        self.made = threading.Event()
        """The daemon answered to such a request."""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as daemon, contextlib.suppress(OSError):
            daemon.connect(_OWN)
            held, answered = threading.Event(), threading.Event()
            threading.Thread(target=self._answer, args=(daemon, client, held, answered), daemon=True).start()
            while data := client.recv(1 << 16):
                if _CREATE in data:
                    data = _whole(client, data)
                    held.set()
                    self.asked.set()
                    time.sleep(self._seconds)
                daemon.sendall(data)
            if held.is_set():
                answered.wait(30)

    def _answer(
        self, daemon: socket.socket, client: socket.socket, held: threading.Event, answered: threading.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while data := daemon.recv(1 << 16):
                if held.is_set():
                    answered.set()
                    self.made.set()
                with contextlib.suppress(OSError):
                    client.sendall(data)
            client.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Take no further client."""
        self._listener.close()


def _whole(client: socket.socket, data: bytes) -> bytes:
    """Return a request with all of its body, of which some may still be on its way."""
    head, gap, body = data.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    while length is not None and len(body) < int(length[1]) and (more := client.recv(1 << 16)):
        body += more
    return head + gap + body
