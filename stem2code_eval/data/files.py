"""Files that are either wholly there or not at all."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError


def replace_file(path: Path | str, chunks: Iterable[bytes]) -> None:
    """Write `chunks` to a new file and put it in the place of `path` in one step, synced to the disk.

    Raises:
        UserError: the disk is full or failed; what was at `path` is still there.
    """
    try:
        folder, name = os.path.split(path)
        temporary = os.path.join(folder, f".{name}.{secrets.token_hex(8)}.tmp")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            _write(descriptor, chunks)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
        sync_folder(folder or ".")
    except OSError as error:
        raise UserError(f"Cannot write {path}: {error.strerror}. Finished work is kept.") from error


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented JSON, whole or not at all.

    Raises:
        ValueError: the value holds NaN or infinity.
    """
    text = json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)
    replace_file(path, [text.encode("ascii"), b"\n"])


def sync_folder(path: Path | str) -> None:
    """Make the names of new files in `path` survive a power failure."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(descriptor: int, chunks: Iterable[bytes]) -> None:
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fchmod(descriptor, 0o644)
        os.fsync(descriptor)
