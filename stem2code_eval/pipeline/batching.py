"""Metrics that measure many pairs at once, beside the processes that score pairs one by one.

A scoring process takes the first step of such a metric (`preparation`); the rest (`finish`) happens here, in one
thread with one model, whatever the number of processes. A batch is what has gathered while the one before it was
computed: nobody waits for a batch to fill.
"""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from stem2code_eval.metrics.protocol import BatchMetric, Measurement, Metric
from stem2code_eval.pipeline.scoring import PairFiles, Scorer, Scores, score_files

MOST = 32
"""Pairs of a batch."""


class BatchingScorer(Scorer):
    """A pool of scoring processes with batch metrics beside it.

    Args:
        configured: metrics that stand in for those of the registry, by name; the batch metrics among them stay here.
        workers: processes; None takes one a core.
    """

    def __init__(self, configured: Mapping[str, Metric], workers: int | None = None) -> None:
        self._gatherings = {name: Gathering(each) for name, each in configured.items() if isinstance(each, BatchMetric)}
        first_steps = {
            name: each.preparation if isinstance(each, BatchMetric) else each for name, each in configured.items()
        }
        super().__init__(workers, partial(score_files, configured=first_steps))

    async def score(self, files: PairFiles, metrics: Sequence[str]) -> Scores:
        """Score one pair.

        Raises:
            ScoringError: the scoring process died twice.
        """
        scores = await super().score(files, metrics)
        for name, prepared in scores.prepared.items():
            found = await self._gatherings[name].measure(prepared)
            scores.metrics[name] = found.value
            scores.diagnostics.update(found.diagnostics)
            if found.value is None:
                scores.reasons[name] = found.reason
            else:
                scores.reasons.pop(name, None)
        return replace(scores, prepared={})

    def close(self) -> None:
        """End the processes and the threads. Idempotent."""
        super().close()
        for gathering in self._gatherings.values():
            gathering.close()


@dataclass(slots=True, eq=False)
class _Waiting:
    prepared: Any
    found: Measurement | None = None


class Gathering:
    """Pairs that wait for one metric while those before them are measured.

    Args:
        metric: measures them, in a thread of its own.
        most: pairs of a batch.
    """

    def __init__(self, metric: BatchMetric, most: int = MOST) -> None:
        self._metric = metric
        self._most = most
        self._waiting: list[_Waiting] = []
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=metric.name)

    async def measure(self, prepared: Any) -> Measurement:
        """Return what the metric says of one prepared pair."""
        mine = _Waiting(prepared)
        self._waiting.append(mine)
        try:
            async with self._turn:
                if mine.found is None:
                    mine.found = await self._measure_with(mine)
        finally:
            self._waiting.remove(mine)
        return mine.found

    async def _measure_with(self, mine: _Waiting) -> Measurement:
        others = [each for each in self._waiting if each is not mine and each.found is None]
        batch = [mine, *others[: self._most - 1]]
        work = partial(self._metric.finish, [each.prepared for each in batch])
        measured = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        for each, found in zip(batch, measured, strict=True):
            each.found = found
        return measured[0]

    def close(self) -> None:
        """End the thread. Idempotent."""
        self._thread.shutdown(wait=True, cancel_futures=True)
