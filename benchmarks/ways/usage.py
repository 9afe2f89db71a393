"""What processes of this machine have used, from `/proc`."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def _fields(pid: str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _matching(part: bytes, place: str) -> list[str]:
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if part in Path(f"/proc/{pid}/{place}").read_bytes():
                found.append(pid)
        except OSError:
            continue
    return found


def runners() -> list[str]:
    """Return the process ids of the runners of this machine's jails."""
    wrappers = set(_matching(b"bwrap\n", "comm"))
    return [pid for pid in _matching(b"work_root", "cmdline") if pid not in wrappers]


def engine() -> list[str]:
    """Return the process ids of the container engine."""
    return [pid for name in (b"dockerd\n", b"containerd\n", b"containerd-shim") for pid in _matching(name, "comm")]


def cpu_s(pids: list[str]) -> float:
    """Return the CPU seconds of processes and of their children that have ended."""
    total = 0
    for pid in pids:
        try:
            total += sum(int(field) for field in _fields(pid)[11:15])
        except OSError:
            continue
    return total / _TICK


def memory_mb(pids: list[str]) -> float:
    """Return the memory of processes in MB; pages that they share count once (proportional set size)."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1000
