"""Ending everything a program started, and removing everything it wrote."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from . import procfs, workdir
from .child import FOLDER
from .confine import become_user

_PATIENCE_S = 5.0


def kill_all(uid: int | None) -> None:
    """Send SIGKILL to every process of a program.

    Args:
        uid: whose processes; None means all below this one, which first have to stand still so that none is missed.
    """
    if uid is not None:
        _as_user(uid, _kill_everyone)
        return
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for process in procfs.descendants(os.getpid()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, number)


def reap(take_usage: Callable[[Any], None]) -> int:
    """Collect what has ended; return how many still live.

    Args:
        take_usage: is told the resource usage of each process that was collected.
    """
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
            if pid == 0:
                return max(1, sum(process.state != "Z" for process in procfs.descendants(os.getpid())))
            take_usage(usage)
    return 0


def end_all(uid: int | None, take_usage: Callable[[Any], None]) -> int:
    """End and collect everything; return how many were alive at first."""
    living = reap(take_usage)
    if living:
        deadline = time.monotonic() + _PATIENCE_S
        kill_all(uid)
        while reap(take_usage) and time.monotonic() < deadline:
            kill_all(uid)
            time.sleep(0.002)
    return living


def wipe(work_root: str, uid: int | None) -> bool:
    """Empty the work root with no more rights than the program had; return whether it is empty."""
    with contextlib.suppress(OSError):
        os.rmdir(os.path.join(work_root, FOLDER))
    if os.listdir(work_root):
        _as_user(uid, lambda: workdir.empty(work_root))
    return not os.listdir(work_root)


def _kill_everyone() -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def _as_user(uid: int | None, action: Callable[[], None]) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            become_user(uid)
            action()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
