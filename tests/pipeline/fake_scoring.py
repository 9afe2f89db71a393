"""Stand-ins for the metrics that scoring processes can import without the rest of the fakes."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from stem2code_eval.pipeline.scoring import PairFiles, Scores


def fake_scores(files: PairFiles, metrics: Sequence[str]) -> Scores:
    """100 for equal bytes, 0 for nothing, otherwise a number that both pictures decide."""
    if files.candidate is None:
        return Scores(dict.fromkeys(metrics, 0.0), {}, {}, [])
    first, second = Path(files.reference).read_bytes(), Path(files.candidate).read_bytes()
    digest = hashlib.sha256(first + second).digest()
    value = 100.0 if first == second else digest[0] / 3
    return Scores(dict.fromkeys(metrics, value), {"mse": 1.5}, {}, ["scored"])


def dies(files: PairFiles, metrics: Sequence[str]) -> Scores:
    """End the process, as the system does when memory runs out."""
    os._exit(9)


def dies_once(files: PairFiles, metrics: Sequence[str]) -> Scores:
    """End the process when the file `reference` is first seen."""
    mark = Path(files.reference).with_suffix(".seen")
    if mark.exists():
        return fake_scores(files, metrics)
    mark.touch()
    os._exit(9)


def sleeps(files: PairFiles, metrics: Sequence[str]) -> Scores:
    """Write the process id beside `reference` and go on for a long time."""
    import time

    Path(files.reference).with_suffix(".pid").write_text(str(os.getpid()))
    time.sleep(60)
    return fake_scores(files, metrics)


def needs_memory(files: PairFiles, metrics: Sequence[str]) -> Scores:
    """Ask for more memory than a scoring process has."""
    try:
        bytearray(8 * 2**30)
    except MemoryError:
        return Scores(dict.fromkeys(metrics, 0.0), {}, {}, ["no memory"])
    return fake_scores(files, metrics)
