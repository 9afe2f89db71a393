"""What the host looks like from outside the jails: processes, descriptors, memory, disk and files."""

import ctypes
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from stem2code_eval.render.provision.environment import find_environment
from stem2code_eval.resources import sandbox_folder

FIRST_JAIL_UID = 200_000
"""Programs of a runner that root started have uids from here on."""
_PR_SET_CHILD_SUBREAPER = 36
_STABLE = ("hosts", "hostname", "fstab", "profile", "shells", "ld.so.conf", "nsswitch.conf", "login.defs", "issue")
_ACCOUNTS = ("passwd", "shadow", "group", "gshadow")
"""Files in `/etc`; those of accounts may be changed by an administrator meanwhile, but not their mode or owner."""
_PUBLIC = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", "/etc", "/usr/lib", "/home")


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Be the parent of every process that a jail loses, so that none goes unseen (`prctl(2)`)."""
    own, libc = _children(), ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
        for pid in _children() - own:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _children() -> set[int]:
    return {int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()}


def descendants() -> dict[int, tuple[int, str]]:
    """Return uid and command line of every living process below ours."""
    parents, found = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path("/proc", name, "stat").read_bytes().rpartition(b")")[2].split()
            command = Path("/proc", name, "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            uid = os.stat(f"/proc/{name}").st_uid
        except (OSError, IndexError):
            continue
        if fields[0] not in (b"Z", b"X"):
            parents[int(name)], found[int(name)] = int(fields[1]), (uid, command)
    return {pid: known for pid, known in found.items() if _is_below(pid, parents)}


def _is_below(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


def left_by_programs() -> list[str]:
    """Return our descendants that are neither a runner nor what holds one."""
    return [
        f"{pid} (uid {uid}): {command[:200]}"
        for pid, (uid, command) in descendants().items()
        if uid >= FIRST_JAIL_UID or ("runner" not in command and "sleep 3600" not in command)
    ]


def open_descriptors() -> list[str]:
    """Return what our own descriptors point at, sorted; pipes and sockets without their numbers."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}").partition(":[")[0])
        except OSError:
            continue
    return sorted(found)


def settle() -> None:
    """Wait until the pools that were closed have ended their last jails."""
    wait_until(lambda: not any(thread.name.startswith("jail-") for thread in threading.enumerate()))


def resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def available_mb() -> float:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) / 1024


def free_disk_mb(path: Path) -> float:
    status = os.statvfs(path)
    return status.f_bavail * status.f_frsize / 2**20


def _everything(root: Path) -> Iterable[Path]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if name not in (".git", "__pycache__", ".pytest_cache", "node_modules")]
        yield from (Path(folder, name) for name in files)


def _guarded() -> Iterable[Path]:
    environment = find_environment()
    for root in (environment.root if environment else None, sandbox_folder().resolve()):
        if root is not None:
            yield from _everything(root)
    yield from (Path("/etc", name) for name in _STABLE)
    for folder in (Path.home(), Path.home() / ".ssh", Path.home() / ".config"):
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file() and "stem2code-canary" not in path.name)


def manifest() -> dict[str, tuple[int, ...]]:
    """Return size, time of change, mode, owner and inode of every file that a program might want to change.

    These are the renderer's environment, the sandbox's own files, some of `/etc` and the files at the top of the home
    folder.
    """
    found = {}
    for path in (Path("/etc", name) for name in _ACCOUNTS):
        if path.exists():
            found[str(path)] = (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid)
    for path in _guarded():
        try:
            status = path.lstat()
        except OSError:
            continue
        found[str(path)] = (status.st_size, status.st_mtime_ns, status.st_mode, status.st_uid, status.st_ino)
    return found


def difference(before: dict[str, tuple[int, ...]], after: dict[str, tuple[int, ...]]) -> list[str]:
    return [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]


def planted_outside() -> list[str]:
    """Return what lies in the public folders under a name or a uid that only programs use."""
    found = []
    for folder in (*_PUBLIC, str(Path.home())):
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        for entry in entries:
            try:
                uid = entry.stat(follow_symlinks=False).st_uid
            except OSError:
                continue
            if uid >= FIRST_JAIL_UID or "left_by_attacker" in entry.name:
                found.append(entry.path)
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> bool:
    """Return whether a condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
