"""What asking a model costs the thread that asks: CPU milliseconds of a request, from the picture to the response.

    python benchmarks/asking.py [--requests N] [--rounds N] [--delay-s S] [--before COMMIT]

The server is that of the tests, in a process of its own. 64 requests are under way at once, each with a picture of
60 kB and an answer of 107 events in two pieces, `--delay-s` apart. Each round asks in a process of its own; `--before`
asks with an earlier commit as well, in turn, which needs its libraries beside ours (`httpx2` before aiohttp). Prints
one JSON object with the median of the rounds, their least and their most.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from ways.before import ROOT, unpack
from ways.machine import machine
from ways.pipeline_parts import server

DRIVER = Path(__file__).parent / "ways" / "ask_driver.py"
PICTURE_BYTES = 60_000
LETTERS = 103 * 16
"""Of an answer; the server sends 16 in an event, and four events without text."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--delay-s", type=float, default=0.5)
    parser.add_argument("--before", metavar="COMMIT")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, before = Path(scratch), Path(scratch) / "before"
        (folder / "picture").write_bytes(Random(0).randbytes(PICTURE_BYTES))
        states = {"now": ROOT}
        if chosen.before:
            before.mkdir()
            unpack(chosen.before, before)
            states = {chosen.before: before, **states}
        fence = len("```python\n```\n")
        rows = [{"image": "picture", "reference_code": ("plt.plot([1, 2])\n" * 100)[: LETTERS - fence]}]
        with server(folder, rows, chosen.delay_s) as address:
            rounds = [
                {state: _ask(code, address, folder / "picture", chosen.requests) for state, code in states.items()}
                for _ in range(chosen.rounds)
            ]
    found = {state: _summed([each[state] for each in rounds]) for state in states}
    print(json.dumps({"requests": chosen.requests, "delay_s": chosen.delay_s, **found, "machine": machine()}, indent=2))


def _ask(code: Path, address: str, picture: Path, count: int) -> dict[str, float]:
    command = [sys.executable, str(DRIVER), address, str(picture), str(count)]
    environment = {**os.environ, "PYTHONPATH": str(code)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _summed(rounds: list[dict[str, float]]) -> dict[str, Any]:
    def of(name: str) -> dict[str, float]:
        values = [each[name] for each in rounds]
        both = {"median": statistics.median(values), "least": min(values), "most": max(values)}
        return {kind: round(value, 2) for kind, value in both.items()}

    return {name: of(name) for name in rounds[0]}


if __name__ == "__main__":
    main()
