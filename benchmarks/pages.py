"""What it costs a fork to have pages of its own, in four ways: CPU microseconds a page of 4096 bytes.

    python benchmarks/pages.py [--rounds N]

`written`: one after the other, by writing to them. `populated`: in bulk (`MADV_POPULATE_WRITE`, Linux 5.14).
`collapsed`: 512 at a time into a huge page (`MADV_COLLAPSE`, Linux 6.1). `copied`: a huge page copied whole into
another. Every way gets a fork of its own; the lowest of some rounds is told, null where the kernel cannot do it.

Prints one JSON object.
"""

import argparse
import ctypes
import json
import mmap
import os
import sys
import time
from collections.abc import Callable

from ways.machine import machine

PAGE, HUGE = 4096, 2 << 20
PAGES = 8192
_HUGEPAGE, _POPULATE_WRITE, _COLLAPSE = 14, 23, 25
_libc = ctypes.CDLL(None, use_errno=True)
_libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


class Memory:
    """`PAGES` pages that start where a huge page may.

    Args:
        huge: ask for huge pages.
    """

    def __init__(self, huge: bool) -> None:
        self._memory = mmap.mmap(-1, PAGES * PAGE + HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        mapped = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))
        self.start = -(-mapped // HUGE) * HUGE
        if huge:
            self.advise(_HUGEPAGE)

    def filled(self) -> "Memory":
        """Have every page, and return this."""
        ctypes.memset(self.start, 1, PAGES * PAGE)
        return self

    def advise(self, advice: int) -> None:
        """Tell the kernel what to do with all of it; raises `OSError`."""
        if _libc.madvise(self.start, PAGES * PAGE, advice):
            raise OSError(ctypes.get_errno(), "madvise")

    def write(self) -> None:
        """Write to every page."""
        for at in range(self.start, self.start + PAGES * PAGE, PAGE):
            ctypes.memset(at, 2, 1)


def _spent(action: Callable[[], None]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def _in_a_fork(measure: Callable[[], float]) -> float | None:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(write, str(measure()).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    return float(told) if told else None


def _copy_whole(source: Memory) -> None:
    copy = Memory(huge=True)
    ctypes.memmove(copy.start, source.start, PAGES * PAGE)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    small, huge = Memory(huge=False).filled(), Memory(huge=True).filled()
    ways: dict[str, Callable[[], float]] = {
        "written": lambda: _spent(small.write) - _spent(small.write),  # the second time, no page is copied
        "populated": lambda: _spent(lambda: small.advise(_POPULATE_WRITE)),
        "collapsed": lambda: _spent(lambda: small.advise(_COLLAPSE)),
        "copied": lambda: _spent(lambda: _copy_whole(huge)),
    }
    found: dict[str, list[float | None]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, measure in ways.items():
            found[name].append(_in_a_fork(measure))
    report = {
        name: round(min(times) / PAGES * 1e6, 2) if (times := [one for one in told if one is not None]) else None
        for name, told in found.items()
    }
    print(json.dumps({"machine": machine(), "pages": PAGES, "rounds": rounds, "us_per_page": report}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
