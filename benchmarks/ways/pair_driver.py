"""Scores pairs as it is told, one a line: a process of its own, so that another state of the code can be asked too.

Reads lines of JSON, the fields of `PairFiles` as paths; answers each with a line `{"metrics", "cpu_ms"}`.
"""

import json
import sys
import time
from pathlib import Path

from stem2code_eval.pipeline.scoring import PairFiles, keep_freed_memory, load, score_files

METRICS = ("pixel", "ssim", "elements")


def main() -> None:
    """Answer until there is nothing more to read."""
    keep_freed_memory()
    load()
    for line in sys.stdin:
        pair = PairFiles(**{name: path and Path(path) for name, path in json.loads(line).items()})
        started = time.process_time()
        scores = score_files(pair, METRICS)
        spent = 1000 * (time.process_time() - started)
        print(json.dumps({"metrics": scores.metrics, "cpu_ms": spent}), flush=True)


if __name__ == "__main__":
    main()
