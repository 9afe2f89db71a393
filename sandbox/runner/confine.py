"""What a program's process gives up before the program's first line."""

import os
import resource
from dataclasses import dataclass
from typing import Any

from . import landlock, seccomp

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_FILE_SIZE_MB = 64
_OPEN_FILES = 256


@dataclass
class Layers:
    """Which layers hold a program, as told to the host."""

    landlock_abi: int
    seccomp: bool
    own_uid: bool


class Confinement:
    """Prepared once in the runner, applied in every program's process.

    Args:
        read_only: paths a program may read (the interpreter, its libraries, fonts).
        work_root: the only folder in which it may write.
        own_uids: whether programs run under uids that nobody else has.

    Raises:
        OSError: the system-call filter cannot be built on this machine.
    """

    def __init__(self, read_only: list[str], work_root: str, own_uids: bool) -> None:
        self._own_uids = own_uids
        self._ruleset: landlock.Ruleset | None = None
        if landlock.abi() > 0:
            self._ruleset = landlock.Ruleset(read_only, [work_root], _DEVICES)
        self._signals_open = own_uids or (self._ruleset is not None and self._ruleset.signals_scoped)
        self._filter = seccomp.build() if self._signals_open else b""

    def layers(self) -> Layers:
        """Return the layers that `apply` puts on."""
        return Layers(landlock.abi() if self._ruleset else 0, True, self._own_uids)

    def apply(self, limits: dict[str, Any], base_address_space: int, base_processes: int) -> None:
        """Put limits, allow-list and filter on this process and all it will start.

        Args:
            limits: `Limits` of the host as JSON.
            base_address_space: bytes the warm runner already maps; the program's memory comes on top.
            base_processes: processes this uid already has.
        """
        cpu = max(1, int(limits["cpu_s"] + 0.999))
        memory = base_address_space + int(limits["memory_mb"]) * 1024 * 1024
        file_size = min(_FILE_SIZE_MB, int(limits["disk_mb"])) * 1024 * 1024
        _limit(resource.RLIMIT_CPU, cpu, cpu + 1)
        _limit(resource.RLIMIT_AS, memory, memory)
        _limit(resource.RLIMIT_FSIZE, file_size, file_size)
        _limit(resource.RLIMIT_CORE, 0, 0)
        _limit(resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES)
        _limit(resource.RLIMIT_MEMLOCK, 0, 0)
        _limit(resource.RLIMIT_MSGQUEUE, 0, 0)
        processes = base_processes + int(limits["processes"])
        _limit(resource.RLIMIT_NPROC, processes, processes)
        seccomp.no_new_privileges()
        if self._ruleset is not None:
            self._ruleset.restrict_self()
        seccomp.install(self._filter or seccomp.build(signal_only=(0, os.getpid())))


def become_user(uid: int | None) -> None:
    """Take a program's uid, for good; None keeps the runner's own."""
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)


def _limit(which: int, soft: int, hard: int) -> None:
    current = resource.getrlimit(which)[1]
    if current != resource.RLIM_INFINITY:
        soft, hard = min(soft, current), min(hard, current)
    resource.setrlimit(which, (soft, hard))
