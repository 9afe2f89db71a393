"""Pictures and programs of chosen figures of a run folder, read without writing and checked against their hashes."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.comparison.folder import parse_line
from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.report.pictures import Thumbnail, thumbnail

_BLOB = re.compile(r"blobs/([0-9a-f]{64})\.[a-z]{1,5}")
"""Paths that a run writes; no other is followed."""
_SIDE = 480
"""Pixels; the longer side of a picture on the page is at most this."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, or why there is none."""

    picture: Thumbnail | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Artefacts:
    """What a run folder keeps of one figure; of several answers, the first."""

    reference: Shown
    drawing: Shown
    program: str


NOT_KEPT = Shown(None, "An exported file has no pictures.")


def read_artefacts(folder: Path | None, ids: Collection[str]) -> dict[str, Artefacts]:
    """Return what is kept of each id.

    Args:
        folder: a run folder; None for an exported file, which keeps no pictures.
        ids: of the figures wanted.
    """
    if folder is None:
        return {name: Artefacts(NOT_KEPT, NOT_KEPT, "") for name in ids}
    references = _rows(folder / "references.jsonl", ids)
    renders = _rows(folder / "renders.jsonl", ids)
    found = {}
    for name in ids:
        render = renders.get(name, {})
        program = render.get("program")
        found[name] = Artefacts(
            reference=_picture(folder, references.get(name, {}).get("image"), "There is no reference picture."),
            drawing=_picture(folder, render.get("image"), "Nothing was drawn."),
            program=program if isinstance(program, str) else "",
        )
    return found


def _rows(path: Path, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the newest row of each id; of several answers, of the first."""
    found: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return found
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error
    for number, line in enumerate(lines[:-1], 1):
        row = parse_line(line, f"{path}:{number}")
        name = row.get("id")
        if isinstance(name, str) and name in ids and not row.get("repeat"):
            found[name] = row
    return found


def _picture(folder: Path, name: Any, absence: str) -> Shown:
    if name is None:
        return Shown(None, absence)
    known = _BLOB.fullmatch(name) if isinstance(name, str) else None
    if known is None:
        return Shown(None, "Its path is none that a run writes.")
    try:
        data = (folder / known[0]).read_bytes()
        if sha256_bytes(data) != known[1]:
            return Shown(None, "The picture was edited after the run.")
        return Shown(thumbnail(data, _SIDE))
    except OSError:
        return Shown(None, "The picture is not in the run folder.")
    except PictureError as error:
        return Shown(None, f"The picture cannot be shown: {error}")
