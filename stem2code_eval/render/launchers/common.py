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
_FIRST_UID, _LAST_UID = 200_000, 2_000_000_000


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


def fresh_uids(uid_map: str = "/proc/self/uid_map") -> int:
    """Return the first of 256 uids that nobody else is likely to use, within what this user namespace maps.

    They are drawn at random, so that two evaluations on one machine do not share limits that the kernel counts per uid.
    """
    highest = _LAST_UID
    try:
        maps = [line.split() for line in Path(uid_map).read_text().splitlines()]
        mapped = max(int(first) + int(count) for first, _, count in maps)
    except (OSError, ValueError):
        mapped = highest
    first, last = (_FIRST_UID, highest) if mapped > highest else (10_000, min(mapped, 60_000))
    blocks = (last - first) // _UIDS_PER_RUNNER
    return first + secrets.randbelow(max(1, blocks)) * _UIDS_PER_RUNNER


def can_change_uid() -> bool:
    """Say whether this process may give its children other uids (root with enough mapped uids)."""
    if os.geteuid() != 0:
        return False
    uid = fresh_uids()
    try:
        tried = subprocess.run(["/bin/true"], user=uid, group=uid, extra_groups=[], check=False, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0
