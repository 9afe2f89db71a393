"""Folders of entries made by hand, as submissions bring them."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

METRICS = ("reconstruction", "elements", "topology", "text", "ssim", "pixel", "exec_rate")
SUBJECTS = ("circuits", "geometry", "graphs")
JUDGE = {"model": "judge-1", "version": "2025-01", "temperature": 0}


def score(mean: float, reach: float = 3.0, **more: Any) -> dict[str, Any]:
    return {
        "mean": mean,
        "interval": [max(mean - reach, 0.0), min(mean + reach, 100.0)],
        "n": 6,
        "bounds": None,
        **more,
    }


def entry(model: str, mean: float, **changes: Any) -> dict[str, Any]:
    """Return a submitted entry in which every metric has nearly the same mean."""
    means = {name: round(mean - at / 4, 4) for at, name in enumerate(METRICS)}
    return {
        "schema": 1,
        "kind": "submitted",
        "badge": "re_rendered",
        "benchmark": "stem_figures",
        "split": "v1",
        "task_version": 1,
        "protocol": "default",
        "n": 6,
        "coverage": 100.0,
        "model": model,
        "scores": {name: score(value) for name, value in means.items()},
        "by_subject": {
            name: {"n": 2, "scores": {metric: value - at for metric, value in means.items()}}
            for at, name in enumerate(SUBJECTS)
        },
        "outcomes": {"ok": 5, "timeout": 1},
        "judges": {"image": None, "code": None},
        "run": {
            "dataset_hash": "d" * 64,
            "prompt_hash": "9" * 64,
            "fingerprint": "f" * 64,
            "package_version": "0.1.0",
            "date": "2025-01-31",
            "bundle_sha256": "b" * 64,
            "samples_sha256": "5" * 64,
        },
        "source": {},
        **changes,
    }


def samples(mean: float) -> list[dict[str, Any]]:
    """Return six samples, of which one timed out."""
    return [
        {
            "id": f"figure-{at}",
            "subject": SUBJECTS[at % 3],
            "outcome": "timeout" if at == 4 else "ok",
            "flags": ["raster"] if at == 2 else [],
            "metrics": {name: 0.0 if at == 4 else mean + at for name in METRICS},
        }
        for at in range(6)
    ]


def picture(colour: str = "red", size: tuple[int, int] = (480, 160)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def submit(
    folder: Path,
    slug: str,
    content: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]] = (),
    pictures: Mapping[str, bytes] | None = None,
) -> Path:
    """Write one entry and return its folder."""
    place = folder / "submitted" / slug
    (place / "pictures").mkdir(parents=True)
    (place / "entry.json").write_text(json.dumps(content), encoding="utf-8")
    if rows:
        (place / "samples.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    for name, data in (pictures or {}).items():
        (place / "pictures" / name).write_bytes(data)
    return place


def publish(folder: Path, slug: str, content: Mapping[str, Any]) -> Path:
    """Write one published row and return its file."""
    (folder / "published").mkdir(parents=True, exist_ok=True)
    path = folder / "published" / f"{slug}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def published(model: str, mean: float) -> dict[str, Any]:
    names = ("image_score", "code_score", "exec_rate", "avg_two", "avg_three")
    return {
        "schema": 1,
        "kind": "published",
        "benchmark": "stem2code",
        "n": 1000,
        "model": model,
        "scores": {name: {"mean": mean + at, "interval": None} for at, name in enumerate(names)},
        "judges": {"image": JUDGE, "code": {"model": "judge-2"}},
        "source": {"arxiv": "2603.10757", "version": 2, "title": "A title & more", "tables": [2]},
    }


def small_board(folder: Path) -> Path:
    """Write entries in which two models are tied, one is surely behind, and one is incomplete; return their folder."""
    rows = samples(70.0)
    rows[0]["picture"] = "pictures/figure-0.png"
    verification = {"package_version": "0.1.0", "copies": {"answers": 6, "programs": 1, "pictures": 2}}
    submit(
        folder,
        "alpha",
        entry("openai/alpha", 72.0, badge="re_run", verification=verification),
        rows,
        {"figure-0.png": picture()},
    )
    submit(folder, "beta", entry("openai/beta", 70.0), samples(68.0))
    submit(folder, "gamma", entry("vllm/gamma", 30.0, badge="self_reported"), samples(30.0))
    holes = entry("openai/holes", 90.0, coverage=50.0)
    for about in holes["scores"].values():
        about.update(bounds=[about["mean"] / 2, about["mean"]], n=3)
    submit(folder, "holes", holes)
    submit(folder, "reference", entry("baseline/reference", 99.0), samples(94.0))
    judged = entry("openai/judged", 50.0, judges={"image": JUDGE, "code": None})
    judged["scores"]["image_score"] = score(66.0)
    submit(folder, "judged", judged)
    publish(folder, "printed-one", published("Printed-One", 60.0))
    publish(folder, "printed-two", published("Printed-Two", 61.0))
    return folder
