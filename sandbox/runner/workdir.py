"""The folder in which programs write: how much is in it, and emptying it however it was built."""

import contextlib
import os
import stat
from collections.abc import Iterator

MAX_ENTRIES = 16_384
"""Files and folders that a program may have at once."""


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
    """Return the bytes used below a folder and its entries, as far as this process can see them.

    Counting ends at `MAX_ENTRIES` entries.
    """
    total = entries = 0
    folders = [folder]
    while folders:
        for entry in _scan(folders.pop()):
            entries += 1
            if entries > MAX_ENTRIES:
                return total, entries
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total, entries


def _scan(folder: str) -> Iterator[os.DirEntry[str]]:
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
