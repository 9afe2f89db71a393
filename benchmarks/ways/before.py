"""An earlier commit and this code on the same pairs, in turn: do their scores agree, and what does each take?"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stem2code_eval.pipeline.scoring import PairFiles

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).with_name("pair_driver.py")
_FIELDS = ("reference", "candidate", "reference_elements", "candidate_elements")


def compare_with(commit: str, pairs: Sequence[PairFiles]) -> dict[str, Any]:
    """Return the largest difference of each metric, and the median ratio of CPU times, this code over the commit's.

    Each pair is scored twice by both, in turn, of which the faster counts; explanations are part of it on both sides.
    """
    apart: dict[str, float] = defaultdict(float)
    ratios = []
    with tempfile.TemporaryDirectory() as scratch:
        unpack(commit, Path(scratch))
        with _driver(Path(scratch)) as old, _driver(ROOT) as new:
            for each in (old, new):
                _ask(each, pairs[0])
            for pair in pairs:
                rounds = [(_ask(old, pair), _ask(new, pair)) for _ in range(2)]
                for name, value in rounds[0][0]["metrics"].items():
                    apart[name] = max(apart[name], _apart(value, rounds[0][1]["metrics"][name]))
                before, after = (min(answer["cpu_ms"] for answer in side) for side in zip(*rounds, strict=True))
                ratios.append(after / before)
    return {
        "commit": commit,
        "pairs": len(pairs),
        "largest_difference": dict(apart),
        "cpu_ratio_median": round(statistics.median(ratios), 3),
    }


def _apart(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0 if one is other else float("inf")
    return abs(one - other)


def unpack(commit: str, folder: Path) -> None:
    """Write the tree of a commit into a folder."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)


@contextmanager
def _driver(code: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a driver on the code in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(code)}
    command = [sys.executable, str(DRIVER)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=code, text=True
    ) as process:
        yield process
        if process.stdin is not None:
            process.stdin.close()


def _ask(process: subprocess.Popen[str], pair: PairFiles) -> dict[str, Any]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the driver has no pipes")
    paths = {name: getattr(pair, name) and str(getattr(pair, name).resolve()) for name in _FIELDS}
    process.stdin.write(json.dumps(paths) + "\n")
    process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("the driver ended")
    answer: dict[str, Any] = json.loads(line)
    return answer
