"""Other work for every core."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

COMPUTING = "while True:\n    sum(range(10000))\n"
COPYING = "a = bytearray(1 << 28)\nwhile True:\n    a[: 1 << 27] = memoryview(a)[1 << 27 :]\n"
"""Takes the memory's bandwidth and the caches away from the others, whose work then costs more CPU time."""


@contextmanager
def busy_cores(work: str) -> Iterator[None]:
    """Keep every core that this process may use busy with a process of its own that runs `work`."""
    burners = [subprocess.Popen([sys.executable, "-c", work]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
