"""What scoring costs: CPU time of a pair and of its stages, throughput of the pool, and memory over many pairs.

    python benchmarks/scoring.py [--figures N] [--many N] [--pairs DIR] [--sandbox NAME] [--before COMMIT]

The pairs are references of `v1` with four kinds of candidates (`ways/pairs.py`). CPU time is that of one process whose
allocator is set as in a scoring process, in two rounds of which each pair's faster one counts: of the picture metrics
without lists, of `pixel`, `ssim` and `elements`, and of these with the explanation that the report draws. The pool is
the real one, with one and with two workers on the same pairs. Memory is the proportional set size of each of its
processes, after 100 pairs and up to `--many`. `--before` scores the pairs with an earlier commit as well, in turn.
Says how far it is on standard error, and prints one JSON object.
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
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ways import usage
from ways.before import compare_with
from ways.machine import machine
from ways.pairs import KINDS, draw_pairs, without_lists
from ways.stages import watching

from stem2code_eval.pipeline.scoring import PairFiles, Scorer, keep_freed_memory, load, score_files

TARGET_MS = 60.0
SINGLE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""One thread, as in a scoring process."""
PICTURES, ALL = ("pixel", "ssim"), ("pixel", "ssim", "elements")
MARKS = (100, 300, 1000, 3000, 10_000)


def cost(pairs: Sequence[PairFiles], metrics: Sequence[str], explained: bool = False) -> dict[str, Any]:
    """Return median and 90 % quantile of the CPU milliseconds of a pair, and the mean of each stage."""
    score_files(pairs[0], metrics, explained=explained)
    spent = []
    with watching() as watch:
        for _ in range(2):
            spent.append([_cpu_ms(pair, metrics, explained) for pair in pairs])
        watch.switch()
    best = sorted(min(both) for both in zip(*spent, strict=True))
    stages = {stage: round(1000 * seconds / (2 * len(pairs)), 2) for stage, seconds in watch.spent.items()}
    return {
        "median_ms": round(statistics.median(best), 1),
        "p90_ms": round(best[int(0.9 * (len(best) - 1))], 1),
        "stages_mean_ms": stages,
    }


def _cpu_ms(pair: PairFiles, metrics: Sequence[str], explained: bool) -> float:
    started = time.process_time()
    score_files(pair, metrics, explained=explained)
    return 1000 * (time.process_time() - started)


async def _score_all(scorer: Scorer, pairs: Sequence[PairFiles], metrics: Sequence[str]) -> None:
    waiting = iter(pairs)

    async def work() -> None:
        for pair in waiting:
            await scorer.score(pair, metrics)

    await asyncio.gather(*(work() for _ in range(2 * scorer.workers)))


def throughput(pairs: Sequence[PairFiles], rounds: int) -> dict[str, Any]:
    """Return pairs a second of the pool with one and with two workers, in interleaved rounds, and the median ratio."""
    pools = {workers: Scorer(workers) for workers in (1, 2)}
    found: dict[int, list[float]] = {workers: [] for workers in pools}
    for workers, scorer in pools.items():
        asyncio.run(_score_all(scorer, pairs[: 4 * workers], ALL))
    for _ in range(rounds):
        for workers, scorer in pools.items():
            started = time.monotonic()
            asyncio.run(_score_all(scorer, pairs, ALL))
            found[workers].append(round(len(pairs) / (time.monotonic() - started), 2))
            _say(f"{workers} workers: {found[workers][-1]} pairs/s")
    for scorer in pools.values():
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
        _say(json.dumps(rows[-1]))
    scorer.close()
    return rows


def loading_s() -> float:
    """Return the seconds from starting a worker until it has imported all that it needs."""
    pool, started = ProcessPoolExecutor(1, multiprocessing.get_context("spawn")), time.monotonic()
    pool.submit(load).result()
    took = time.monotonic() - started
    pool.shutdown()
    return took


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _costs(pairs: Mapping[str, Sequence[PairFiles]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {"pictures": {}, "with_lists": {}, "explained": {}}
    for kind in KINDS:
        found["pictures"][kind] = cost([without_lists(pair) for pair in pairs[kind]], PICTURES)
        found["with_lists"][kind] = cost(pairs[kind], ALL)
        found["explained"][kind] = cost(pairs[kind], ALL, explained=True)
        _say(f"{kind}: " + ", ".join(f"{name} {each[kind]['median_ms']} ms" for name, each in found.items()))
    return found


def main() -> int:
    """Draw, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=int, default=24)
    parser.add_argument("--many", type=int, default=1000, help="pairs over which memory is watched; 0: it is not")
    parser.add_argument("--pairs", type=Path, help="keep what is drawn here, and use what is here")
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--before", help="a commit whose scores and times on the same pairs are compared")
    options = parser.parse_args()
    keep_freed_memory()
    with tempfile.TemporaryDirectory() as scratch:
        pairs = draw_pairs(options.pairs or Path(scratch), options.sandbox, options.figures)
        _say(f"{options.figures} figures are drawn")
        load()
        mixed = [pair for group in zip(*pairs.values(), strict=True) for pair in group]
        report = {
            "machine": machine(),
            "figures": options.figures,
            "target_ms": TARGET_MS,
            "loading_s": round(loading_s(), 2),
            **_costs(pairs),
            "before": {kind: compare_with(options.before, pairs[kind]) for kind in KINDS} if options.before else None,
            "pool": throughput(mixed[:: max(1, len(mixed) // 100)], rounds=3),
            "memory": memory(mixed, options.many) if options.many else None,
        }
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    if any(os.environ.get(name) != "1" for name in SINGLE):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **SINGLE})  # numpy has read them already
    sys.exit(main())
