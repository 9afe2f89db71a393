"""The warm process in the jail: says what it is, then renders one program after the other, each in a fork."""

import contextlib
import ctypes
import itertools
import json
import os
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any

from . import frames, workdir
from .confine import Confinement, become_user
from .supervise import Job
from .warm import warm_up

MAX_SOURCE = 16 * 1024 * 1024
"""Bytes of program text that the runner takes."""
_PR_SET_CHILD_SUBREAPER = 36
UIDS_PER_RUNNER = 256
"""Programs take turns with this many uids."""
_FORBIDDEN_FILE = "/etc/passwd"


class HostGone(Exception):
    """The host closed the pipe."""


def main(config_text: str) -> int:
    """Serve until the host closes the pipe.

    Args:
        config_text: JSON with `work_root`, `read_only` (paths), `fonts` (path or ""), `uid_base` (first of the uids for
            programs, or null to stay with one's own) and `remove_at_end` (folders that go when the host has gone).
    """
    config = json.loads(config_text)
    host_in, host_out = _take_over_pipes()
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.umask(0o077)
    with contextlib.suppress(HostGone, BrokenPipeError):
        _serve(config, host_in, host_out)
    for folder in config["remove_at_end"]:
        with contextlib.suppress(OSError):
            os.rmdir(folder)
    return 0


def _serve(config: dict[str, Any], host_in: int, host_out: int) -> None:
    versions = warm_up(config["fonts"])
    workdir.empty(config["work_root"])
    base = config["uid_base"]
    confinement = Confinement(config["read_only"], config["work_root"], own_uids=base is not None)
    _send(host_out, {"ready": True, "versions": versions, "layers": _probe(confinement, base)})
    for count in itertools.count():
        header, source = frames.read(lambda size: _read_exactly(host_in, size), MAX_SOURCE)
        uid = None if base is None else base + count % UIDS_PER_RUNNER
        job = Job(
            confinement,
            uid,
            config["work_root"],
            header["limits"],
            header["settings"],
            header["nonce"],
            source,
        )
        facts, payload = job.run(host_in)
        _send(host_out, facts, payload)


def _probe(confinement: Confinement, uid: int | None) -> dict[str, Any]:
    """Try in a process of its own whether the layers hold, and tell the result."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            become_user(uid)
            found = _try_to_get_out(confinement)
            os.write(write, json.dumps(found).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return asdict(confinement.layers()) | (json.loads(text) if text else {})


def _try_to_get_out(confinement: Confinement) -> dict[str, bool]:
    confinement.apply({"cpu_s": 5, "memory_mb": 1024, "disk_mb": 1, "processes": 4096}, 1 << 40, 0)
    return {
        "files_hold": _refused(lambda: open(_FORBIDDEN_FILE).close()),
        "sockets_hold": _refused(lambda: socket.socket(socket.AF_INET).close()),
    }


def _refused(action: Any) -> bool:
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


def _read_exactly(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        chunk = os.read(descriptor, min(size - len(data), 1 << 20))
        if not chunk:
            raise HostGone
        data += chunk
    return bytes(data)


def _send(descriptor: int, header: dict[str, Any], payload: bytes = b"") -> None:
    view = memoryview(frames.encode(header, payload))
    while view:
        view = view[os.write(descriptor, view) :]
