"""Working folders of the native sandbox: made for one jail, locked by the host, and gone with either of them."""

import contextlib
import fcntl
import os
import secrets
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from stem2code_eval.render.launchers import leftovers

_PREFIX = "stem2code-jail-"


class JailFolder:
    """A folder that others may pass through but not list, and in it the one that programs write to.

    The host holds a lock on the outer one for as long as it lives; that is how a later evaluation knows that nobody
    needs it any more, whatever namespace either of them runs in.

    Args:
        shared: whether programs run under uids other than the host's.

    Raises:
        OSError: there is no room for it.
    """

    def __init__(self, shared: bool) -> None:
        self.outer = Path(tempfile.gettempdir(), _PREFIX + secrets.token_hex(8))
        self._lock = -1
        leftovers.add(self.outer, self._remove_before_leaving)
        try:
            self.outer.mkdir(0o700)
            self._lock = _locked(self.outer)
            self.outer.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
            self.work_root = tempfile.mkdtemp(dir=self.outer)
            os.chmod(self.work_root, 0o1777 if shared else 0o700)
        except OSError:
            self.remove()
            raise

    def remove(self) -> None:
        """Remove it with all that is in it. Idempotent."""
        _remove(self.outer)
        leftovers.discard(self.outer)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _remove_before_leaving(self, _: float) -> bool:
        _remove(self.outer)
        return True


def first_closed(path: str) -> Path | None:
    """Return the outermost folder on the way to a path, itself included, that other accounts may not pass through."""
    real = Path(path).resolve()
    return next((way for way in [*reversed(real.parents), real] if not way.stat().st_mode & stat.S_IXOTH), None)


def _remove(folder: Path) -> None:
    """Remove a folder by `rm`, which takes any depth and follows no link; `shutil.rmtree` recurses before 3.13.

    It has a session of its own, so that an impatient second Ctrl-C, which reaches the whole group, does not stop it.
    """
    command = ["/bin/rm", "-rf", "--", str(folder)]
    subprocess.run(command, stderr=subprocess.DEVNULL, check=False, start_new_session=True)


def _locked(folder: Path) -> int:
    """Return a descriptor that holds the folder's lock.

    Raises:
        BlockingIOError: another process has it.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def sweep(grace_s: float = 60.0) -> None:
    """Remove the folders of evaluations of this account that were killed outright.

    Args:
        grace_s: folders younger than that are left alone: their owner may be about to lock them.
    """
    now = time.time()
    for outer in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            found = outer.lstat()
            if found.st_uid != os.geteuid() or not stat.S_ISDIR(found.st_mode) or now - found.st_ctime < grace_s:
                continue
            descriptor = _locked(outer)
            _remove(outer)
            os.close(descriptor)
