"""Other work for every core."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_BURN = "while True:\n    sum(range(10000))\n"


@contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core that this process may use busy with a process of its own."""
    burners = [subprocess.Popen([sys.executable, "-c", _BURN]) for _ in os.sched_getaffinity(0)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
