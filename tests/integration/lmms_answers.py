"""Answers of every kind to the figures of a finished run, served by what a picture shows, in whatever encoding."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openai_server import Reply, answer, failure, fenced
from PIL import Image

KINDS = ("right", "thought", "indented", "other", "prose", "raises", "aborts", "fails")
_USAGE = {"prompt_tokens": 11, "completion_tokens": 7}


def pixels(data: bytes) -> str:
    """Return the hash of a picture's pixels."""
    with Image.open(io.BytesIO(data)) as image:
        return hashlib.sha256(image.convert("RGB").tobytes()).hexdigest()


@dataclass(frozen=True)
class Figure:
    """A figure of a run, with its program."""

    id: str
    program: str
    shows: str


def figures_of(run: Path) -> list[Figure]:
    """Return the figures of a run folder."""
    rows = [json.loads(line) for line in (run / "references.jsonl").read_text().splitlines()]
    return [Figure(row["id"], row["program"], pixels((run / row["image"]).read_bytes())) for row in rows]


def text_of(kind: str, figure: Figure, others: list[Figure]) -> str:
    """Return an answer of a kind."""
    other = next(each for each in others if each.id != figure.id)
    draft = "<think>\n```python\nimport matplotlib.pyplot as plt\nplt.plot([9])\nplt.show()\n```\n</think>\n"
    return {
        "right": fenced(figure.program),
        "thought": draft + fenced(figure.program),
        "indented": "".join(f"    {line}\n" for line in figure.program.splitlines()),
        "other": fenced(other.program),
        "prose": "I see a figure with several lines.",
        "raises": fenced("import matplotlib.pyplot as plt\nplt.plot([0, 1])\nraise RuntimeError('no')\n"),
        "aborts": fenced("import os\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\nos.abort()\n"),
    }[kind]


def script_of(answers: dict[str, str | None]) -> Callable[[Any], Reply]:
    """Return a script that answers by what the picture shows; None fails."""

    def script(request: Any) -> Reply:
        text = answers[pixels(request.image)]
        return failure(500, "out of memory") if text is None else answer(text, usage=_USAGE)

    return script
