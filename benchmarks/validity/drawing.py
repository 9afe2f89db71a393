"""Drawing the programs of a study in the sandbox, keeping what came out, and counting how it ended."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from stem2code_eval.figure.decode import decode
from stem2code_eval.figure.page import read_page
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.batch import render_all
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Rendering

WORKERS = 2


class Drawable(Protocol):
    """A named program; two that share a name are the two figures of a pair."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def role(self) -> str:
        """`image`, or `test` and `reference`."""
        ...

    @property
    def program(self) -> str:
        """Its text."""
        ...


def file_name(figure: Drawable, suffix: str) -> str:
    """Return a file name for a figure: its name and role, with nothing that a path or a shell would mind."""
    return re.sub(r"[^\w.]+", "-", f"{figure.name}.{figure.role}").replace("-.", ".") + suffix


def draw_all(figures: Sequence[Drawable], sandbox: str, output: Path | None) -> dict[str, Any]:
    """Draw every program.

    Args:
        figures: the programs.
        sandbox: the name of a sandbox.
        output: where programs, pictures and `index.jsonl`, one object per program, are kept; None keeps nothing.

    Returns:
        As JSON: outcomes counted, what failures said, pictures without ink, and how many pairs agree in every pixel.
    """
    rows = []
    pictures: dict[str, dict[str, bytes]] = {}
    programs = {Path(file_name(figure, ".py")): figure.program for figure in figures}
    with open_renderer(sandbox, workers=WORKERS, say=lambda line: None) as renderer:
        for figure, (file, rendering) in zip(figures, render_all(renderer, programs), strict=True):
            rows.append(_row(figure, rendering))
            if rendering.png is not None:
                pictures.setdefault(figure.name, {})[figure.role] = rendering.png
            if output is not None:
                _keep(output, file, figure, rendering)
    pairs = {name: both["test"] == both["reference"] for name, both in pictures.items() if len(both) == 2}
    for row in rows:
        row["same_pixels"] = pairs.get(row["name"])
    if output is not None:
        (output / "index.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    failed = [row for row in rows if row["outcome"] != Outcome.OK]
    return {
        "outcomes": dict(Counter(row["outcome"] for row in rows)),
        "share_ok": round(1 - len(failed) / len(rows), 4),
        "failures": {f"{row['name']} {row['role']}": f"{row['outcome']}: {row['message']}" for row in failed},
        "without_ink": [f"{row['name']} {row['role']}" for row in rows if row["ink"] == 0],
        "pairs": {
            "drawn": len(pairs),
            "same_pixels": sum(pairs.values()),
            "other_pixels": [name for name, same in pairs.items() if not same],
        },
        "cpu_s": round(sum(row["cpu_s"] for row in rows), 1),
    }


def _row(figure: Drawable, rendering: Rendering) -> dict[str, Any]:
    ink = None if rendering.png is None else int(read_page(decode(rendering.png, figure.name)).ink.sum())
    return {
        "name": figure.name,
        "role": figure.role,
        "outcome": rendering.outcome,
        "message": rendering.message,
        "flags": rendering.flags,
        "cpu_s": round(rendering.cpu_s, 3),
        "width": rendering.width,
        "height": rendering.height,
        "ink": ink,
        "file": file_name(figure, ""),
    }


def _keep(output: Path, file: Path, figure: Drawable, rendering: Rendering) -> None:
    output.mkdir(parents=True, exist_ok=True)
    (output / file).write_text(figure.program, encoding="utf-8")
    if rendering.png is not None:
        (output / file).with_suffix(".png").write_bytes(rendering.png)
