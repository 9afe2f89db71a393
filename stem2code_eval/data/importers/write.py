"""An imported benchmark on the disk: whole in its place, or not there at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from stem2code_eval.data.files import replace_file, write_json
from stem2code_eval.data.importers.findings import Finding, counted
from stem2code_eval.data.importers.stem2code import NAME, Collected, collect, open_pictures
from stem2code_eval.data.taskfile import SAMPLES_FILE, TASK_FILE
from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import sha256_bytes

REPORT = "import.json"
"""Everything the import had to say, in the task folder."""
_ABOUT = {
    "name": NAME,
    "version": "1",
    "summary": "STEM2Code-Eval (arXiv 2603.10757), imported from its authors' files.",
}


def import_stem2code(jsonl: Path, images: Path, out: Path) -> Collected:
    """Write the benchmark's published files as a task folder.

    Args:
        jsonl: the rows.
        images: a folder or a zip archive of the pictures.
        out: a new or an empty folder.

    Returns:
        What was written, and all findings.

    Raises:
        UserError: a file cannot be read, `out` holds something or cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(f"{out} is not an empty folder; remove it, or name a new one with --out.")
    with open_pictures(images) as (shelf, odd):
        found = collect(jsonl, shelf)
        found.findings += odd
        try:
            _write(found, jsonl, out)
        except OSError as error:
            raise UserError(f"Cannot write {out}: {error.strerror}.") from error
    return found


def _write(found: Collected, jsonl: Path, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        place.chmod(0o755)
        (place / "images").mkdir()
        for picture in found.pictures.values():
            data = picture.stored.read()
            if sha256_bytes(data) != picture.sha256:
                raise PictureError(f"{picture.stored.place} was changed while it was imported; import again.")
            (place / picture.name).write_bytes(data)
        replace_file(place / SAMPLES_FILE, (json.dumps(row).encode("ascii") + b"\n" for row in found.rows))
        replace_file(place / TASK_FILE, [yaml.safe_dump(_ABOUT, sort_keys=False).encode()])
        write_json(place / REPORT, _report(found, jsonl))
        os.replace(place, out)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _report(found: Collected, jsonl: Path) -> dict[str, object]:
    return {
        "jsonl": jsonl.name,
        "figures": len(found.rows),
        "pictures": len(found.pictures),
        "unusable": found.unusable,
        "counts": counted(found.findings),
        "findings": [finding.to_json() for finding in _in_order(found.findings)],
    }


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings with those first that cost a figure something, otherwise as they were made."""
    return sorted(findings, key=lambda finding: not finding.unusable)
