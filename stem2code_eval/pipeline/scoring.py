"""Scoring in processes of its own: it is pure computing, and Python runs one thread of that at a time."""

import asyncio
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stem2code_eval.hashing import canonical_json

if TYPE_CHECKING:
    from stem2code_eval.metrics.protocol import Metric

MEMORY = 4 * 2**30
"""Bytes that a scoring process may use."""


_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Options of glibc's `mallopt`."""
_KEPT = 256 * 2**20
"""Bytes of freed memory that a scoring process keeps for the next pair."""
_LARGE = 32 * 2**20
"""Bytes from which a single array is given back at once; the largest value that glibc takes."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one pair, as rows hold them."""

    metrics: dict[str, float | None]
    diagnostics: dict[str, Any]
    reasons: dict[str, str]
    flags: list[str]
    explanation: bytes | None = None
    """JSON, made where the pair was scored."""
    prepared: dict[str, Any] = field(default_factory=dict)
    """What the batch metrics among `metrics` need to replace their None; empty in rows."""


@dataclass(frozen=True, slots=True)
class PairFiles:
    """The files of one pair, as they are handed to another process."""

    reference: Path | str
    """The picture that was shown."""
    candidate: Path | str | None
    """The reconstruction; None: nothing was drawn."""
    reference_elements: Path | str | None = None
    candidate_elements: Path | str | None = None
    drawing: Path | str | None = None
    """The picture that was drawn with the reference's list, where that is not `reference`."""
    absent: str = ""
    """Why the reference has no list, as a sentence."""


class ScoringError(Exception):
    """A scoring process died twice on the same pair; the sample is tried again on the next run."""


ScoreFiles = Callable[[PairFiles, Sequence[str]], Scores]


def score_files(
    files: PairFiles,
    metrics: Sequence[str],
    configured: "Mapping[str, Metric] | None" = None,
    explained: bool = True,
) -> Scores:
    """Score one pair; `configured` and `explained` as in `metrics.pair.score_pair`."""
    from stem2code_eval.metrics.pair import score_pair
    from stem2code_eval.metrics.scenes import NO_LIST

    pair = score_pair(
        Path(files.reference).read_bytes(),
        _content(files.candidate),
        metrics,
        (_content(files.reference_elements), _content(files.candidate_elements)),
        drawing=_content(files.drawing),
        absent=files.absent or NO_LIST,
        configured=configured or {},
        explained=explained,
    )
    return Scores(
        dict(pair.metrics),
        dict(pair.diagnostics),
        dict(pair.reasons),
        list(pair.flags),
        None if pair.explanation is None else canonical_json(pair.explanation).encode("ascii"),
        pair.prepared,
    )


def _content(path: Path | str | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()


def load() -> None:
    """Import all that `score_files` needs; what is imported is never garbage, and no longer looked through for it."""
    from stem2code_eval.metrics import integrity, pair
    from stem2code_eval.metrics.structure import compare, explain

    _ = integrity, pair, compare, explain
    gc.collect()
    gc.freeze()


def _nothing() -> None:
    """Let a process start."""


class Scorer:
    """A pool of scoring processes, started with `start` or as they are needed.

    Args:
        workers: processes; None takes one a core.
        score: what they run; a function at the top of an importable module.
    """

    def __init__(self, workers: int | None = None, score: ScoreFiles = score_files) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._score = score
        self._pool: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Start the processes and let them import what they need, without waiting: ready before a picture is."""
        pool, prepare = self._started(), load if self._score is score_files else _nothing
        with _interrupts_held_back():
            for _ in range(self.workers):
                pool.submit(prepare)

    async def score(self, files: PairFiles, metrics: Sequence[str]) -> Scores:
        """Score one pair.

        Raises:
            ScoringError: the process died (for want of memory, say), also in a second attempt.
        """
        for _ in range(2):
            pool = self._started()
            try:
                with _interrupts_held_back():
                    scores = asyncio.get_running_loop().run_in_executor(pool, self._score, files, tuple(metrics))
                return await scores
            except BrokenProcessPool:
                self._discard(pool)
        raise ScoringError("It was not scored: the scoring process died twice, perhaps for want of memory.")

    def close(self) -> None:
        """End the processes. Idempotent."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, context, _start_worker)
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        pool.shutdown(wait=False)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Start no process that Ctrl-C could reach before `_start_worker` has told it to leave that to us."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """Leave Ctrl-C to the parent, end when it ends (also by `kill -9`), compute in a single thread and little memory.

    Freed memory is kept for the next pair instead of being given back: to get it again, page by page, takes time of
    its own for each pair.

    A list that asks for more memory than that cannot be scored; were the process killed for it, the sample would have
    no result, and a program could choose that.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    keep_freed_memory()
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def keep_freed_memory() -> None:
    """Tell the allocator to keep up to `_KEPT` bytes, where it is one that can be told."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is not None:
        tell(_MMAP_THRESHOLD, _LARGE)
        tell(_TRIM_THRESHOLD, _KEPT)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
