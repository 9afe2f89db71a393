"""What scoring costs: CPU time of a pair and of its stages, throughput of the pool, and memory over many pairs.

    python benchmarks/scoring.py [--figures N] [--many N] [--pairs DIR] [--sandbox NAME]

The pairs are references of `v1` with four kinds of candidates (`ways/pairs.py`). CPU time is that of one process whose
allocator is set as in a scoring process, in two rounds of which each pair's faster one counts. The pool is the real
one, with one and with two workers on the same pairs. Memory is the proportional set size of each of its processes,
after 100 pairs and up to `--many`. Prints one JSON object.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ways import usage
from ways.machine import machine
from ways.pairs import KINDS, draw_pairs, without_lists
from ways.stages import watching

from stem2code_eval.pipeline.scoring import PairFiles, Scorer, keep_freed_memory, load, score_files

TARGET_MS = 60.0
PICTURES, ALL = ("pixel", "ssim"), ("pixel", "ssim", "elements")
MARKS = (100, 300, 1000, 3000, 10_000)


def cost(pairs: Sequence[PairFiles], metrics: Sequence[str]) -> dict[str, Any]:
    """Return median and 90 % quantile of the CPU milliseconds of a pair, and the mean of each stage."""
    score_files(pairs[0], metrics)
    spent = []
    with watching() as watch:
        for _ in range(2):
            spent.append([_cpu_ms(pair, metrics) for pair in pairs])
        watch.switch()
    best = sorted(min(both) for both in zip(*spent, strict=True))
    stages = {stage: round(1000 * seconds / (2 * len(pairs)), 2) for stage, seconds in watch.spent.items()}
    return {
        "median_ms": round(statistics.median(best), 1),
        "p90_ms": round(best[int(0.9 * (len(best) - 1))], 1),
        "stages_mean_ms": stages,
    }


def _cpu_ms(pair: PairFiles, metrics: Sequence[str]) -> float:
    started = time.process_time()
    score_files(pair, metrics)
    return 1000 * (time.process_time() - started)


async def _score_all(scorer: Scorer, pairs: Sequence[PairFiles], metrics: Sequence[str]) -> None:
    waiting = iter(pairs)

    async def work() -> None:
        for pair in waiting:
            await scorer.score(pair, metrics)

    await asyncio.gather(*(work() for _ in range(2 * scorer.workers)))


def throughput(pairs: Sequence[PairFiles], rounds: int) -> dict[str, Any]:
    """Return pairs a second of the pool with one and with two workers, in interleaved rounds; medians."""
    found: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, speeds in found.items():
            scorer = Scorer(workers)
            asyncio.run(_score_all(scorer, pairs[: 4 * workers], ALL))
            started = time.monotonic()
            asyncio.run(_score_all(scorer, pairs, ALL))
            speeds.append(round(len(pairs) / (time.monotonic() - started), 2))
            scorer.close()
    ratio = statistics.median(two / one for one, two in zip(found[1], found[2], strict=True))
    return {"pairs_per_s": {str(workers): each for workers, each in found.items()}, "two_over_one": round(ratio, 2)}


def memory(pairs: Sequence[PairFiles], many: int) -> list[dict[str, float]]:
    """Return the memory of parent and workers, in MB, after more and more pairs."""
    scorer, done, rows = Scorer(2), 0, []
    for mark in [*(mark for mark in MARKS if mark < many), many]:
        batch = [pairs[number % len(pairs)] for number in range(done, mark)]
        asyncio.run(_score_all(scorer, batch, ALL))
        done = mark
        workers = [usage.memory_mb([str(child.pid)]) for child in multiprocessing.active_children()]
        rows.append({"pairs": mark, "parent_mb": round(usage.memory_mb([str(os.getpid())]), 1)})
        rows[-1] |= {f"worker_{number}_mb": round(each, 1) for number, each in enumerate(sorted(workers))}
        print(json.dumps(rows[-1]), file=sys.stderr)
    scorer.close()
    return rows


def loading_s() -> float:
    """Return the seconds from starting a worker until it has imported all that it needs."""
    pool, started = ProcessPoolExecutor(1, multiprocessing.get_context("spawn")), time.monotonic()
    pool.submit(load).result()
    took = time.monotonic() - started
    pool.shutdown()
    return took


def main() -> int:
    """Draw, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=int, default=240)
    parser.add_argument("--many", type=int, default=10_000, help="pairs over which memory is watched")
    parser.add_argument("--pairs", type=Path, help="keep what is drawn here, and use what is here")
    parser.add_argument("--sandbox", default="auto")
    options = parser.parse_args()
    keep_freed_memory()
    with tempfile.TemporaryDirectory() as scratch:
        pairs = draw_pairs(options.pairs or Path(scratch), options.sandbox, options.figures)
        load()
        mixed = [pair for group in zip(*pairs.values(), strict=True) for pair in group]
        report = {
            "machine": machine(),
            "figures": options.figures,
            "target_ms": TARGET_MS,
            "loading_s": round(loading_s(), 2),
            "pictures": {kind: cost([without_lists(pair) for pair in pairs[kind]], PICTURES) for kind in KINDS},
            "with_lists": {kind: cost(pairs[kind], ALL) for kind in KINDS},
            "pool": throughput(mixed[:: max(1, len(mixed) // 200)], rounds=3),
            "memory": memory(mixed, options.many),
        }
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
