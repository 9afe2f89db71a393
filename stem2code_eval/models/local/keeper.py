"""Runs one command and ends it, with everything it started, when its owner stops or dies.

    python -I -S keeper.py OWNER_PID LINE_FD GRACE_S COMMAND...

A script of the standard library alone, between a command and its owner, who holds the other end of the socket LINE_FD.
The keeper ends the command when that socket closes (the owner wants to stop, or has died) and when the owner is no
longer its parent (a fork of the owner may still hold the socket). It takes in orphans (`PR_SET_CHILD_SUBREAPER`), so
that also those below it are found that left their process group or session. Should the keeper itself be killed, the
kernel kills the command (`PR_SET_PDEATHSIG`), and the owner the command's group, whose number the keeper wrote to the
socket.

First SIGTERM to the command's group; after GRACE_S seconds SIGKILL to whatever is left. The exit code is the command's,
128 + N where signal N ended it, as shells have it, and 127 where it could not be started.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LOOK_S = 0.1
"""How often the keeper looks after its owner and its children, in seconds."""
_PERSISTENCE_S = 30.0
"""How long the keeper goes on killing; only a process that the kernel cannot end outlasts it."""
_EXIT_NOT_STARTED = 127


def main(arguments: list[str]) -> int:
    """Run the command to its end and return the keeper's exit code."""
    owner, line, grace_s = int(arguments[0]), int(arguments[1]), float(arguments[2])
    os.set_inheritable(line, False)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: stopped.append(received))

    def before_the_command() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

    try:
        command = subprocess.Popen(arguments[3:], start_new_session=True, preexec_fn=before_the_command)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{arguments[3]}: {error}", file=sys.stderr)
        return _EXIT_NOT_STARTED
    _let_go_of_the_pipes()
    with contextlib.suppress(OSError):
        os.write(line, b"%d\n" % command.pid)
    status: int | None = None
    while status is None and not stopped and os.getppid() == owner and not _closed(line, _LOOK_S):
        status = _reap(command.pid, status)
    return _exit_code(_end(command.pid, status, grace_s))


def _let_go_of_the_pipes() -> None:
    """Leave the standard streams to the command, so that their other ends see when it closes them."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


def _closed(line: int, wait_s: float) -> bool:
    """Wait at most `wait_s` seconds and return whether the owner has closed its end."""
    readable, _, _ = select.select([line], [], [], wait_s)
    try:
        return bool(readable) and not os.read(line, 1)
    except ConnectionError:
        return True


def _end(command: int, status: int | None, grace_s: float) -> int | None:
    """End the command, if it lives, and everything below the keeper; return the command's wait status."""
    if status is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(command, signal.SIGTERM)
        deadline = time.monotonic() + grace_s
        while (status is None or _below()) and time.monotonic() < deadline:
            status = _reap(command, status)
            time.sleep(_LOOK_S / 5)
    deadline = time.monotonic() + _PERSISTENCE_S
    while time.monotonic() < deadline:
        status = _reap(command, status)
        left = _below()
        if not left:
            break
        for number in (signal.SIGSTOP, signal.SIGKILL):  # stopped first, so that none starts another meanwhile
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
        time.sleep(_LOOK_S / 10)
    return status


def _reap(command: int, status: int | None) -> int | None:
    """Reap every dead child; return the wait status of the command, if it is or was among them."""
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if pid == 0:
            return status
        if pid == command:
            status = ended


def _below() -> set[int]:
    """Return the living processes below this one."""
    children: dict[int, list[int]] = {}
    for pid, parent in _living():
        children.setdefault(parent, []).append(pid)
    found: set[int] = set()
    queue = list(children.get(os.getpid(), []))
    while queue:
        pid = queue.pop()
        if pid not in found:
            found.add(pid)
            queue += children.get(pid, [])
    return found


def _living() -> Iterator[tuple[int, int]]:
    """Yield process id and parent of each process that is no zombie (`proc(5)`)."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
            if fields[0] not in (b"Z", b"X"):
                yield int(name), int(fields[1])


def _exit_code(status: int | None) -> int:
    if status is None:
        return 128 + signal.SIGKILL
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
