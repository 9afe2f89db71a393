"""A bundle, opened: unpacked into a folder of its own that is gone afterwards, read, its hashes checked."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.errors import IncomparableError
from stem2code_eval.submission import form
from stem2code_eval.submission.archive import MAX_BUNDLE, unpack
from stem2code_eval.submission.findings import BundleError
from stem2code_eval.submission.form import Manifest, RenderRow, ResponseRow, ScoreRow, VoteRow
from stem2code_eval.submission.strict import read_json, read_object, read_rows


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a submission says. Nothing in it is believed."""

    folder: Path
    """Where its files are while it is open."""
    sha256: str
    """Of the whole file."""
    manifest: Manifest
    results: dict[str, Any]
    responses: Sequence[ResponseRow]
    renders: Sequence[RenderRow]
    scores: Sequence[ScoreRow]
    votes: Sequence[VoteRow]

    def blob(self, name: str) -> bytes:
        """Return the content of a blob.

        Raises:
            BundleError: the bundle has none of that name.
        """
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as error:
            raise BundleError(f"The bundle has no {name}.") from error


@contextmanager
def open_bundle(path: Path, max_bytes: int = MAX_BUNDLE) -> Iterator[Bundle]:
    """Unpack a bundle into a new temporary folder, and remove that at the end, whatever happened.

    Raises:
        BundleError: the file is no bundle, is damaged, or a file in it is not of the form.
        IncomparableError: the bundle has the form of another version.
    """
    with tempfile.TemporaryDirectory(prefix="stem2code-bundle-") as place:
        folder = Path(place)
        unpack(path, folder, max_bytes)
        _check_hashes(folder)
        results = read_json(folder / form.RESULTS)
        if not isinstance(results, dict):
            raise BundleError(f"{form.RESULTS} is not a JSON object.")
        yield Bundle(
            folder=folder,
            sha256=_sha256(path),
            manifest=read_object(folder / form.MANIFEST, Manifest),
            results=results,
            responses=tuple(read_rows(folder / form.RESPONSES, ResponseRow)),
            renders=tuple(read_rows(folder / form.RENDERS, RenderRow)),
            scores=tuple(read_rows(folder / form.SCORES, ScoreRow)),
            votes=tuple(read_rows(folder / form.VOTES, VoteRow)) if (folder / form.VOTES).exists() else (),
        )


def _check_hashes(folder: Path) -> None:
    value = read_json(folder / form.INDEX)
    if isinstance(value, dict) and value.get("format") != form.FORMAT:
        raise IncomparableError(
            f"The bundle has the format {value.get('format')!r} and this version reads {form.FORMAT}; "
            "use the version of stem2code-eval that packed it."
        )
    index = read_object(folder / form.INDEX, form.Index)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {form.INDEX}
    for name in sorted(found ^ index.files.keys()):
        where = "not in the index" if name in found else "in the index and not in the bundle"
        raise BundleError(f"The file {name!r} is {where}.")
    for name, about in index.files.items():
        path = folder / name
        if path.stat().st_size != about.bytes or _sha256(path) != about.sha256:
            raise BundleError(f"The file {name!r} was changed after it was packed: its hash is another.")
        if name.startswith("blobs/") and path.stem != about.sha256:
            raise BundleError(f"The file {name!r} does not have the content that its name says.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
