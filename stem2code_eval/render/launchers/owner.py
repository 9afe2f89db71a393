"""Whose container is it: labels that name the process that started it, and whether that process still lives."""

import os
from collections.abc import Mapping
from pathlib import Path

LABEL = "stem2code-eval.owner"
"""Process id of the evaluation."""
STARTED = "stem2code-eval.owner-started"
"""When that process began, in clock ticks since boot."""
HOST = "stem2code-eval.owner-host"
"""Where that process id means something: one boot of one kernel, one process-id namespace."""


def own_labels() -> dict[str, str]:
    """Return the labels of a container that this process starts."""
    return {LABEL: str(os.getpid()), STARTED: _started(os.getpid()) or "", HOST: _host()}


def is_orphan(labels: Mapping[str, str]) -> bool:
    """Say whether a container's owner is known to be dead; False where that cannot be known from here."""
    owner, started, host = (labels.get(name, "") for name in (LABEL, STARTED, HOST))
    if not owner.isdigit() or not started or not host or host != _host():
        return False
    return _started(int(owner)) != started


def _started(pid: int) -> str | None:
    """Return when a living process began; None when there is none (`proc(5)`, field 22 of `stat`)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields[19]


def _host() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""
