"""Find and end what a runner left behind: its own processes, and programs that outlived it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

_PAUSE_S = 0.01


@dataclass(frozen=True, slots=True)
class Process:
    """One living process of this machine, as `/proc` shows it (`proc(5)`)."""

    pid: int
    parent: int
    uid: int
    command: bytes


def end_processes(runner: "subprocess.Popen[bytes]", marker: str, uids: range, patience_s: float) -> None:
    """Kill a runner and everything that belongs to it, until nothing is left or `patience_s` have passed.

    A program's process is a fork of the runner and shows its command line; what such a process starts is below it, and
    where programs have uids of their own it is found by them even when its parent is gone.

    Args:
        runner: the child process; reaped here.
        marker: a word that only this runner's command line holds.
        uids: those that only this runner's programs have.
        patience_s: seconds.
    """
    deadline = time.monotonic() + patience_s
    while True:
        alive = {runner.pid} if runner.poll() is None else set()
        left = _belonging(alive, marker.encode(), uids)
        if not left or time.monotonic() > deadline:
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
        time.sleep(_PAUSE_S)


def _belonging(roots: set[int], marker: bytes, uids: range) -> set[int]:
    everyone = list(_living(with_uids=bool(uids)))
    below: dict[int, list[int]] = {}
    for process in everyone:
        below.setdefault(process.parent, []).append(process.pid)
    found: set[int] = set()
    queue = [process.pid for process in everyone if marker in process.command or process.uid in uids]
    queue += roots
    while queue:
        pid = queue.pop()
        if pid not in found:
            found.add(pid)
            queue += below.get(pid, [])
    return found - {os.getpid()}


def _living(with_uids: bool) -> Iterator[Process]:
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
            if fields[0] in (b"Z", b"X"):
                continue
            with open(f"/proc/{name}/cmdline", "rb") as file:
                command = file.read()
            yield Process(int(name), int(fields[1]), _uid(name) if with_uids else -1, command)


def _uid(pid: str) -> int:
    """Return the effective uid; the owner of `/proc/PID` is root for a process that has changed its uid."""
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("Uid:"):
                return int(line.split()[2])
    return -1
