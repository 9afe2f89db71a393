"""Memory of Python objects in one piece.

Python takes memory for small objects in arenas of a mebibyte, which the kernel puts between the libraries that are
loaded meanwhile. In one piece they fill huge pages.
"""

ARENAS = 32
"""As many as a process has that has imported the core."""
_PER_ARENA = 64 * 32
"""Objects of `_OBJECT` bytes in 64 pools (`Objects/obmalloc.c` of Python 3.10 and later)."""
_OBJECT = 460


def reserve() -> list[bytes]:
    """Take arenas one after the other, and free what is in them but for one object each, which keeps it.

    Returns:
        Those objects, to be let go when the arenas are in use.
    """
    objects = [b""] * (ARENAS * _PER_ARENA)
    for place in range(len(objects)):
        objects[place] = bytes(_OBJECT)
    return objects[:: _PER_ARENA // 2]
