"""Metrics that are measured in batches beside the scoring processes."""

import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from stem2code_eval.metrics.protocol import Measurement, PicturePair, Unmeasurable
from stem2code_eval.pipeline.batching import BatchingScorer, Gathering
from stem2code_eval.pipeline.scoring import PairFiles


@dataclass(frozen=True)
class InkCount:
    """Takes the number of ink pixels of both pictures from a pair."""

    name: str = "counted"
    version: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def measure(self, pair: PicturePair) -> Measurement:
        counts = tuple(int(np.count_nonzero(side.canonical.ink)) for side in (pair.reference, pair.candidate))
        return Measurement(None, reason="pending", prepared=counts)


class CountRatio:
    """A batch metric: the smaller count as a share of the larger. Remembers its batches and threads."""

    name = "counted"
    version = 1
    parameters: Mapping[str, Any] = {}
    preparation = InkCount()

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.threads: set[int] = set()
        self.fails = False

    def finish(self, prepared: Sequence[Any]) -> list[Measurement]:
        self.batches.append(len(prepared))
        self.threads.add(threading.get_ident())
        time.sleep(0.02)
        if self.fails:
            raise OSError("the device is gone")
        return [Measurement(100 * min(pair) / max(pair), {"counted_first": pair[0]}) for pair in prepared]

    def measure(self, pair: PicturePair) -> Measurement:
        return self.finish([self.preparation.measure(pair).prepared])[0]


def drawn(path: Path, *lines: tuple[int, int, int, int]) -> Path:
    image = Image.new("RGB", (200, 150), "white")
    for line in lines:
        ImageDraw.Draw(image).line(line, fill="black", width=4)
    image.save(path)
    return path


def test_the_value_comes_from_a_batch_and_replaces_the_null(tmp_path: Path) -> None:
    one = drawn(tmp_path / "1.png", (20, 20, 180, 130))
    two = drawn(tmp_path / "2.png", (20, 20, 180, 130), (20, 130, 180, 20))
    blank = drawn(tmp_path / "3.png")
    metric = CountRatio()

    async def score() -> list[Any]:
        scorer = BatchingScorer({"counted": metric}, workers=1)
        files = [PairFiles(one, one), PairFiles(one, two), PairFiles(one, blank), PairFiles(one, None)]
        found = await asyncio.gather(*(scorer.score(each, ("pixel", "counted")) for each in files))
        scorer.close()
        return found

    same, other, nothing, failed = asyncio.run(score())
    assert same.metrics == {"pixel": 100.0, "counted": 100.0}
    assert list(same.metrics) == ["pixel", "counted"]
    assert 0 < other.metrics["counted"] < 100
    assert other.diagnostics["counted_first"] > 0
    assert nothing.metrics == failed.metrics == {"pixel": 0.0, "counted": 0.0}
    assert [each.reasons for each in (same, other)] == [{}, {}]
    assert [each.prepared for each in (same, other)] == [{}, {}]
    assert sum(metric.batches) == 2


def test_what_cannot_be_measured_is_null_beside_the_others(tmp_path: Path) -> None:
    one = drawn(tmp_path / "1.png", (20, 20, 180, 130))

    async def score() -> Any:
        scorer = BatchingScorer({"clip": Unmeasurable("clip", "There are no weights.")}, workers=1)
        found = await scorer.score(PairFiles(one, None), ("pixel", "clip"))
        scorer.close()
        return found

    found = asyncio.run(score())
    assert found.metrics == {"pixel": 0.0, "clip": None}
    assert found.reasons == {"clip": "There are no weights."}


def gather(metric: CountRatio, count: int, most: int) -> list[Any]:
    async def measure() -> list[Any]:
        gathering = Gathering(metric, most)
        try:
            work = (gathering.measure((number, count)) for number in range(1, count + 1))
            return await asyncio.gather(*work, return_exceptions=True)
        finally:
            gathering.close()

    return asyncio.run(measure())


def test_batches_gather_while_one_is_computed_and_keep_their_size_and_order() -> None:
    metric = CountRatio()
    found = gather(metric, count=50, most=16)
    assert [each.value for each in found] == [100 * number / 50 for number in range(1, 51)]
    assert max(metric.batches) <= 16
    assert len(metric.batches) <= 5
    assert len(metric.threads) == 1


def test_a_failure_reaches_everyone_who_waits_for_it() -> None:
    metric = CountRatio()
    metric.fails = True
    assert [str(each) for each in gather(metric, count=5, most=2)] == ["the device is gone"] * 5


def test_one_who_stops_waiting_leaves_the_others_their_numbers() -> None:
    metric = CountRatio()

    async def measure() -> list[Any]:
        gathering = Gathering(metric)
        tasks = [asyncio.create_task(gathering.measure((number, 10))) for number in range(1, 6)]
        await asyncio.sleep(0.01)
        tasks[0].cancel()
        tasks[2].cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        gathering.close()
        return found

    found = asyncio.run(measure())
    assert [isinstance(each, asyncio.CancelledError) for each in found] == [True, False, True, False, False]
    assert [found[at].value for at in (1, 3, 4)] == [20.0, 40.0, 50.0]


@pytest.mark.parametrize("times", [1, 2])
def test_closing_is_idempotent(times: int) -> None:
    scorer = BatchingScorer({"counted": CountRatio()}, workers=1)
    for _ in range(times):
        scorer.close()
