"""Whether the harness is in the way: wall time against what server and processors need, and memory against size.

    python benchmarks/pipeline.py [--samples N] [--real N] [--many N] [--delay-s S] [--concurrency C] [--sandbox NAME]

A local server answers each picture with its own program, `--delay-s` seconds after it began to. Three measurements,
each in a process of its own: `--samples` samples without a sandbox and without metrics, where only the server's time
counts; `--real` of them through the sandbox and all metrics, where the processors may count more; and, with a server
that does not wait, the peak memory of `--samples` and of `--many` samples, without a sandbox and with short answers.
The wall time begins when the task is loaded and its pictures are checked, which takes the seconds of `loading_s`. Its
floor is the larger of samples x delay / concurrency and the CPU seconds of drawing and scoring / cores. On a machine
with other work to do the wall time is longer by about what the harness waited for a processor, which is printed too.
Prints one JSON object.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from ways.machine import machine
from ways.pipeline_parts import make_figures, make_stubs, measured, server, write_task


def against_floor(found: dict[str, Any], samples: int, delay_s: float, concurrency: int) -> dict[str, Any]:
    """Return the measurement with the floor of its wall time, and how far above it is."""
    cores = len(os.sched_getaffinity(0))
    waiting, computing = samples * delay_s / concurrency, found["cpu_render_and_score_s"] / cores
    floor = max(waiting, computing)
    more = {
        "waiting_s": round(waiting, 2),
        "computing_s": round(computing, 2),
        "over_floor": round(found["wall_s"] / floor, 3),
    }
    return {"samples": samples, **found, **more}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--real", type=int, default=1000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--delay-s", type=float, default=2.0)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--sandbox", default="bubblewrap")
    chosen = parser.parse_args()
    delay_s, concurrency = chosen.delay_s, chosen.concurrency
    result: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory(prefix="stem2code-pipeline-") as name:
        folder = Path(name)
        stubs = make_stubs(folder / "stubs")
        few = write_task(folder / "few", folder / "stubs", stubs, chosen.samples)
        if chosen.samples:
            with server(folder / "stubs", stubs, delay_s) as address:
                found = measured(few, folder / "waiting", address, "stub", concurrency)
            result["server_bound"] = against_floor(found, chosen.samples, delay_s, concurrency)
        if chosen.real:
            figures = make_figures(folder / "figures", chosen.sandbox, chosen.real)
            task = write_task(folder / "real", folder / "figures", figures, chosen.real)
            with server(folder / "figures", figures, delay_s) as address:
                found = measured(task, folder / "real-run", address, chosen.sandbox, concurrency)
            result["all_stages"] = against_floor(found, chosen.real, delay_s, concurrency)
        if chosen.many:
            many = write_task(folder / "many", folder / "stubs", stubs, chosen.many)
            with server(folder / "stubs", stubs, 0.0) as address:
                result["memory"] = {
                    count: measured(task, folder / f"memory-{count}", address, "stub", concurrency)
                    for count, task in ((chosen.samples, few), (chosen.many, many))
                }
    print(json.dumps(result | {"load_after": os.getloadavg()}))


if __name__ == "__main__":
    main()
