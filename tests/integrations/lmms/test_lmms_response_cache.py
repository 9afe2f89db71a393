"""Failures leave lmms-eval's cache; answers, other tasks, and the files of runs that are under way stay."""

import json
import sqlite3
from pathlib import Path

import pytest

from stem2code_eval.integrations.lmms.response_cache import forget_failures

FAILED = "[LMMS_EVAL_REQUEST_FAILED after 5 retries] HTTP 500"
BUDGET = "[LMMS_EVAL_BUDGET_EXCEEDED]"
OURS, OTHER = "stem2code_eval_stem_figures", "mme"
ROWS = [
    ("a", OURS, "an answer"),
    ("b", OURS, FAILED),
    ("c", OURS, BUDGET),
    ("d", OTHER, FAILED),
    ("e", OURS, ["an answer", {"output_tokens": 3}]),
    ("f", OURS, [FAILED, {"output_tokens": 0}]),
    ("g", OURS, f"It said {BUDGET} and nothing more."),
]
KEPT = ["a", "d", "e", "g"]


def database(path: Path) -> Path:
    """Write a cache as lmms-eval 0.7.3 does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute(
            "CREATE TABLE responses (cache_key TEXT PRIMARY KEY, request_type TEXT NOT NULL, task_name TEXT NOT NULL, "
            "doc_id INTEGER NOT NULL, idx INTEGER NOT NULL DEFAULT 0, gen_kwargs TEXT, response TEXT NOT NULL, "
            "created_at REAL NOT NULL)"
        )
        for key, task, response in ROWS:
            row = (key, "generate_until", task, 0, 0, "{}", json.dumps(response), 0.0)
            made.execute("INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    made.close()
    return path


def keys(path: Path) -> list[str]:
    with sqlite3.connect(path) as read:
        return [key for (key,) in read.execute("SELECT cache_key FROM responses ORDER BY cache_key")]


def log(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"cache_key": k, "task_name": t, "response": json.dumps(r)}) for k, t, r in ROWS]
    path.write_text("\n".join([*lines, '{"torn']))
    return path


@pytest.mark.parametrize("named", [".", "cache.db"])
def test_failures_of_our_tasks_go_and_nothing_else(tmp_path: Path, named: str) -> None:
    root, part = database(tmp_path / "cache.db"), database(tmp_path / "runs" / "r1" / "rank_0.db")
    assert forget_failures(str(tmp_path / named)) == 6
    assert keys(root) == keys(part) == KEPT
    assert forget_failures(str(tmp_path / named)) == 0


def test_a_log_that_another_run_may_be_writing_is_left_alone(tmp_path: Path) -> None:
    finished, under_way = (log(tmp_path / "runs" / name / "rank_0.audit.jsonl") for name in ("done", "live"))
    (finished.parent / ".merged").touch()
    before = under_way.read_bytes()
    forget_failures(str(tmp_path))
    lines = finished.read_text().splitlines()
    assert [json.loads(line)["cache_key"] for line in lines[:-1]] == KEPT
    assert lines[-1] == '{"torn'
    assert under_way.read_bytes() == before


def test_a_cache_that_was_never_made(tmp_path: Path) -> None:
    assert forget_failures(str(tmp_path / "none")) == 0
