"""A finished run as the folder of an entry, self-reported: its totals, its samples, a few pictures."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from stem2code_eval.board.pictures import WIDEST
from stem2code_eval.board.reading import ENTRY, PICTURES, SAMPLES
from stem2code_eval.data.files import replace_file, write_json
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import RESULTS, Store, read_manifest

_MARGIN = 4
"""Pixels between the two pictures."""
_TALLEST = 240
_COLOURS = 32


def entry_from_run(run: Path, folder: Path, pictures: int = 11) -> Path:
    """Write the entry of a finished run and return the path of its `entry.json`.

    Args:
        run: the run folder.
        folder: of the entry; made where there is none.
        pictures: at most so many figures get a thumbnail, the first of each subject.

    Raises:
        UserError: it is no run folder or the run has not ended.
    """
    manifest = read_manifest(run)
    if manifest is None or manifest.get("end") is None or not (run / RESULTS).is_file():
        raise UserError(f"{run} is not the folder of a finished run. Repeat its run command until it ends.")
    results = json.loads((run / RESULTS).read_bytes())
    (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    with Store(run, lambda line: None) as store:
        rows = list(protocol_of(manifest).complete(store.scores.rows()))
        shown = _chosen(rows, pictures)
        names = {row.id: f"{PICTURES}/{_slug(row.id)}.png" for row in shown}
        for row in shown:
            replace_file(folder / names[row.id], [_thumbnail(store, row)])
    lines = b"".join(_lines(rows, list(results["metrics"]), names))
    replace_file(folder / SAMPLES, [lines])
    write_json(folder / ENTRY, _entry(manifest, results, sha256_bytes(lines)))
    return folder / ENTRY


def _entry(manifest: Mapping[str, Any], results: Mapping[str, Any], samples_sha256: str) -> dict[str, Any]:
    task, complete = manifest["task"], results["coverage"] == 100.0
    return {
        "schema": 1,
        "kind": "submitted",
        "badge": "self_reported",
        "benchmark": task["name"],
        "split": task["split"],
        "task_version": int(task["version"]) if str(task["version"]).isdigit() else task["version"],
        "protocol": protocol_of(manifest).name,
        "n": results["n"],
        "coverage": results["coverage"],
        "model": manifest["model"]["name"],
        "scores": {name: _score(about, complete) for name, about in results["metrics"].items()},
        "by_subject": {
            name: {
                "n": part["n"],
                "scores": {metric: _round(about["mean"]) for metric, about in part["metrics"].items()},
            }
            for name, part in results["by_subject"].items()
        },
        "outcomes": results["outcomes"],
        "judges": {"image": None, "code": None},
        "run": {
            "dataset_hash": task["dataset_hash"],
            "prompt_hash": manifest["prompt_hash"],
            "fingerprint": manifest["renderer"]["fingerprint"],
            "package_version": manifest["packages"]["stem2code-eval"],
            "date": manifest["end"][:10],
            "bundle_sha256": None,
            "samples_sha256": samples_sha256,
        },
        "source": {},
    }


def _score(about: Mapping[str, Any], complete: bool) -> dict[str, Any]:
    interval, bounds = about["ci95"], about["bounds"]
    return {
        "mean": _round(about["mean"]),
        "interval": interval and [_round(end) for end in interval],
        "n": about["n"],
        "bounds": None if complete or bounds is None else [_round(end) for end in bounds],
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _lines(rows: Sequence[ScoreRow], metrics: Sequence[str], names: Mapping[str, str]) -> Iterator[bytes]:
    for row in rows:
        line: dict[str, Any] = {
            "id": row.id,
            "subject": row.subject,
            "outcome": row.outcome,
            "flags": row.flags,
            "metrics": {name: _round(row.metrics.get(name)) for name in metrics},
        }
        if row.id in names:
            line["picture"] = names[row.id]
        yield json.dumps(line, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"


def _chosen(rows: Sequence[ScoreRow], limit: int) -> list[ScoreRow]:
    firsts: dict[str, ScoreRow] = {}
    for row in rows:
        if row.covered:
            firsts.setdefault(row.subject, row)
    return list(firsts.values())[:limit]


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:80] or "figure"


def _thumbnail(store: Store, row: ScoreRow) -> bytes:
    """Return reference and reconstruction side by side; the right half stays grey where nothing came back."""
    reference, rendering = store.references.get(row.id), store.renders.get(row.id, row.repeat)
    width = (WIDEST - _MARGIN) // 2
    shown, drawn = reference.image if reference else None, rendering.image if rendering else None
    halves = [_half(store, path, width) for path in (shown, drawn)]
    sheet = Image.new("RGB", (WIDEST, max(half.height for half in halves)), "#dddddd")
    for at, half in enumerate(halves):
        sheet.paste(half, (at * (width + _MARGIN), 0))
    buffer = BytesIO()
    sheet.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _half(store: Store, path: str | None, width: int) -> Image.Image:
    if path is None:
        return Image.new("RGB", (width, width // 2), "#eeeeee")
    with Image.open(BytesIO(store.blobs.path(path).read_bytes()), formats=("PNG", "JPEG")) as image:
        page = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        page.paste(rgba, mask=rgba)
    page.thumbnail((width, _TALLEST))
    return page
