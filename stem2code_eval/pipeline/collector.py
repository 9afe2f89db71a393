"""Python's collector of cyclic garbage while thousands of samples go through one process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 20_000
"""New objects that may be there before the youngest are looked through; Python's own number is 700."""


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Look for garbage rarely, and not among what is there already: the modules and the task, which stay to the end.

    Nearly all that a sample leaves is freed by its reference count; looking for the rest took a twentieth of the
    harness's time. Afterwards the collector is as it was.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
