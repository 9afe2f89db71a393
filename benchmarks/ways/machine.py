"""The machine a study ran on, to be printed with its numbers."""

import os
import platform
from pathlib import Path


def machine() -> dict[str, object]:
    """Return cores, memory, processor and kernel."""
    model = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "processor": model[0] if model else platform.machine(),
        "kernel": platform.release(),
        "load_before": [round(value, 2) for value in os.getloadavg()],
    }
