"""Running the tools that build the jail (Python, pip, debootstrap), as ourselves or as another account."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache

NOBODY = 65534
"""A uid and gid that own nothing."""


def run_tool(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    uid: int | None = None,
    timeout_s: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `command` from the root folder without input and return its output, whatever its exit status.

    Files it makes are readable by every account.

    Args:
        command: Built by this package alone, never from model output.
        env: The whole environment; ours when `None`.
        uid: Account (and group) to run under; ours when `None`. Others need root.
        timeout_s: Seconds after which it is killed.

    Raises:
        OSError: It cannot be started, for instance because it is out of that account's reach.
        subprocess.TimeoutExpired: It took longer than `timeout_s`.
    """
    return subprocess.run(
        command,
        env=env,
        user=uid,
        group=uid,
        extra_groups=None if uid is None else [],
        timeout=timeout_s,
        cwd="/",
        umask=0o022,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def program_uid() -> int | None:
    """Return a uid like those of programs in the jail: another one when we are root, else ours (`None`)."""
    if os.geteuid() != 0:
        return None
    try:
        run_tool(["/bin/sh", "-c", ":"], uid=NOBODY)
    except OSError:  # root of a user namespace that maps one uid, or without CAP_SETUID
        return None
    return NOBODY


def last_lines(text: str, count: int = 3) -> str:
    """Return the last lines of a tool's output that say something, on one line for an error sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("WARNING")]
    return " | ".join(lines[-count:])
