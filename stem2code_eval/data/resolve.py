"""Turn a row into a figure that can be run, or into a record of why it cannot."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stem2code_eval.data.pictures import check_picture
from stem2code_eval.data.rows import Row
from stem2code_eval.data.sample import Sample
from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import sha256_json, sha256_text

BROKEN = "broken"
"""The content hash of a row that cannot be used."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a task: a figure, or a row whose figure cannot be used and ends as `data_error`."""

    id: str
    subject: str
    where: str
    """File and line, for messages."""
    content_hash: str
    """Hash of everything in the figure that can change a score."""
    sample: Sample | None = None
    image_sha256: str | None = None
    """Hash of the picture file's bytes; None when the reference program makes the picture."""
    problem: str | None = None
    """Why there is no sample, as a sentence."""
    is_generated: bool = False
    """The program was drawn up from a family and a seed, which takes milliseconds."""


def resolve(row: Row, folder: Path) -> Entry:
    """Return the entry of `row`, whose paths are relative to `folder`.

    A picture is decoded once to see that it can be; a generated figure is drawn up again from its family and
    seed and compared with its frozen hash.
    """
    if row.problem is not None:
        return _broken(row, row.problem)
    if row.image is not None:
        return _from_picture(row, row.image, folder)
    if row.reference_code is not None:
        return _entry(row, _sample(row, row.reference_code))
    if "family" in row.extra and "seed" in row.extra:
        return _from_family(row)
    return _broken(row, _at(row, 'the row has neither an "image" nor a "reference_code"'))


def resolve_again(row: Row, folder: Path, content_hash: str, image_sha256: str | None) -> Entry:
    """Return the entry of a row that was resolved before and is read again; its picture is not.

    Args:
        row: the row.
        folder: as in `resolve`.
        content_hash: the entry's.
        image_sha256: the entry's.

    Returns:
        An entry that cannot be used where the row is not what it was.
    """
    if row.problem is None and (row.image is None) == (image_sha256 is None):
        path = None if row.image is None else os.path.join(folder, row.image)
        entry = _entry(row, _sample(row, row.reference_code, path), image_sha256)
        if entry.content_hash == content_hash:
            return entry
    return _broken(row, _at(row, "the row was changed while the run was under way"))


def _from_picture(row: Row, image: str, folder: Path) -> Entry:
    if image.startswith("/") or ".." in image.split("/"):
        return _broken(row, _at(row, f'the image "{image}" is not a path inside the task folder'))
    path = os.path.join(folder, image)
    try:
        digest = check_picture(path)
    except PictureError as error:
        return _broken(row, _at(row, str(error).removesuffix(".")))
    return _entry(row, _sample(row, row.reference_code, path), digest)


def _from_family(row: Row) -> Entry:
    from stem2code_eval.synth.catalogue import get_family

    family, seed, expected = row.extra["family"], row.extra["seed"], row.extra.get("program_sha256")
    if not isinstance(family, str) or not isinstance(seed, int) or seed < 0:
        return _broken(row, _at(row, '"family" needs to be a string and "seed" a whole number from 0'))
    try:
        figure = get_family(family).figure(seed)
    except UserError as error:
        return _broken(row, _at(row, str(error).removesuffix(".")))
    if sha256_text(figure.program) != expected:
        return _broken(
            row,
            _at(
                row,
                f'the code of the family "{family}" has changed, so the seed no longer gives this figure',
            ),
        )
    sample = Sample(
        id=row.id,
        subject=figure.subject,
        level=figure.level,
        source=family,
        reference_code=figure.program,
        extra={**row.extra, "facts": figure.facts},
    )
    return replace(_entry(row, sample), is_generated=True)


def _sample(row: Row, reference_code: str | None, image_path: str | None = None) -> Sample:
    return Sample(row.id, row.subject, row.level, row.source, image_path, reference_code, row.extra)


def _entry(row: Row, sample: Sample, image_sha256: str | None = None) -> Entry:
    code = None if sample.reference_code is None else sha256_text(sample.reference_code)
    content: dict[str, Any] = {
        "id": sample.id,
        "subject": sample.subject,
        "level": sample.level,
        "source": sample.source,
        "image": image_sha256,
        "reference_code": code,
    }
    return Entry(sample.id, sample.subject, row.where, sha256_json(content), sample, image_sha256)


def _broken(row: Row, problem: str) -> Entry:
    return Entry(row.id, row.subject, row.where, content_hash=BROKEN, problem=problem)


def _at(row: Row, what: str) -> str:
    return f'{row.where}, id "{row.id}": {what}.'
