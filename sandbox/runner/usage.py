"""What a program uses at a moment, against its limits: for the limits that the kernel does not keep by itself."""

import os
import stat
from typing import Any

from . import procfs, workdir

_LONGEST_WAIT = 10
"""Wall seconds, in multiples of the wall limit, after which even a starved program is stopped."""
_MIB = 1024 * 1024


def limit_reached(
    limits: dict[str, Any], work_root: str, alive: list[procfs.Process], elapsed: float, delay: float
) -> str:
    """Return which limit is passed: `cpu`, `wall`, `memory`, `processes`, `disk`, or `""`.

    Args:
        limits: `Limits` of the host as JSON, `cpu_s` being what it comes to on this machine at the moment, and
            `slowdown`: of CPU time, one part in so many counts as wall time.
        work_root: the only folder in which the program may write.
        alive: the program's processes.
        elapsed: wall seconds since it started.
        delay: of these, the seconds in which it stood ready to run while others had the processor.
    """
    cpu = sum(process.cpu_s for process in alive)
    if cpu > limits["cpu_s"]:
        return "cpu"
    waited = elapsed - delay - cpu * (1 - 1 / limits["slowdown"])
    if waited > limits["wall_s"] or elapsed > limits["wall_s"] * _LONGEST_WAIT:
        return "wall"
    if not limits.get("own_memory_group") and _memory_passed(alive, limits["memory_mb"] * _MIB):
        return "memory"
    if sum(process.threads for process in alive) > limits["processes"]:
        return "processes"
    if _disk_passed(work_root, alive, limits["disk_mb"] * _MIB):
        return "disk"
    return ""


def _memory_passed(alive: list[procfs.Process], limit: int) -> bool:
    """Compare resident memory beyond the runner's own; pages that processes share count once where the kernel tells."""
    runner = procfs.resident()
    if sum(max(0, process.resident - runner) for process in alive) <= limit:
        return False
    shares = [procfs.proportional_share(process.pid) for process in alive]
    return None in shares or sum(filter(None, shares)) > limit


def _disk_passed(work_root: str, alive: list[procfs.Process], limit: int) -> bool:
    used, entries = workdir.size(work_root)
    if used > limit or entries > workdir.MAX_ENTRIES:
        return True
    if os.path.ismount(work_root):
        return False
    return used + _deleted_but_open(alive, os.stat(work_root).st_dev) > limit


def _deleted_but_open(alive: list[procfs.Process], device: int) -> int:
    """Return the bytes of files that have no name any more but still take space on a device."""
    found = {}
    for process in alive:
        for status in procfs.open_files(process.pid):
            if stat.S_ISREG(status.st_mode) and status.st_nlink == 0 and status.st_dev == device:
                found[status.st_ino] = status.st_blocks * 512
    return sum(found.values())
