"""What the task files in `tasks/lmms_eval` name: lmms-eval calls these functions, from several threads."""

import math
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from stem2code_eval.data.catalogue import task_registry
from stem2code_eval.integrations.lmms.figures import SPLIT
from stem2code_eval.integrations.lmms.pictures import as_shown
from stem2code_eval.integrations.lmms.report import errors_told, tell
from stem2code_eval.integrations.lmms.response_cache import forget_failures_at_exit
from stem2code_eval.integrations.lmms.session import Session
from stem2code_eval.integrations.lmms.shared import Shared
from stem2code_eval.pipeline.records import ScoreRow

COVERAGE = "coverage"
BOUND = "_missing_as_0"
BOUNDED = ("exec_rate", "reconstruction")
"""Metrics whose lower bound stands in lmms-eval's table; `results.json` has the bounds of all."""

Document = Mapping[str, Any]
_lock = threading.Lock()
_sessions: dict[str, Session] = {}
_shared: Shared | None = None


def __getattr__(name: str) -> Any:
    """Return lmms-eval's `dataset_kwargs` of the task with this name: the file is made when it is asked for.

    Raises:
        UserError: see `Session`.
    """
    if name not in task_registry().names():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with errors_told():
        return {"data_files": {SPLIT: str(_session(name, another=True).data_files)}}


def doc_to_visual(doc: Document) -> list[Image.Image]:
    """Return the picture to show."""
    return [as_shown(doc["image"])]


def doc_to_messages(doc: Document) -> list[dict[str, Any]]:
    """Return the question of our own runs: the picture, then the prompt."""
    content = [{"type": "image", "url": as_shown(doc["image"])}, {"type": "text", "text": doc["prompt"]}]
    return [{"role": "user", "content": content}]


def process_results(doc: Document, results: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Draw and score one answer; a figure without a result has no `score` in any metric."""
    with errors_told():
        session = _session(doc["task"])
        row = session.evaluate(doc["id"], doc["image"], results[0])
    return _items(doc["task"], row, session.metrics)


def value(items: Sequence[Mapping[str, Any]], args: Any = None) -> float:
    """Return one number of `results.json`, which is written by the first call for a task; NaN where it is null."""
    forget_failures_at_exit(getattr(args, "use_cache", None))
    with errors_told():
        results = _finish(items[0]["task"], [item["id"] for item in items])
    name: str = items[0]["metric"]
    if name == COVERAGE:
        return float(results["coverage"])
    about = results["metrics"][name.removesuffix(BOUND)]
    found = about["mean"] if not name.endswith(BOUND) else (about["bounds"] or [None])[0]
    return math.nan if found is None else float(found)


def _items(task: str, row: ScoreRow, metrics: Sequence[str]) -> dict[str, dict[str, Any]]:
    scores: dict[str, float | None] = {COVERAGE: 100.0 if row.covered else 0.0}
    scores |= {name: row.metrics.get(name) for name in metrics}
    scores |= {name + BOUND: row.metrics.get(name) or 0.0 for name in metrics if name in BOUNDED}
    found = {}
    for name, score in scores.items():
        item = {"task": task, "metric": name, "id": row.id, "source": row.source, "outcome": row.outcome}
        found[name] = item if score is None else {**item, "score": score}
    return found


def _session(name: str, another: bool = False) -> Session:
    """Return the session of a task; `another` begins one anew where the last has been finished."""
    global _shared
    with _lock:
        if name not in _sessions or (another and _sessions[name].results is not None):
            _shared = _shared or Shared()
            try:
                _sessions[name] = Session(name, _shared)
            finally:
                _close_if_unused()
        return _sessions[name]


def _finish(name: str, ids: Sequence[str]) -> Mapping[str, Any]:
    """Return the results of a task; the first call writes them, and the last task closes what all share."""
    with _lock:
        session = _sessions[name]
        if session.results is None:
            results = session.finish(ids)
            tell(task=name, folder=str(session.folder), coverage=results["coverage"], outcomes=results["outcomes"])
            _close_if_unused()
        return session.results or {}


def _close_if_unused() -> None:
    global _shared
    if _shared is not None and all(each.results is not None for each in _sessions.values()):
        _shared.close()
        _shared = None
