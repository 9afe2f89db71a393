"""Which weights were used: the content of a checkpoint on this machine as one hash, without reading all of it."""

import hashlib
import os
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_json

_WHOLE_BYTES = 64 * 2**20
_PIECES = 64
_PIECE_BYTES = 2**16


def checkpoint_hash(path: Path) -> str:
    """Return the SHA-256 over names, sizes and contents of the files in a folder, or of one file.

    Files up to 64 MiB are read whole: configuration, tokenizer, chat template. Of larger ones 64 pieces of 64 KiB are
    read, evenly spread from the first byte to the last: two checkpoints of one training differ all over, and have the
    same names and sizes. Hidden files and folders are left out.

    Raises:
        UserError: a file cannot be read.
    """
    try:
        if path.is_file():
            return _file_hash(path)
        return sha256_json({str(file.relative_to(path)): _file_hash(file) for file in _files(path)})
    except OSError as error:
        raise UserError(f"The checkpoint {path} cannot be read: {error.filename}: {error.strerror}.") from error


def described(word: str) -> str:
    """Return an argument with the name and hash of what it points at, where it is the path of a file or folder.

    So that what an argument only names, such as a chat template or an adapter, is known too, wherever it lies. A path
    after a `=` counts; any other word is returned as it is.
    """
    name, equals, value = word.rpartition("=")
    path = Path(value).expanduser()
    if (os.sep in value or path.suffix) and os.path.exists(path):
        return f"{name}{equals}{path.resolve().name}@sha256:{checkpoint_hash(path)}"
    return word


def _files(folder: Path) -> list[Path]:
    found = []
    for above, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(above, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _file_hash(path: Path) -> str:
    size = path.stat().st_size
    digest = hashlib.sha256(f"{size} ".encode())
    with path.open("rb") as file:
        if size <= _WHOLE_BYTES:
            while piece := file.read(2**20):
                digest.update(piece)
        else:
            for at in range(_PIECES):
                file.seek(at * (size - _PIECE_BYTES) // (_PIECES - 1))
                digest.update(file.read(_PIECE_BYTES))
    return digest.hexdigest()
