"""The files below a folder of pictures."""

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from stem2code_eval.data.importers.findings import Finding
from stem2code_eval.data.importers.leftovers import is_leftover
from stem2code_eval.data.importers.shelf import Stored
from stem2code_eval.data.pictures import MAX_BYTES, read_picture
from stem2code_eval.errors import UserError


def read_folder(root: Path) -> tuple[list[Stored], list[Finding]]:
    """Return the files below `root`, in the order of their paths, and what is odd about them.

    Links to files are followed, links to folders are not.

    Raises:
        UserError: the folder, or one below it, cannot be read.
    """
    files: list[Stored] = []
    findings: list[Finding] = []
    for path in _files_below(root):
        place = os.fsencode(path).decode("utf-8", "replace")
        below = path.relative_to(root)
        if is_leftover(str(below)):
            findings.append(Finding("not a picture's file", place, "left behind by a system; passed over."))
            continue
        refusal = _refusal(path)
        if refusal:
            findings.append(Finding("refused member", place, refusal))
            continue
        name, is_utf8 = _name(below)
        if not is_utf8:
            findings.append(Finding("name not UTF-8", place, f"its name was read as {name}."))
        files.append(Stored(place, (name,), partial(read_picture, path)))
    return files, findings


def _files_below(root: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise UserError(f"Cannot read the folder {error.filename}: {error.strerror}.") from error

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders.sort()
        for name in sorted(names):
            yield Path(folder, name)


def _refusal(path: Path) -> str:
    try:
        about = path.stat()
    except OSError as error:
        return f"it cannot be read: {error.strerror}."
    if not stat.S_ISREG(about.st_mode):
        return "it is not a regular file; not read."
    if about.st_size > MAX_BYTES:
        return f"it has {about.st_size} bytes, more than {MAX_BYTES}; not read."
    return ""


def _name(below: Path) -> tuple[str, bool]:
    raw = os.fsencode(below)
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        return raw.decode("gbk", "replace"), False
