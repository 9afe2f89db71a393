"""The folder of entries: `published/*.json` and `submitted/SLUG/`; what is broken is refused with file and field.

Entries arrive by pull request, so nothing in them is followed or trusted: links are refused, files have a limit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from stem2code_eval.board.entry import Entry, Published, SampleRow, Submitted
from stem2code_eval.errors import UserError
from stem2code_eval.report.text import short, visible

ENTRY, SAMPLES, PICTURES = "entry.json", "samples.jsonl", "pictures"
PUBLISHED_PREFIX = "published-"

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_ENTRY_LIMIT = 1 << 20
"""Bytes."""
_SAMPLES_LIMIT = 64 << 20
_ENTRIES: TypeAdapter[Published | Submitted] = TypeAdapter(Entry)
_ROWS = TypeAdapter(SampleRow)


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, under the name that its pages bear."""

    slug: str
    """Safe as the name of a file and in an address; unique."""
    entry: Published | Submitted
    folder: Path | None
    """Where its samples and pictures are; None of a published row."""


def read_entries(folder: Path) -> list[Listed]:
    """Return all entries, the published first, each kind in the order of its names.

    Args:
        folder: with `published/`, `submitted/` or both.

    Raises:
        UserError: there is none, or one is broken; the message names file and field.
    """
    found = [*_published(folder / "published"), *_submitted(folder / "submitted")]
    if not found:
        raise UserError(f"{folder} holds no entries: neither published/*.json nor submitted/*/{ENTRY}. Give --entries.")
    return found


def read_samples(listed: Listed) -> Iterator[SampleRow]:
    """Yield the samples of a submitted entry in the order of its task; none of an entry that came without.

    Raises:
        UserError: a line is broken; the message names file, line and field.
    """
    path = listed.folder and listed.folder / SAMPLES
    if path is None or not _there(path, _SAMPLES_LIMIT):
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield _ROWS.validate_json(line)
            except ValidationError as error:
                raise UserError(f"{path}, line {number}: {_said(error)}.") from error


def _published(folder: Path) -> Iterator[Listed]:
    for path in sorted(folder.glob("*.json")):
        yield Listed(PUBLISHED_PREFIX + _slug(path, path.stem), _read(path, "published"), None)


def _submitted(folder: Path) -> Iterator[Listed]:
    for path in sorted(each for each in folder.glob("*") if each.is_dir() or each.is_symlink()):
        slug = _slug(path, path.name)
        if path.is_symlink():
            raise UserError(f"{path} is a link; an entry is a folder of its own.")
        if slug.startswith(PUBLISHED_PREFIX):
            raise UserError(f'{path}: names that begin with "{PUBLISHED_PREFIX}" are kept for published rows.')
        if not _there(path / ENTRY, _ENTRY_LIMIT):
            raise UserError(f"{path} has no {ENTRY}.")
        yield Listed(slug, _read(path / ENTRY, "submitted"), path)


def _slug(path: Path, name: str) -> str:
    if not _SLUG.fullmatch(name):
        said = short(visible(name), 120)
        raise UserError(
            f'{path.parent}: "{said}" is no name for an entry; use a-z, 0-9, ".", "_" and "-", at most 100.'
        )
    return name


def _read(path: Path, kind: str) -> Published | Submitted:
    _there(path, _ENTRY_LIMIT)
    try:
        entry = _ENTRIES.validate_json(path.read_bytes())
    except ValidationError as error:
        raise UserError(f"{path}: {_said(error)}.") from error
    if entry.kind != kind:
        raise UserError(f'{path}: kind: an entry in the folder {kind}/ is of kind "{kind}", not "{entry.kind}".')
    return entry


def _there(path: Path, limit: int) -> bool:
    """Return whether the file exists; refuse a link, anything but a plain file, and one above `limit` bytes."""
    if path.is_symlink():
        raise UserError(f"{path} is a link; an entry holds its files itself.")
    if not path.exists():
        return False
    if not path.is_file():
        raise UserError(f"{path} is no plain file.")
    size = path.stat().st_size
    if size > limit:
        raise UserError(f"{path} has {size:,} bytes; at most {limit:,} are read.")
    return True


def _said(error: ValidationError) -> str:
    """Return the first fault as `field: what is wrong`."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    parts = [str(part) for part in first["loc"] if part not in ("published", "submitted", "[key]")]
    field = short(visible(".".join(parts)), 120)
    return f"{field + ': ' if field else ''}{short(visible(first['msg']), 200)}"
