"""Pages of one's own, many at once: what a fork would copy one by one, it copies in huge pages before it begins.

A fork shares its memory with the process it comes from and copies a page when it first writes to it, and Python writes
to whatever it looks at, since it counts references. Each copy is an exception and a page to be found for it, which
together cost eight times what the bytes cost.

A huge page is copied to a new place and that place is then moved over the old one. Nothing may write to the memory in
between, Python least of all. So the two steps are linked contexts (`makecontext(3)`), which run one after the other
without coming back here.
"""

import ctypes
import mmap
import resource
import struct
from collections.abc import Callable
from io import FileIO

from .asking import ask_a_fork
from .huge import SIZE

WORTH = 100
"""Pages of 512 that are written to where copying all is cheaper."""
_FEW_FAULTS = 64
"""More page faults than copying into a huge page takes; 512 where the kernel has none to give."""
_ENTRY = struct.Struct("=Q")
_PRESENT_AND_OWN = 1 << 63 | 1 << 56
_STACK = 64 * 1024
_MADV_HUGEPAGE = 14
_MREMAP_MAYMOVE_FIXED = 3
_PRIVATE_ANONYMOUS = 0x22
_FAILED = ctypes.c_void_p(-1).value


def written(starts: list[int], work: Callable[[], None]) -> list[int]:
    """Return which huge pages are worth copying: do some work in a fork and look how many of their pages it wrote to.

    All of them where the kernel does not tell (`/proc/self/pagemap`, bit 56: no other process has the page).
    """

    def found() -> list[int]:
        work()
        with open("/proc/self/pagemap", "rb", buffering=0) as pagemap:
            return [start for start in starts if _own(pagemap, start) >= WORTH]

    answer = ask_a_fork(found)
    return starts if answer is None else answer


def _own(pagemap: FileIO, start: int) -> int:
    pagemap.seek(start // mmap.PAGESIZE * _ENTRY.size)
    entries = _ENTRY.iter_unpack(pagemap.read(SIZE // mmap.PAGESIZE * _ENTRY.size))
    return sum(entry & _PRESENT_AND_OWN == _PRESENT_AND_OWN for (entry,) in entries)


class _Context(ctypes.Structure):
    """The beginning of `ucontext_t`, the same on all 64-bit Linux, and room for the rest."""

    _fields_ = (
        ("flags", ctypes.c_ulong),
        ("link", ctypes.c_void_p),
        ("stack", ctypes.c_void_p),
        ("stack_flags", ctypes.c_int),
        ("stack_size", ctypes.c_size_t),
        ("rest", ctypes.c_char * 8000),
    )


class OwnPages:
    """Copies huge pages of this process in the processes it forks.

    Args:
        starts: addresses of what is copied, `SIZE` bytes each.
    """

    def __init__(self, starts: list[int]) -> None:
        libc = ctypes.PyDLL(None)
        self._starts = starts if hasattr(libc, "makecontext") else []
        if not self._starts:
            return
        self._mmap, self._madvise, self._swap, self._make = libc.mmap, libc.madvise, libc.swapcontext, libc.makecontext
        word, pointer, number = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_int
        self._mmap.argtypes, self._mmap.restype = (pointer, word, number, number, number, word), pointer
        self._madvise.argtypes = (pointer, word, number)
        self._swap.argtypes = (pointer, pointer)
        self._make.argtypes, self._make.restype = (pointer, pointer, number, word, word, word, word, word), None
        self._move, self._remap = (ctypes.cast(step, pointer) for step in (libc.memmove, libc.mremap))
        room = 3 * ctypes.sizeof(_Context) + 2 * _STACK
        self._memory = mmap.mmap(-1, room, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        contexts = [_Context.from_buffer(self._memory, place * ctypes.sizeof(_Context)) for place in range(3)]
        self._copying, self._placing, self._back = map(ctypes.addressof, contexts)
        stacks = self._copying + 3 * ctypes.sizeof(_Context)
        for number_of, (context, following) in enumerate(zip(contexts, (self._placing, self._back), strict=False)):
            libc.getcontext(ctypes.byref(context))
            context.link, context.stack, context.stack_size = following, stacks + number_of * _STACK, _STACK

    def take(self) -> None:
        """Have the pages, in a process that has just been forked and has one thread."""
        if not self._starts:
            return
        room = len(self._starts) * SIZE
        new = self._mmap(None, room + SIZE, mmap.PROT_READ | mmap.PROT_WRITE, _PRIVATE_ANONYMOUS, -1, 0)
        if new == _FAILED:
            return
        new = -(-new // SIZE) * SIZE
        self._madvise(new, room, _MADV_HUGEPAGE)
        faults = _faults()
        for start in self._starts:
            self._make(self._copying, self._move, 3, new, start, SIZE, 0, 0)
            self._make(self._placing, self._remap, 5, new, SIZE, SIZE, _MREMAP_MAYMOVE_FIXED, start)
            self._swap(self._back, self._copying)
            new += SIZE
            before, faults = faults, _faults()
            if faults - before > _FEW_FAULTS:
                break


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
