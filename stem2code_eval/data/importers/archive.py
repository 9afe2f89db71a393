"""The files of a zip archive that nobody vouches for: looked at by name, read one by one, never unpacked to a path."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from stem2code_eval.data.importers.findings import Finding
from stem2code_eval.data.importers.leftovers import is_leftover
from stem2code_eval.data.importers.shelf import Stored
from stem2code_eval.data.pictures import MAX_BYTES
from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError

MAX_MEMBERS = 200_000
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN_MEMBER = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What `zipfile` is known to raise on damaged, encrypted or exotically compressed members."""


@contextmanager
def open_archive(path: Path) -> Iterator[tuple[list[Stored], list[Finding]]]:
    """Open a zip archive and yield its files and what is odd about them; they can be read until the end.

    Members with names that lead out of the archive, links, encrypted ones and those larger than a picture may be are
    not among the files. Two members of one name are two files.

    Raises:
        UserError: the file is not a zip archive, or has more than `MAX_MEMBERS` members.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*_BROKEN_MEMBER, OverflowError) as error:
        raise UserError(f"{path} cannot be opened as a zip archive: {error}.") from error
    with archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise UserError(f"{path} has {len(members)} members, more than {MAX_MEMBERS}; this is no set of pictures.")
        files: list[Stored] = []
        findings: list[Finding] = []
        for member in members:
            if not member.is_dir():
                _take(archive, member, path, files, findings)
        yield files, findings


def _take(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, files: list[Stored], findings: list[Finding]
) -> None:
    names, is_utf8 = _names(member)
    place = f"{path.name}/{names[0]}"
    if is_leftover(names[0]):
        findings.append(Finding("not a picture's file", place, "left behind by a system; passed over."))
        return
    refusal = _refusal(member, names)
    if refusal:
        findings.append(Finding("refused member", place, refusal))
        return
    if not is_utf8:
        findings.append(Finding("name not UTF-8", place, f"its name was read as {' or '.join(names)}."))
    files.append(Stored(place, names, partial(_read, archive, member, place)))


def _names(member: zipfile.ZipInfo) -> tuple[tuple[str, ...], bool]:
    """Return what the member may be called, and whether that is sure.

    A name without the mark of UTF-8 comes from `zipfile` in code page 437, whatever its writer had (APPNOTE.TXT,
    appendix D); it is read again as UTF-8 and as GBK.
    """
    name = member.orig_filename
    if member.flag_bits & _UTF8_NAME or name.isascii():
        return (name,), True
    raw = name.encode("cp437", "surrogateescape")
    for codec in ("utf-8", "gbk"):
        try:
            read = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        return (read, name), codec == "utf-8"
    return (name,), False


def _refusal(member: zipfile.ZipInfo, names: tuple[str, ...]) -> str:
    """Return why a member is not read, as a sentence; empty when it may be."""
    for name in names:
        path = name.replace("\\", "/")
        if path.startswith("/") or _DRIVE.match(path) or ".." in path.split("/") or "\0" in path:
            return "its name leads out of the archive; not read."
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link or a device; not read."
    if member.flag_bits & _ENCRYPTED:
        return "it is encrypted; not read."
    if member.file_size > MAX_BYTES:
        return f"it unpacks to {member.file_size} bytes, more than {MAX_BYTES}; not read."
    return ""


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str) -> bytes:
    try:
        with archive.open(member) as file:
            data = file.read(MAX_BYTES + 1)
    except _BROKEN_MEMBER as error:
        raise PictureError(f"{place} cannot be unpacked: {error}.") from error
    if len(data) > MAX_BYTES:
        raise PictureError(f"{place} unpacks to more than {MAX_BYTES} bytes, though it says less.")
    return data
