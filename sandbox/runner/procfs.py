"""Facts about processes from `/proc` (`proc(5)`)."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MOST = 1 << 16
"""Bytes of the longest file read here; the kernel hands each over in one piece."""


@dataclass
class Process:
    """One line of `/proc/PID/stat`."""

    pid: int
    parent: int
    state: str
    cpu_s: float
    """User and system time, waited-for children included."""
    resident: int
    """Bytes."""
    threads: int


def be_first_to_die() -> None:
    """Let the kernel, when memory is short, take this process before any other."""
    with contextlib.suppress(OSError):
        file = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(file, b"1000")
        finally:
            os.close(file)


def _read(path: str) -> bytes:
    """Read a file without what Python puts around open files: a new process pays for every object that it touches."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(file, _MOST)
    finally:
        os.close(file)


def _stat(pid: int) -> Process | None:
    try:
        text = _read(f"/proc/{pid}/stat")
    except OSError:
        return None
    fields = text[text.rindex(b")") + 2 :].split()
    ticks = sum(int(fields[i]) for i in (11, 12, 13, 14))
    return Process(pid, int(fields[1]), fields[0].decode(), ticks / _TICK, int(fields[21]) * _PAGE, int(fields[17]))


def _all() -> Iterator[Process]:
    for name in os.listdir("/proc"):
        if name.isdigit():
            process = _stat(int(name))
            if process is not None:
                yield process


def descendants(root: int) -> list[Process]:
    """Return every living process below `root`, zombies included."""
    children: dict[int, list[Process]] = {}
    for process in _all():
        children.setdefault(process.parent, []).append(process)
    found, queue = [], [root]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += [process.pid for process in below]
    return found


def run_delay(pid: int) -> float:
    """Return the seconds a process stood ready to run while others had the processor; 0 where unknown."""
    try:
        return int(_read(f"/proc/{pid}/schedstat").split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def resident() -> int:
    """Return the bytes of memory that this process holds, shared ones included."""
    return int(_read("/proc/self/statm").split()[1]) * _PAGE


def proportional_share(pid: int) -> int | None:
    """Return a process's memory in bytes, each page divided by the processes that share it; None where not told."""
    try:
        for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except OSError:
        pass
    return None


def open_files(pid: int) -> Iterator[os.stat_result]:
    """Yield the status of every file a process has open or mapped, as far as this process may look."""
    for folder in (f"/proc/{pid}/fd", f"/proc/{pid}/map_files"):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            try:
                yield os.stat(f"{folder}/{name}")
            except OSError:
                continue


def address_space() -> int:
    """Return the bytes of address space that this process maps."""
    return int(_read("/proc/self/statm").split()[0]) * _PAGE


def count_of_user(uid: int) -> int:
    """Return how many threads run under a real uid, as RLIMIT_NPROC counts them."""
    total = 0
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if os.stat(f"/proc/{name}").st_uid == uid:
                process = _stat(int(name))
                total += process.threads if process else 0
        except OSError:
            continue
    return total


def oom_kills() -> int:
    """Return how many processes of this memory group the kernel has ended for memory (cgroup v2, then v1)."""
    for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
        try:
            for line in _read(path).splitlines():
                name, _, value = line.partition(b" ")
                if name == b"oom_kill":
                    return int(value)
        except OSError:
            continue
    return 0
