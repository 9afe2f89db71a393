"""Judges for the scriptable server: what each answers to a request, honest ones and others."""

import difflib
import io
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from openai_server import RecordedRequest, Reply, answer
from PIL import Image
from scipy.ndimage import binary_dilation

MOST = {
    "image": {"structure": 30, "position": 30, "text": 10, "style": 20, "clarity": 10},
    "code": {"layout": 20, "quantity": 20, "position": 30, "relations": 20, "quality": 10},
}


def kind_of(request: RecordedRequest) -> str:
    return "image" if pictures(request) else "code"


def pictures(request: RecordedRequest) -> list[bytes]:
    """Return the pictures in the order reference, candidate, whichever way they were sent."""
    return request.images[::-1] if "The first picture is the CANDIDATE" in request.prompt else request.images


def programs(request: RecordedRequest) -> tuple[str, str]:
    """Return reference and candidate as they stand between the marks."""
    mark = re.search(r"hold the mark ([0-9a-f]{16}),", request.prompt)[1]

    def between(name: str) -> str:
        return re.search(rf"<<<{name} {mark}>>>\n(.*?)\n<<<END OF {name} {mark}>>>", request.prompt, re.DOTALL)[1]

    return between("REFERENCE"), between("CANDIDATE")


def points(kind: str, share: float, evidence: str = "As the reference has it.", **changes: Any) -> dict[str, Any]:
    """Return an answer that gives each criterion this share of its maximum; `changes` replace parts of it."""
    made: dict[str, Any] = {
        name: {"evidence": evidence, "score": round(most * share)} for name, most in MOST[kind].items()
    }
    return made | changes


def gives(share: float | Callable[[RecordedRequest], float]) -> Callable[[RecordedRequest], Reply]:
    """Return a judge that gives the same share of all points, or what a function says."""

    def script(request: RecordedRequest) -> Reply:
        value = share(request) if callable(share) else share
        return answer(json.dumps(points(kind_of(request), value)))

    return script


def likeness(request: RecordedRequest) -> float:
    """Return how alike the two pictures, or the two programs, are: 1 for no difference, 0 for nothing in common."""
    if kind_of(request) == "image":
        return _pictures_alike(*map(_pixels, pictures(request)))
    first, second = (program.split("\n") for program in programs(request))
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() if _draws(second) else 0.0


honest = gives(likeness)
"""Judges by pixels or lines, and by nothing else."""


def gullible(obeys: Callable[[RecordedRequest], bool]) -> Callable[[RecordedRequest], Reply]:
    """Return a judge that is honest until `obeys` sees an instruction: then it gives all points."""
    return gives(lambda request: 1.0 if obeys(request) else likeness(request))


def reads_orders_in_code(request: RecordedRequest) -> bool:
    """Whether the candidate's program, as it is shown, speaks of full marks, in any part."""
    return kind_of(request) == "code" and "full marks" in programs(request)[1].casefold().replace("_", " ")


def _draws(lines: list[str]) -> bool:
    return any(re.search(r"\b(ax\w*|plt)\.(?!subplots|figure|savefig|show)\w+\(", line) for line in lines)


def _pixels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB").resize((480, 360)), dtype=np.int16)


def _pictures_alike(first: np.ndarray, second: np.ndarray) -> float:
    one, other = ((255 - each).max(axis=2) > 24 for each in (first, second))
    if not one.any() or not other.any():
        return float(one.any() == other.any())
    near = np.ones((5, 5), bool)
    found = []
    for ink, rest, here, there in ((one, other, first, second), (other, one, second, first)):
        close = ink & binary_dilation(rest, near)
        same = np.abs(here - there).max(axis=2) < 96
        found.append((0.5 * close.sum() + 0.5 * (close & same).sum()) / ink.sum())
    return 2 * found[0] * found[1] / (found[0] + found[1]) if sum(found) else 0.0
