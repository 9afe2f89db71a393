"""What a run folder's blobs hold, for the page; paths in rows are checked before a file is opened.

A run folder may come from somebody else: a row that names a file outside `blobs/` shows nothing of it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from stem2code_eval.figure.decode import PictureError
from stem2code_eval.pipeline.blobs import FOLDER
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.pictures import Thumbnail, thumbnail
from stem2code_eval.report.text import Excerpt, excerpt, short

_NAME = re.compile(rf"{FOLDER}/[0-9a-f]{{64}}\.[a-z]{{1,8}}")
_LARGEST_PICTURE = 64 * 2**20
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in the page, or why there is none."""

    role: str
    """`reference` or `reconstruction`."""
    thumbnail: Thumbnail | None = None
    path: str = ""
    """Of the picture in full size, in the run folder."""
    name: str = ""
    """Of the thumbnail: the hash that names the blob."""
    problem: str = ""


def picture_blob(store: Store, role: str, name: str) -> Figure:
    """Return the picture at `name`, a path in the run folder, or a figure that says why it cannot be shown."""
    path = _blob(store, name)
    if path is None:
        return Figure(role, problem=f"The picture {short(name)} is not in the run folder.")
    if path.stat().st_size > _LARGEST_PICTURE:
        return Figure(role, problem=f"The picture {name} is too large to be shown.")
    try:
        return Figure(role, thumbnail(path.read_bytes()), name, path.stem)
    except PictureError as error:
        return Figure(role, problem=short(error, 400))


def text_blob(store: Store, name: str, limit: int) -> Excerpt:
    """Return the beginning of the UTF-8 text at `name`, or a note that it is missing."""
    path = _blob(store, name)
    if path is None:
        return Excerpt("", f"{short(name)} is not in the run folder.")
    return excerpt(path.read_text(encoding="utf-8", errors="replace"), limit, name)


def bytes_blob(store: Store, name: str, limit: int) -> bytes | None:
    """Return the bytes at `name`; None where there is no such blob or it holds more than `limit` bytes."""
    path = _blob(store, name)
    return None if path is None or path.stat().st_size > limit else path.read_bytes()


def _blob(store: Store, name: str) -> Path | None:
    if not _NAME.fullmatch(name):
        return None
    path = store.blobs.path(name)
    inside = path.resolve().is_relative_to((store.root / FOLDER).resolve())
    return path if inside and path.is_file() else None
