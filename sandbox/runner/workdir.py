"""The folder in which programs write: how much is in it, and emptying it however it was built."""

import contextlib
import os
import stat
from collections.abc import Iterator

MAX_ENTRIES = 16_384
"""Files and folders that a program may have at once."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def empty(folder: str) -> None:
    """Remove everything below `folder` that this process may remove, locked folders and endless nesting included.

    Folders are emptied one level at a time, by moving the folders in them up to `folder`: no path gets long, and
    nothing recurses.
    """
    moved = 0
    while inner := [entry.path for entry in _scan(folder) if entry.is_dir(follow_symlinks=False)]:
        for path in inner:
            with contextlib.suppress(OSError):
                os.chmod(path, stat.S_IRWXU)
            for entry in _scan(path):
                if entry.is_dir(follow_symlinks=False):
                    moved += 1
                    with contextlib.suppress(OSError):
                        os.chmod(entry.path, stat.S_IRWXU)
                    with contextlib.suppress(OSError):
                        os.rename(entry.path, os.path.join(folder, f".moved-{moved}"))
                else:
                    _unlink(entry.path)
        if not sum([_rmdir(path) for path in inner]):
            break
    for entry in _scan(folder):
        _unlink(entry.path)


def size(folder: str) -> tuple[int, int]:
    """Return the bytes used below a folder and the number of its entries; counting ends at `MAX_ENTRIES`.

    A folder that is a file system of its own is asked for both: that includes what this process may not enter, and
    files that were deleted and are still open.
    """
    if os.path.ismount(folder):
        status = os.statvfs(folder)
        return (status.f_blocks - status.f_bfree) * status.f_frsize, status.f_files - status.f_ffree
    return _walked_size(folder)


def _walked_size(folder: str) -> tuple[int, int]:
    """Walk with one open folder, down by name and up by `..`: paths may be longer than any call takes."""
    used = entries = 0
    here = os.open(folder, _FOLDER)
    levels: list[list[str]] = []
    try:
        while entries <= MAX_ENTRIES:
            names, size_here, count = _contents(here)
            used, entries = used + size_here, entries + count
            levels.append(names)
            while levels and (inner := _open_one(levels[-1], here)) is None:
                levels.pop()
                if levels:
                    here = _step(here, os.open("..", _FOLDER, dir_fd=here))
            if not levels or inner is None:
                break
            here = _step(here, inner)
    except OSError:  # the program has just locked the folder above
        pass
    finally:
        os.close(here)
    return used, entries


def _contents(folder: int) -> tuple[list[str], int, int]:
    """Return the names of the folders in a folder, the bytes of what is in it, and how much that is."""
    names, used, count = [], 0, 0
    for entry in _scan(folder):
        count += 1
        with contextlib.suppress(OSError):
            used += entry.stat(follow_symlinks=False).st_blocks * 512
            if entry.is_dir(follow_symlinks=False):
                names.append(entry.name)
        if count > MAX_ENTRIES:
            break
    return names, used, count


def _open_one(names: list[str], folder: int) -> int | None:
    """Open the next of the named folders that can be opened, and take its name and those before it from the list."""
    while names:
        with contextlib.suppress(OSError):
            return os.open(names.pop(), _FOLDER, dir_fd=folder)
    return None


def _step(before: int, now: int) -> int:
    os.close(before)
    return now


def _scan(folder: str | int) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return


def _unlink(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _rmdir(path: str) -> bool:
    try:
        os.rmdir(path)
    except OSError:
        return False
    return True
