"""STEM2Code-Eval, as its authors publish it (a JSONL and a zip of pictures), to a task folder.

Every row of the file becomes a row of the task, so that N stays N: one that lacks its picture or is no row at all
names a picture that is not there, and so ends as `data_error` with its line, never as a figure that was left out or one
that was drawn by its program instead.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stem2code_eval.data.importers.archive import open_archive
from stem2code_eval.data.importers.findings import Finding
from stem2code_eval.data.importers.folder import read_folder
from stem2code_eval.data.importers.formats import format_of
from stem2code_eval.data.importers.lines import Line, read_lines
from stem2code_eval.data.importers.names import base_name, figure_id, subject_of
from stem2code_eval.data.importers.program import read_program
from stem2code_eval.data.importers.shelf import NoMatch, Shelf, Stored
from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError, decode
from stem2code_eval.hashing import sha256_bytes, sha256_text

NAME = "stem2code"
MISSING = "images/missing"
"""What the picture of a row without a picture is said to be below; nothing ever lies there."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the task, to be written."""

    name: str
    """Path in the task folder, by content."""
    stored: Stored
    sha256: str


@dataclass(slots=True)
class Collected:
    """The task so far."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def unusable(self) -> int:
        """Number of figures that lack something."""
        return len({finding.id for finding in self.findings if finding.unusable})


def collect(jsonl: Path, shelf: Shelf) -> Collected:
    """Return the rows of the task and the pictures they need.

    Raises:
        UserError: the file cannot be read or holds no line.
    """
    found = Collected()
    ids: set[str] = set()
    for line in read_lines(jsonl):
        where = f"{jsonl}, line {line.number}"
        if line.empty:
            found.findings.append(Finding("empty line", where, "passed over."))
            continue
        name = figure_id(base_name(line.image or ""), line.number, ids)
        ids.add(name)
        found.rows.append(_row(line, name, where, len(found.rows), shelf, found))
    if not found.rows:
        raise UserError(f"{jsonl} holds no row; it needs one JSON object a figure, a line each.")
    found.findings += _shared(found.rows, jsonl)
    found.findings += [Finding("unused", stored.place, "no row names it.") for stored in shelf.unused()]
    return found


def _row(line: Line, name: str, where: str, position: int, shelf: Shelf, found: Collected) -> dict[str, Any]:
    for problem in line.problems:
        found.findings.append(Finding("broken row", where, problem, name))
    picture = None if line.image is None else _picture(line.image, name, where, shelf, found)
    row: dict[str, Any] = {"id": name, "image": f"{MISSING}/{name}" if picture is None else picture.name}
    if line.code is not None:
        program = read_program(line.code)
        if program.kind is not None:
            found.findings.append(Finding(program.kind, where, program.said, name))
        if program.text is not None:
            row["reference_code"] = program.text
    subject = subject_of(base_name(line.image or ""))
    if subject is not None:
        row["subject"] = row["source"] = subject
    return row | {"line": line.number, "position": position, "picture": base_name(line.image or "")}


def _picture(reference: str, name: str, where: str, shelf: Shelf, found: Collected) -> Picture | None:
    try:
        match = shelf.find(reference)
        data = match.stored.read()
        decode(data, f"picture {match.stored.place}")
    except (NoMatch, PictureError) as error:
        found.findings.append(Finding("no picture", where, str(error), name))
        return None
    if match.kind is not None:
        found.findings.append(Finding(match.kind, where, match.said, name))
    actual = format_of(data)
    if Path(match.stored.paths[0]).suffix.casefold() not in actual.suffixes:
        said = f"{match.stored.place} is a {actual.name} file; it is kept as {actual.suffixes[0]}."
        found.findings.append(Finding("other format", where, said, name))
    digest = sha256_bytes(data)
    path = f"images/{digest[:24]}{actual.suffixes[0]}"
    return found.pictures.setdefault(digest, Picture(path, match.stored, digest))


def _shared(rows: list[dict[str, Any]], jsonl: Path) -> Iterator[Finding]:
    """Yield what rows have in common with an earlier row; all of them stay."""
    by_name: dict[str, dict[str, Any]] = {}
    by_picture: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        where = f"{jsonl}, line {row['line']}"
        if row["picture"]:
            first = by_name.setdefault(row["picture"], row)
            if first is not row:
                said = f'its picture has the name of line {first["line"]}, "{row["picture"]}"; both are kept.'
                yield Finding("shared name", where, said, row["id"])
        if row["image"].startswith(MISSING):
            continue
        for other in by_picture[row["image"]]:
            if _program_hash(other) == _program_hash(row):
                said = f"picture and program are those of line {other['line']}; both are kept."
                yield Finding("same figure", where, said, row["id"])
                break
        else:
            others = [other for other in by_picture[row["image"]] if other["picture"] != row["picture"]]
            if others:
                said = f"its picture is that of line {others[0]['line']} under another name; both are kept."
                yield Finding("same picture", where, said, row["id"])
        by_picture[row["image"]].append(row)


def _program_hash(row: dict[str, Any]) -> str:
    return sha256_text(row.get("reference_code", ""))


@contextmanager
def open_pictures(images: Path) -> Iterator[tuple[Shelf, list[Finding]]]:
    """Open a folder or a zip archive of pictures, and yield them and what is odd about them.

    Raises:
        UserError: there is neither.
    """
    if images.is_dir():
        files, findings = read_folder(images)
        yield Shelf(files), findings
    elif images.is_file():
        with open_archive(images) as (files, findings):
            yield Shelf(files), findings
    else:
        raise UserError(f"There is no folder or zip archive {images}; --images takes either.")
