"""What the tests of failing sandboxes need: programs, the processes and containers of jails, and patience."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import docker
from docker.errors import APIError, NotFound

from stem2code_eval.render.launchers.owner import LABEL

PLOT = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show()\n"


def slow(seconds: float) -> str:
    """Return a program that draws the same as `PLOT`, after a sleep."""
    return f"import time\ntime.sleep({seconds})\n{PLOT}"


def silent(line: str) -> None:
    """Say nothing."""


def until(condition: Callable[[], object], seconds: float = 60) -> bool:
    """Wait until something holds; say whether it did in time."""
    deadline = time.monotonic() + seconds
    while not (found := bool(condition())) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def parents() -> dict[int, int]:
    """Return the parent of every living process."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{name}/stat").read_text(errors="replace").rpartition(")")[2].split()
            if fields[0] not in "ZX":
                found[int(name)] = int(fields[1])
    return found


def age(pid: int) -> float:
    """Return for how many seconds a process has lived; 0 when it has ended."""
    with contextlib.suppress(OSError):
        began = int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - began / os.sysconf("SC_CLK_TCK")
    return 0.0


def below(*roots: int) -> set[int]:
    """Return every living process below some others."""
    above, found, queue = parents(), set(), list(roots)
    while queue:
        pid = queue.pop()
        children = {child for child, parent in above.items() if parent == pid} - found
        found |= children
        queue += children
    return found


def containers(owner: int, client: docker.DockerClient | None = None) -> list[docker.models.containers.Container]:
    """Return the containers that an evaluation owns, in whatever state."""
    with contextlib.closing(client or docker.from_env()) as daemon:
        return daemon.containers.list(all=True, filters={"label": f"{LABEL}={owner}"}, ignore_removed=True)


def is_runner(pid: int) -> bool:
    """Say whether a process is a jail's runner, or a fork of it."""
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return b"work_root" in words[-2] and not words[0].endswith(b"bwrap") if len(words) > 2 else False
    return False


def runners(backend: str, owner: int) -> set[int]:
    """Return the runners of an evaluation's jails, without the programs in them."""
    if backend == "docker":
        return {container.attrs["State"]["Pid"] for container in containers(owner)} - {0}
    everyone = below(owner)
    above = parents()
    return {pid for pid in everyone if is_runner(pid) and not is_runner(above.get(pid, 0))}


def programs(backend: str, owner: int) -> set[int]:
    """Return the processes that programs run in."""
    return below(*runners(backend, owner))


def freeze(backend: str, owner: int) -> None:
    """Stop every jail without ending it."""
    if backend == "docker":
        for container in containers(owner):
            with contextlib.suppress(APIError):
                container.pause()
        return
    for pid in runners(backend, owner):
        os.kill(pid, signal.SIGSTOP)


def kill(backend: str, owner: int) -> None:
    """End every runner as the kernel does when memory is short."""
    for pid in runners(backend, owner):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def remove(backend: str, owner: int) -> None:
    """Remove every container by force, as a person at another terminal does."""
    for container in containers(owner):
        with contextlib.suppress(NotFound, APIError):
            container.remove(force=True)
