"""The first process in the jail: warms up, says what it is, and hands programs to the processes that run them.

It runs no program itself and has no program's process below it. Two processes forked from it do: one with what nearly
every program imports, and, from the first time it is needed, one that has imported the rest as well. The fewer pages a
process has, the cheaper is its fork.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from . import frames, huge, pipes, workdir
from .asking import ask_a_fork
from .capture import Watch
from .confine import Confinement, become_user
from .ownpages import OwnPages, written
from .pipes import Buffer
from .practice import practise_little
from .serve import Server, serve, start
from .warm import wants_more, warm_up, warm_up_more

UIDS_PER_RUNNER = 256
"""Programs take turns with this many uids."""
_FORBIDDEN_FILE = "/etc/passwd"
_PATIENCE_S = 10.0
"""Seconds that a server has to end what it runs, once the host has gone."""


def main(config_text: str, reserved: list[bytes]) -> int:
    """Serve until the host closes the pipe.

    Args:
        config_text: JSON with `work_root`, `read_only` (paths), `fonts` (path or ""), `uid_base` (first of the uids for
            programs, or null to stay with one's own) and `remove_at_end` (folders that go when the host has gone).
        reserved: what keeps the memory of `runner.arenas`.
    """
    config = json.loads(config_text)
    host_in, host_out = _take_over_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.umask(0o077)
    workdir.empty(config["work_root"])
    watch = Watch()
    versions = warm_up(watch, config["fonts"])
    reserved.clear()
    huge.make_room()
    dispatch = Dispatch(config, watch, OwnPages(written(huge.collapse(), practise_little)))
    with contextlib.suppress(pipes.Closed):
        pipes.send(host_out, {"ready": True, "versions": versions, "layers": _probe(config)})
        while True:
            dispatch.one(host_in, host_out)
    dispatch.end()
    for folder in config["remove_at_end"]:
        with contextlib.suppress(OSError):
            os.rmdir(folder)
    return 0


class Dispatch:
    """The processes that run programs, and which of them a program goes to."""

    def __init__(self, config: dict[str, Any], watch: Watch, own_pages: OwnPages) -> None:
        base = config["uid_base"]
        half = UIDS_PER_RUNNER // 2
        self._config, self._watch, self._own_pages = config, watch, own_pages
        self._uids = (None, None) if base is None else (range(base, base + half), range(base + half, base + 2 * half))
        self._core = start(self._server(self._uids[0]))
        self._full: Server | None = None
        self._payload = Buffer(frames.MAX_SOURCE)

    def _server(self, uids: range | None, prepare: Callable[[], None] = lambda: None) -> Callable[[int, int], None]:
        def work(read: int, write: int) -> None:
            prepare()
            held = confinement(self._config)
            serve(read, write, held, self._watch, self._own_pages, self._config["work_root"], uids)

        return work

    def one(self, host_in: int, host_out: int) -> None:
        """Take one program from the host and bring back beats and the answer."""
        header = pipes.receive(host_in, self._payload)
        full = wants_more(self._payload.content())
        if full and self._full is None:
            self._full = start(self._server(self._uids[1], self._become_full))
        server = self._full if full and self._full else self._core
        self._pass_on(server.write, header)
        answer = frames.BEAT
        while answer == frames.BEAT:
            _wait(server.read, host_in)
            answer = pipes.receive(server.read, self._payload)
            self._pass_on(host_out, answer)

    def _become_full(self) -> None:
        self._payload.wipe()
        warm_up_more()
        huge.collapse()

    def _pass_on(self, descriptor: int, header: dict[str, Any]) -> None:
        pipes.send(descriptor, header, (self._payload.content(),))
        self._payload.wipe()

    def end(self) -> None:
        """End the processes; they end their programs."""
        for server in filter(None, (self._core, self._full)):
            server.end(_PATIENCE_S)


def _wait(server: int, host: int) -> None:
    """Wait until a server has something to say; raises `pipes.Closed` when the host goes first."""
    waiting = select.poll()
    waiting.register(server, select.POLLIN)
    waiting.register(host, 0)
    if host in dict(waiting.poll()):
        raise pipes.Closed


def confinement(config: dict[str, Any]) -> Confinement:
    """Return what holds the programs of this jail."""
    return Confinement(config["read_only"], config["work_root"], own_uids=config["uid_base"] is not None)


def _probe(config: dict[str, Any]) -> dict[str, Any]:
    """Try in a process of its own whether the layers hold, and tell the result."""
    holds = confinement(config)

    def found() -> dict[str, bool]:
        become_user(config["uid_base"])
        return _try_to_get_out(holds)

    return asdict(holds.layers()) | (ask_a_fork(found) or {})


def _try_to_get_out(holds: Confinement) -> dict[str, bool]:
    holds.apply({"cpu_s": 5, "memory_mb": 1024, "disk_mb": 1, "processes": 4096}, 1 << 40, 0)
    return {
        "files_hold": _refused(lambda: open(_FORBIDDEN_FILE).close()),
        "sockets_hold": _refused(lambda: socket.socket(socket.AF_INET).close()),
    }


def _refused(action: Callable[[], None]) -> bool:
    try:
        action()
    except (PermissionError, FileNotFoundError):
        return True
    return False


def _take_over_pipes() -> tuple[int, int]:
    """Keep the pipes to the host for frames alone: anything printed here goes to stderr."""
    host_in, host_out = os.dup(0), os.dup(1)
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    sys.stdout.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    sys.stderr.reconfigure(errors="backslashreplace", line_buffering=True)  # type: ignore[union-attr]
    return host_in, host_out
