"""What every launcher passes to the runner: its configuration, its environment, its uids."""

import json
import os
import secrets
import subprocess
from pathlib import Path
from typing import Any

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
_UIDS_PER_RUNNER = 256
FREE_UIDS = range(200_000, 2_000_000_000)
FEW_UIDS = range(10_000, 60_000)
"""Within the 65,536 uids that user namespaces usually map."""


def runner_environment(work_root: str) -> dict[str, str]:
    """Return the whole environment of a runner: nothing of the host's own reaches it."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": work_root,
        "TMPDIR": work_root,
        "MPLCONFIGDIR": work_root,
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PYTHONUNBUFFERED": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        **dict.fromkeys(THREAD_VARIABLES, "1"),
    }


def runner_command(python: str, runner: str, config: dict[str, Any]) -> list[str]:
    """Return the command that starts the runner with a configuration (see `runner.zygote.main`)."""
    return [python, "-s", "-B", runner, json.dumps(config, separators=(",", ":"))]


def mapped_uids(uid_map: str = "/proc/self/uid_map") -> range:
    """Return the uids from which programs may get theirs: far from people's, and mapped in this user namespace."""
    try:
        maps = [line.split() for line in Path(uid_map).read_text().splitlines()]
        highest = max(int(first) + int(count) for first, _, count in maps)
    except (OSError, ValueError):
        return FREE_UIDS
    return FREE_UIDS if highest > FREE_UIDS.stop else range(FEW_UIDS.start, min(highest, FEW_UIDS.stop))


def fresh_uids(among: range) -> range:
    """Return 256 uids that nobody else is likely to use.

    They are drawn at random, so that two evaluations on one machine do not share limits that the kernel counts per uid.
    """
    blocks = max(1, len(among) // _UIDS_PER_RUNNER)
    first = among.start + secrets.randbelow(blocks) * _UIDS_PER_RUNNER
    return range(first, first + _UIDS_PER_RUNNER)


def can_change_uid() -> bool:
    """Say whether this process may give its children other uids (root with enough mapped uids)."""
    if os.geteuid() != 0:
        return False
    uid = fresh_uids(mapped_uids()).start
    try:
        tried = subprocess.run(["/bin/true"], user=uid, group=uid, extra_groups=[], check=False, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0
