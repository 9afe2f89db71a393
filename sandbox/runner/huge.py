"""Memory in huge pages, so that a fork copies one entry of the page tables where it had to copy 512.

The kernel gathers the pages in one step (`madvise(2)`, `MADV_COLLAPSE`, Linux 6.1), whatever the machine's setting for
huge pages. A program that writes to such memory gets copies of the small pages that it writes to, as before.
"""

import ctypes
import mmap
from collections.abc import Iterator

SIZE = 2 << 20
"""Bytes of a huge page, on machines whose pages have 4096 bytes."""
_SMALL = 4096
_MADV_HUGEPAGE, _MADV_COLLAPSE = 14, 25
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_ROOM = 8 << 20


def collapse() -> list[int]:
    """Put the memory of this process that belongs to no file into huge pages, as far as it fills any.

    Returns:
        Where each huge page starts; none where the kernel cannot do it.
    """
    if mmap.PAGESIZE != _SMALL:
        return []
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return [start for start in _whole_pages() if madvise(start, SIZE, _MADV_COLLAPSE) == 0]


def make_room() -> None:
    """Let large memory that this process and its forks ask for next come from the end of the heap, in huge pages."""
    libc = ctypes.PyDLL(None)
    libc.malloc.argtypes, libc.malloc.restype = (ctypes.c_size_t,), ctypes.c_void_p
    libc.free.argtypes = (ctypes.c_void_p,)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    libc.mallopt(_M_MMAP_THRESHOLD, 32 << 20)
    libc.mallopt(_M_TRIM_THRESHOLD, 2 * _ROOM)
    start = libc.malloc(_ROOM)
    low = -(-start // SIZE) * SIZE
    libc.madvise(low, (start + _ROOM) // SIZE * SIZE - low, _MADV_HUGEPAGE)
    libc.free(start)


def _whole_pages() -> Iterator[int]:
    """Return where huge pages could start in writable memory without a file."""
    with open("/proc/self/maps", encoding="ascii", errors="replace") as file:
        rows = [line.split(maxsplit=5) for line in file]
    for span, rights, *_, name in (row if len(row) == 6 else [*row, ""] for row in rows):
        if rights == "rw-p" and name.strip() in ("", "[heap]"):
            low, high = (int(end, 16) for end in span.split("-"))
            yield from range(-(-low // SIZE) * SIZE, high // SIZE * SIZE, SIZE)
