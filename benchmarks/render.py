"""What isolation costs: one set of programs, drawn in four ways in one run.

    python benchmarks/render.py [--programs N] [--rounds N] [--sandboxes NAMES]

a `fresh`: a new interpreter for every program, without isolation. b `docker_run`: a new hardened container for every
program. c one entry per sandbox: this project's renderer. d `warm`: one process with everything imported, without
isolation, the floor. All four draw and encode with the same code at the same resolution; a, b and c keep every core
busy; the throughput of d is that of one process times the cores. `warm_on_every_core` is d with a process on each core
at once, since cores that share caches take more CPU time when all are busy. Rounds are interleaved and the median
round is told.

Prints one JSON object.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ways import measure
from ways.machine import machine
from ways.measure import Cost
from ways.programs import references

TARGETS = {"throughput_over_fresh": 8.0, "throughput_over_docker_run": 10.0, "cpu_over_warm": 1.5}
FULL = "warm_on_every_core"


def median(costs: Sequence[Cost]) -> Cost:
    """Return the batch of median throughput."""
    return sorted(costs, key=lambda cost: cost.per_second)[(len(costs) - 1) // 2]


def compare(ours: Sequence[Cost], others: Mapping[str, Sequence[Cost]]) -> dict[str, Any]:
    """Return the medians, over rounds, of the ratios that have targets, and of the last with every core busy."""

    def ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
        return round(statistics.median(a / b for a, b in zip(numerators, denominators, strict=True)), 2)

    def speed(costs: Sequence[Cost]) -> list[float]:
        return [cost.per_second for cost in costs]

    def cpu(costs: Sequence[Cost]) -> list[float]:
        return [cost.cpu_ms for cost in costs]

    docker_run = others["docker_run"]
    return {
        "throughput_over_fresh": ratio(speed(ours), speed(others["fresh"])),
        "throughput_over_docker_run": ratio(speed(ours), speed(docker_run)) if docker_run else None,
        "cpu_over_warm": ratio(cpu(ours), cpu(others["warm"])),
        "cpu_over_warm_on_every_core": ratio(cpu(ours), cpu(others[FULL])),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sandboxes", default="docker,bubblewrap,native")
    options = parser.parse_args()
    programs, names = references(options.programs), options.sandboxes.split(",")
    few = programs[:: max(1, len(programs) // 20)]
    found: dict[str, list[Cost]] = {name: [] for name in ("fresh", "docker_run", "warm", FULL, *names)}
    starts = {}
    for _ in range(options.rounds):
        found["warm"].append(measure.warm_process(programs))
        found[FULL].append(measure.warm_process(programs, measure.CORES))
        for name in names:
            starts[name], (cost,) = measure.sandbox(name, programs, rounds=1)
            found[name].append(cost)
        found["fresh"].append(measure.fresh_interpreter(programs))
        if "docker" in names:
            found["docker_run"].append(measure.docker_run(few))
    floor = found["warm"][0].pictures
    report = {
        "machine": machine(),
        "dpi": measure.DPI,
        "programs": len(programs),
        "rounds": options.rounds,
        "targets": TARGETS,
        "ways": {name: median(costs).as_json() for name, costs in found.items() if costs},
        "fork_without_isolation": measure.forks(programs),
        "engine_cpu_ms_per_render": {
            name: round(1000 * median(found[name]).engine_cpu_s / median(found[name]).renders, 1)
            for name in ("docker_run", "docker")
            if found.get(name)
        },
        "ours": {
            name: compare(found[name], found)
            | {"same_pictures_as_warm": found[name][0].pictures == floor}
            | {key: round(value, 2) for key, value in asdict(starts[name]).items()}
            for name in names
        },
    }
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
