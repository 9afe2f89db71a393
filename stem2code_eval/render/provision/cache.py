"""The folder for what is built once and kept: environments, wheels; and how processes take turns in it."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stem2code_eval.errors import UserError

Say = Callable[[str], None]
"""Takes one line for the user."""


def cache_root() -> Path:
    """Return the cache folder of this account, without making it.

    `$STEM2CODE_CACHE` comes first. Root uses `/var/cache`, because the native launcher runs programs under
    another uid, which cannot look into root's home; others follow the XDG Base Directory Specification.
    """
    if chosen := os.environ.get("STEM2CODE_CACHE"):
        return Path(chosen).absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/stem2code-eval")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "stem2code-eval"


def make_cache_root() -> Path:
    """Make the cache folder, readable by other accounts where this account decides about that.

    Raises:
        UserError: The folder cannot be made.
    """
    root = cache_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
        if root.stat().st_uid == os.geteuid():
            root.chmod(0o755)
    except OSError as error:
        raise UserError(
            f"cannot make the cache folder {root}: {error.strerror}; set STEM2CODE_CACHE to a writable folder"
        ) from error
    return root


@contextmanager
def lock(name: str, say: Say) -> Iterator[None]:
    """Hold the lock `name` of the cache folder; the kernel frees it when the process dies."""
    with open(make_cache_root() / f"{name.replace(' ', '-')}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process builds the {name}; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def step(say: Say, what: str) -> Iterator[None]:
    """Say what begins, and when it has ended without an exception how many seconds it took."""
    say(f"{what} ...")
    start = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - start:.1f} s")
