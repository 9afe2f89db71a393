"""Several processes that share one evaluation (`accelerate launch`): each draws and scores its part of the figures.

The first one's folder is the run folder; the others work in folders inside it, which the first takes in at the end.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from stem2code_eval.pipeline.records import Record, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.store import Store

R = TypeVar("R", bound=Record)
_FOLDER = "ranks"


def own_folder(run: Path) -> Path:
    """Return the folder of this process, by torch's variable `RANK`."""
    rank = _number("RANK", 0)
    return run / _FOLDER / str(rank) if rank else run


def take_in(store: Store) -> None:
    """Move what the other processes of this evaluation did into the run folder; they have finished their part."""
    for rank in range(1, _number("WORLD_SIZE", 1)):
        folder = store.root / _FOLDER / str(rank)
        for blob in sorted(folder.glob("blobs/*")):
            store.blobs.put(blob.read_bytes(), blob.suffix)
        for response in _rows(folder / store.responses.path.name, ResponseRow.from_json):
            store.responses.append(response)
        for rendering in _rows(folder / store.renders.path.name, RenderRow.from_json):
            store.renders.append(rendering)
        for score in _rows(folder / store.scores.path.name, ScoreRow.from_json):
            store.scores.append(score)
    shutil.rmtree(store.root / _FOLDER, ignore_errors=True)


def _rows(path: Path, parse: Callable[[Mapping[str, Any]], R]) -> Iterator[R]:
    for line in path.read_bytes().splitlines():
        yield parse(json.loads(line))


def _number(variable: str, default: int) -> int:
    return int(os.environ.get(variable, default))
