"""A finished run folder of any size, written through the store, in which each sample has files of its own."""

import io
import json
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.store import Store

METRICS = ("exec_rate", "pixel", "ssim", "geometry", "text", "topology", "style", "elements", "reconstruction")
SUBJECTS = ("geometry", "chemistry", "circuits", "mechanics", "optics", "statistics")
SIZE = (1280, 960)
LINES = 60
"""Of a program, and strokes of a figure."""

Line = list[int]


def write_run(folder: Path, samples: int) -> None:
    """Write a run of `samples` samples, of which every tenth failed."""
    chance = random.Random(0)
    with Store(folder, print) as store:
        for number in range(samples):
            _add(store, number, chance)
        rows = list(store.scores.rows())
        store.write_manifest(_manifest(samples))
        store.write_results(aggregate(rows, METRICS, store.responses.rows(), 0))


def _add(store: Store, number: int, chance: random.Random) -> None:
    name = f"figure-{number}"
    lines = [[chance.randrange(SIZE[at % 2]) for at in range(4)] for _ in range(LINES)]
    program, reference = _program(lines), _program(lines[::-1])
    shown = _picture(lines)
    blob = store.blobs.put(shown, ".png")
    store.references.append(ReferenceRow(name, blob, sha256_bytes(shown), "image/png", reference, "k"))
    usage = {"prompt_tokens": 1000, "completion_tokens": 900}
    text = f"Here is the program.\n\n```python\n{program}```\n"
    store.responses.append(ResponseRow(name, text, "stop", usage, None, 1.0, {}, "k"))
    outcome = "runtime_error" if number % 10 == 9 else "ok"
    moved = [[each + chance.randrange(-9, 9) for each in line] for line in lines]
    drawn = store.blobs.put(_picture(moved), ".png") if outcome == "ok" else None
    log = store.blobs.put(f"Traceback of {name}\n".encode() * 20, ".txt") if outcome != "ok" else None
    size = SIZE if drawn else (None, None)
    message = "" if drawn else "line 7: NameError"
    store.renders.append(
        RenderRow(name, outcome, [], 0.5, 0.7, drawn, None, *size, None, log, program, "only-fence", message, "k")
    )
    values = {metric: round(chance.uniform(20, 100), 1) if drawn else 0.0 for metric in METRICS}
    explanation = store.blobs.put(_explanation(lines, moved), ".json") if drawn else None
    flags = ["raster"] if number % 50 == 7 else []
    store.scores.append(
        ScoreRow(
            *(name, chance.choice(SUBJECTS), 1 + number % 5, None, outcome, flags, dict(values), {"mse": 0.1}),
            **{"message": message, "key": "k", "explanation": explanation},
        )
    )


def _program(lines: list[Line]) -> str:
    plots = [f"ax.plot([{a}, {c}], [{b}, {d}], color='black', linewidth=2)" for a, b, c, d in lines]
    return "\n".join(["import matplotlib.pyplot as plt", "", "fig, ax = plt.subplots()", *plots, "plt.show()", ""])


def _picture(lines: list[Line]) -> bytes:
    image = Image.new("L", SIZE, "white")
    pen = ImageDraw.Draw(image)
    for line in lines:
        pen.line(line, "black", 3)
    encoded = io.BytesIO()
    image.save(encoded, "PNG", compress_level=1)
    return encoded.getvalue()


def _explanation(lines: list[Line], moved: list[Line]) -> bytes:
    sides = {}
    for side, other, each in (("reference", "candidate", lines), ("candidate", "reference", moved)):
        items: list[dict[str, Any]] = [
            {
                **{"id": f"{side[0]}{at}", "kind": "stroke", "state": "moved", "score": 0.7, "lines": [line]},
                **{"partner": f"{other[0]}{at}", "note": "moved a little"},
            }
            for at, line in enumerate(each)
        ]
        sides[side] = {"width": SIZE[0], "height": SIZE[1], "items": items}
    return json.dumps({"schema": 1, **sides}).encode()


def _manifest(samples: int) -> dict[str, Any]:
    return {
        "format": 1,
        "task": {"name": "synthetic", "version": "1", "split": "bench", "n": samples, "dataset_hash": "d" * 64},
        "prompt_hash": "9" * 64,
        "model": {"name": "synthetic/model", "identity": {}},
        "renderer": {"fingerprint": "f" * 64, "backend": "native"},
        "metrics": {metric: {} for metric in METRICS[1:]},
        "seed": 0,
        "packages": {"stem2code-eval": "0"},
        "start": "2025-01-31T12:00:00+00:00",
        "end": "2025-01-31T13:00:00+00:00",
    }
