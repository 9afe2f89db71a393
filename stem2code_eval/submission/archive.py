"""Unpack a bundle that nobody vouches for, in bounded memory, disk and time.

Looked at in this order, and refused at the first thing that no bundle of ours has: the size and kind of the file, the
end record, the directory, the name and kind of each member, where its bytes lie, and only then its content. A zip file
can be read in several ways; what is left after these checks can be read in one.
"""

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from stem2code_eval.submission.findings import BundleError
from stem2code_eval.submission.form import NAME, REQUIRED

MAX_BUNDLE = 512 * 2**20
"""Bytes of the file."""
MAX_UNPACKED = 2**30
"""Bytes of all members together."""
MAX_MEMBERS = 20_000
MAX_DIRECTORY = 4 * 2**20
"""Bytes of the directory at the end of the file, which is read into memory."""
MAX_MEMBER = {".json": 32 * 2**20, ".jsonl": 256 * 2**20, ".png": 64 * 2**20}
"""Bytes of one member, unpacked, by what its name ends in."""

_END = struct.Struct("<4s4H2LH")
_LOCAL = struct.Struct("<4s5H3L2H")
_CHUNK = 2**20
_UTF8 = 0x800
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What `zipfile` is known to raise on damaged members."""


def unpack(path: Path, folder: Path, max_bytes: int = MAX_BUNDLE) -> None:
    """Unpack the bundle at `path` into the empty folder `folder`.

    Args:
        path: the bundle.
        folder: gets a file for each member, and nothing else anywhere.
        max_bytes: of the bundle.

    Raises:
        BundleError: the file is no bundle that can be read safely; says why.
    """
    with _opened(path, max_bytes) as file:
        size = os.fstat(file.fileno()).st_size
        directory_at = _check_end(file, size, path)
        try:
            archive = zipfile.ZipFile(file)
        except (*_BROKEN, OverflowError) as error:
            raise BundleError(f"{path} is damaged: {error}.") from error
        with archive:
            members = archive.infolist()
            _check_members(members)
            _check_places(members, file, directory_at)
            (folder / "blobs").mkdir()
            for member in members:
                _write(archive, member, folder / member.filename)


@contextmanager
def _opened(path: Path, max_bytes: int) -> Iterator[BinaryIO]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise BundleError(f"Cannot open {path}: {error.strerror}.") from error
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            raise BundleError(f"{path} is not a plain file.")
        if about.st_size > max_bytes:
            raise BundleError(f"{path} has {about.st_size} bytes, more than {max_bytes}; not read.")
        yield file


def _check_end(file: BinaryIO, size: int, path: Path) -> int:
    """Return where the directory begins; the file must end with it and one plain end record."""
    file.seek(max(0, size - _END.size))
    record = file.read(_END.size)
    if len(record) < _END.size or not record.startswith(b"PK\5\6"):
        raise BundleError(f"{path} is not a bundle: it does not end as one that `submit pack` wrote.")
    _, disk, directory_disk, here, members, length, start, comment = _END.unpack(record)
    if disk or directory_disk or here != members or comment or start + length + _END.size != size:
        raise BundleError(f"{path} is not a bundle: its end record does not fit the file.")
    if members > MAX_MEMBERS or length > MAX_DIRECTORY:
        raise BundleError(f"{path} has {members} members, and a directory of {length} bytes: more than is read.")
    file.seek(max(0, size - _END.size - 20))
    if file.read(4) == b"PK\6\7":
        raise BundleError(f"{path} is not a bundle: it has the end record of a larger kind of archive.")
    return int(start)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename
        problem = _problem(member, name)
        if problem:
            raise BundleError(f"The member {name[:100]!r} {problem}.")
        if name in seen:
            raise BundleError(f"The member {name!r} is there twice.")
        seen.add(name)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise BundleError(f"The bundle unpacks to {unpacked} bytes, more than {MAX_UNPACKED}; not read.")
    missing = [name for name in REQUIRED if name not in seen]
    if missing:
        raise BundleError(f"The bundle has no {' and no '.join(missing)}.")


def _problem(member: zipfile.ZipInfo, name: str) -> str:
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/") or "\0" in path or "\\" in name:
        return "has a name that leads out of the bundle"
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or member.is_dir():
        return "is a link, a folder or a device"
    if not NAME.fullmatch(name) or member.filename != name:
        return "has a name that no file of a bundle has"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if member.flag_bits & ~_UTF8 or member.extra or member.comment:
        return "is marked in a way that `submit pack` does not"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that is not read"
    most = MAX_MEMBER[Path(name).suffix]
    if member.file_size > most:
        return f"unpacks to {member.file_size} bytes, more than {most}"
    return ""


def _check_places(members: list[zipfile.ZipInfo], file: BinaryIO, directory_at: int) -> None:
    """Refuse members that share bytes, and bytes that belong to no member."""
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset != end:
            raise BundleError(f"The member {member.filename!r} lies over another one, or behind bytes of no member.")
        file.seek(end)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
            raise BundleError(f"The member {member.filename!r} is not where the directory says.")
        *_, name, extra = _LOCAL.unpack(header)
        end += _LOCAL.size + name + extra + member.compress_size
    if end != directory_at:
        raise BundleError("The members do not end where the directory begins.")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    written = 0
    try:
        with archive.open(member) as source, path.open("xb") as target:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > member.file_size:
                    break
                target.write(chunk)
    except _BROKEN as error:
        raise BundleError(f"The member {member.filename!r} is damaged: {error}.") from error
    if written != member.file_size:
        raise BundleError(f"The member {member.filename!r} does not unpack to the {member.file_size} bytes it says.")
