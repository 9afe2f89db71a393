"""Run folders with chosen scores, written as a run writes them."""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from report_runs import picture

from stem2code_eval.hashing import sha256_bytes, sha256_json
from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.records import ScoreRow

METRICS = ("exec_rate", "elements", "pixel")


def manifest(ids: Sequence[str], **changes: Any) -> dict[str, Any]:
    """Return a manifest over figures with these ids; `changes` name fields by dots written as two underscores."""
    found: dict[str, Any] = {
        "format": 1,
        "task": {
            "name": "figures",
            "version": "1",
            "split": "v1",
            "subjects": [],
            "limit": None,
            "n": len(ids),
            "dataset_hash": sha256_json(sorted(ids)),
            "broken": [],
        },
        "prompt_hash": "9" * 64,
        "model": {"name": "openai/some-model", "identity": {"temperature": 0}},
        "renderer": {
            "fingerprint": "f" * 64,
            "backend": "native",
            "limits": {"cpu_s": 30.0},
            "settings": {"dpi": 150},
        },
        "metrics": {name: {"version": 1, "parameters": {"side": 512}} for name in METRICS[1:]},
        "judges": {},
        "judge_prices": {},
        "protocol": "default",
        "seed": 0,
        "packages": {"stem2code-eval": "0.1.0"},
        "python": "3.11.7",
        "platform": "Linux",
        "git_commit": None,
        "argv": ["stem2code-eval", "run"],
        "start": "2025-01-31T12:00:00+00:00",
        "end": "2025-01-31T12:30:00+00:00",
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = found
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    return found


def row(name: str, value: float | None, **changes: Any) -> dict[str, Any]:
    """Return a row of scores of a figure that ended well with `value` for all metrics."""
    return {
        "id": name,
        "subject": "geometry",
        "level": 2,
        "source": None,
        "outcome": "ok",
        "flags": [],
        "metrics": {"exec_rate": 100.0, "elements": value, "pixel": value},
        "key": "k",
        **changes,
    }


def failed(name: str, outcome: str, **changes: Any) -> dict[str, Any]:
    """Return a row of a figure whose program failed by the model's fault."""
    return row(name, 0.0, outcome=outcome, **changes) | {"metrics": dict.fromkeys(METRICS, 0.0)}


def lost(
    name: str, outcome: str = "model_error", message: str = "the server said 503", **changes: Any
) -> dict[str, Any]:
    """Return a row of a figure without a result."""
    told = {"outcome": outcome, "message": message, "metrics": dict.fromkeys(METRICS), "key": None}
    return row(name, None) | told | changes


def write_run(folder: Path, rows: Sequence[Mapping[str, Any]], **changes: Any) -> Path:
    """Write a finished run folder; `changes` are of its manifest."""
    folder.mkdir(parents=True)
    told = manifest(list(dict.fromkeys(each["id"] for each in rows)), **changes)
    told["argv"] += ["--out", folder.name]
    (folder / "scores.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    (folder / "run.json").write_text(json.dumps(told))
    parsed = [ScoreRow.from_json(each) for each in rows]
    names = ("exec_rate", *told["metrics"])
    results = aggregate(parsed, names, (), told["seed"], repeats=told.get("repeats", 1))
    (folder / "results.json").write_text(json.dumps(results))
    return folder


def with_pictures(folder: Path, ids: Sequence[str]) -> Path:
    """Add a reference, a drawing and a program of each id to a run folder."""
    (folder / "blobs").mkdir()
    references, renders = [], []
    for name in ids:
        both = {kind: picture(colour) for kind, colour in (("reference", "black"), ("drawing", "red"))}
        paths = {kind: f"blobs/{sha256_bytes(data)}.png" for kind, data in both.items()}
        for kind, data in both.items():
            (folder / paths[kind]).write_bytes(data)
        references.append({"id": name, "image": paths["reference"]})
        renders.append({"id": name, "image": paths["drawing"], "program": f"# {name}\nplot()\n"})
    for file, found in (("references.jsonl", references), ("renders.jsonl", renders)):
        (folder / file).write_text("".join(json.dumps(each) + "\n" for each in found))
    return folder


def scores(count: int, seed: int = 0) -> dict[str, float]:
    """Return scores of figures like real ones: a few zeros, the rest heaped towards the top."""
    draw = random.Random(seed)
    return {f"s{at}": 0.0 if draw.random() < 0.15 else 100 * draw.betavariate(5, 1.5) for at in range(count)}


def changed(found: Mapping[str, float], drop: float, spread: float, seed: int = 1) -> dict[str, float]:
    """Return the scores of another run on the same figures, on average `drop` points lower."""
    draw = random.Random(seed)
    return {name: min(100.0, max(0.0, value - draw.gauss(drop, spread))) for name, value in found.items()}


def rows_of(found: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return a row a figure, over three subjects."""
    return [row(name, value, subject=f"subject {at % 3}") for at, (name, value) in enumerate(found.items())]
