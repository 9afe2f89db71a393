"""Which processes still live, for tests that end others."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path


def alive(pids: Iterable[int]) -> list[int]:
    """Return those that live; a zombie does not."""
    return [pid for pid in pids if _state(pid) not in ("", "Z", "X")]


def until(condition: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait for something to come true, and return whether it did."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def pids_in(file: Path) -> list[int]:
    """Return the process ids that a file holds, once it holds some."""
    assert until(lambda: file.exists() and bool(file.read_text().strip())), f"{file} was not written"
    return [int(word) for word in file.read_text().split()]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""
