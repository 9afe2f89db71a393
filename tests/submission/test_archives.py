"""Zip files made to harm whoever opens them: refused, in little memory, with nothing written outside or left behind."""

import io
import os
import resource
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from forging import read

from stem2code_eval.submission import archive
from stem2code_eval.submission.bundle import open_bundle
from stem2code_eval.submission.findings import BundleError

pytestmark = pytest.mark.usefixtures("nothing_left")
Attack = Callable[[Path, Path], object]
"""Makes an attack at the first path; the second is an honest bundle."""
ZEROS = "blobs/" + "0" * 64 + ".json"


def member(name: str = ZEROS, mode: int = 0o100644) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo("x", (1980, 1, 1, 0, 0, 0))
    about.filename = name
    about.create_system = 3
    about.external_attr = mode << 16
    about.compress_type = zipfile.ZIP_DEFLATED
    return about


def beside(path: Path, honest: Path, *more: tuple[zipfile.ZipInfo, bytes]) -> None:
    """Write an honest bundle with more members."""
    with zipfile.ZipFile(path, "w") as target:
        for name, data in read(honest).items():
            target.writestr(member(name), data)
        for about, data in more:
            target.writestr(about, data)


def named(name: str) -> Attack:
    return lambda path, honest: beside(path, honest, (member(name), b"planted"))


def renamed(name: str, becomes: bytes) -> Attack:
    """Write a member under a name that `zipfile` does not write."""

    def attack(path: Path, honest: Path) -> None:
        assert len(name) == len(becomes)
        named(name)(path, honest)
        path.write_bytes(path.read_bytes().replace(name.encode(), becomes))

    return attack


def of_kind(mode: int, data: bytes = b"/etc/passwd") -> Attack:
    return lambda path, honest: beside(path, honest, (member(mode=mode), data))


def twice(path: Path, honest: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        beside(path, honest, (member("results.json"), b"{}"))


def in_directory(change: Callable[[bytearray, int], None], name: bytes = ZEROS.encode()) -> Attack:
    """Change the record of a planted member in the directory."""

    def attack(path: Path, honest: Path) -> None:
        named(name.decode())(path, honest)
        data = bytearray(path.read_bytes())
        change(data, data.rindex(name) - 46)
        path.write_bytes(data)

    return attack


def encrypted(data: bytearray, at: int) -> None:
    data[at + 8] |= 1


def strange_method(data: bytearray, at: int) -> None:
    data[at + 10 : at + 12] = struct.pack("<H", 98)


def says_ten_gigabytes(data: bytearray, at: int) -> None:
    data[at + 24 : at + 28] = struct.pack("<L", 0xFFFFFFF0)


def lies_over_the_first(data: bytearray, at: int) -> None:
    data[at + 42 : at + 46] = struct.pack("<L", 0)


def says_less(data: bytearray, at: int) -> None:
    data[at + 24 : at + 28] = struct.pack("<L", 3)


def bomb(path: Path, honest: Path) -> None:
    """40 MB of zeros in 40 kB, where a list may have 32."""
    beside(path, honest, (member(), bytes(40 * 2**20)))


def many_bombs(path: Path, honest: Path) -> None:
    """Each within its bound, 1.2 GB together."""
    data = bytes(30 * 2**20)
    beside(path, honest, *((member(f"blobs/{at:064x}.json"), data) for at in range(40)))


def hidden_bomb(path: Path, honest: Path) -> None:
    """40 MB that say in the directory, and in their own header, to be three bytes."""
    bomb(path, honest)
    data = bytearray(path.read_bytes())
    for at, offset in ((data.rindex(ZEROS.encode()) - 46, 24), (data.index(ZEROS.encode()) - 30, 22)):
        data[at + offset : at + offset + 4] = struct.pack("<L", 3)
    path.write_bytes(data)


def bomb_in_a_bomb(path: Path, honest: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as nested:
        nested.writestr("bomb", bytes(40 * 2**20))
    beside(path, honest, (member("blobs/bomb.zip"), inner.getvalue()))


def many_members(path: Path, honest: Path) -> None:
    with zipfile.ZipFile(path, "w") as target:
        for at in range(archive.MAX_MEMBERS + 1):
            target.writestr(f"blobs/{at:064x}.json", b"")


def with_front(path: Path, honest: Path) -> None:
    path.write_bytes(b"#!/bin/sh\n" + honest.read_bytes())


def with_tail(path: Path, honest: Path) -> None:
    path.write_bytes(honest.read_bytes() + b"PK")


def with_comment(path: Path, honest: Path) -> None:
    path.write_bytes(honest.read_bytes())
    with zipfile.ZipFile(path, "a") as target:
        target.comment = b"look here"


def two_ends(path: Path, honest: Path) -> None:
    """Two archives in one file: readers from the front see another bundle than readers from the end."""
    path.write_bytes(honest.read_bytes() + honest.read_bytes())


def large_kind(path: Path, honest: Path) -> None:
    """The directory's last bytes are the sign of zip64, which points wherever it likes."""
    data = bytearray(honest.read_bytes())
    length = struct.unpack("<L", data[-10:-6])[0]
    data[-10:-6] = struct.pack("<L", length + 20)
    path.write_bytes(bytes(data[:-22]) + b"PK\6\7" + bytes(16) + bytes(data[-22:]))


def long_directory(path: Path, honest: Path) -> None:
    data = bytearray(honest.read_bytes())
    data[-10:-6] = struct.pack("<L", 300 * 2**20)
    path.write_bytes(data)


def ten_gigabytes(path: Path, honest: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 * 2**30)


def pipe(path: Path, honest: Path) -> None:
    os.mkfifo(path)


def cut(path: Path, honest: Path) -> None:
    path.write_bytes(honest.read_bytes()[:-1000])


def flipped(path: Path, honest: Path) -> None:
    data = bytearray(honest.read_bytes())
    data[data.index(b".png") + 200] ^= 1
    path.write_bytes(data)


def without(name: str) -> Attack:
    def attack(path: Path, honest: Path) -> None:
        with zipfile.ZipFile(path, "w") as target:
            for each, data in read(honest).items():
                if each != name:
                    target.writestr(member(each), data)

    return attack


LEADS_OUT = "has a name that leads out of the bundle"
KIND = "is a link, a folder or a device"
NO_NAME = "has a name that no file of a bundle has"
ATTACKS: dict[str, tuple[Attack, str]] = {
    "a name with ../": (named("../planted.json"), LEADS_OUT),
    "a name with ../ inside": (named("blobs/../../planted.json"), LEADS_OUT),
    "an absolute name": (named("/tmp/planted.json"), LEADS_OUT),
    "a name with backslashes": (renamed("blobs/xx/planted.json", b"..\\..\\xx\\planted.json"[:21]), LEADS_OUT),
    "a drive letter": (named("C:planted.json"), LEADS_OUT),
    "a name with NUL": (renamed("run.json_.png", b"run.json\0.png"), LEADS_OUT),
    "a name not in UTF-8": (renamed("blobs/x.json", b"blobs/\xff.json"), NO_NAME),
    "a name of another file": (named("setup.py"), NO_NAME),
    "a folder": (named("blobs/"), KIND),
    "a symbolic link": (of_kind(stat.S_IFLNK | 0o777), KIND),
    "a device": (of_kind(stat.S_IFCHR | 0o666), KIND),
    "a named pipe in it": (of_kind(stat.S_IFIFO | 0o666), KIND),
    "a name twice": (twice, "The member 'results.json' is there twice"),
    "an encrypted member": (in_directory(encrypted), "is encrypted"),
    "a strange compression": (in_directory(strange_method), "is packed in a way that is not read"),
    "a bomb": (bomb, "unpacks to 41943040 bytes, more than 33554432"),
    "many bombs": (many_bombs, "The bundle unpacks to"),
    "a bomb that says less": (hidden_bomb, "is damaged: Bad CRC-32"),
    "a bomb in a bomb": (bomb_in_a_bomb, NO_NAME),
    "a member of 4 GB, as it says": (in_directory(says_ten_gigabytes), "unpacks to 4294967280 bytes"),
    "a size that is not the content's": (in_directory(says_less), "is damaged"),
    "members over each other": (in_directory(lies_over_the_first), "lies over another one"),
    "20,001 members": (many_members, "has 20001 members"),
    "a directory of 300 MB, as it says": (long_directory, "its end record does not fit the file"),
    "bytes before it": (with_front, "its end record does not fit the file"),
    "bytes behind it": (with_tail, "does not end as one that"),
    "a comment": (with_comment, "does not end as one that"),
    "two archives in one": (two_ends, "its end record does not fit the file"),
    "the end record of zip64": (large_kind, "the end record of a larger kind"),
    "10 GB": (ten_gigabytes, "has 10737418240 bytes, more than 536870912; not read"),
    "a named pipe": (pipe, "is not a plain file"),
    "cut off": (cut, "does not end as one that"),
    "a flipped bit": (flipped, "is damaged: Bad CRC-32"),
    "no responses": (without("responses.jsonl"), "The bundle has no responses.jsonl"),
    "no index": (without("bundle.json"), "The bundle has no bundle.json"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(name: str, bundle: Path, tmp_path: Path) -> None:
    attack, says = ATTACKS[name]
    path = tmp_path / "attack.zip"
    attack(path, bundle)
    with pytest.raises(BundleError) as refused, open_bundle(path):
        pass
    assert says in str(refused.value)
    assert {each.name for each in tmp_path.iterdir()} == {"attack.zip", "temporary"}
    assert not Path("/tmp/planted.json").exists()


def test_a_bundle_of_10_gb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """In a process of its own, which has the address space to load itself and not ten gigabytes more."""
    path = tmp_path / "large.zip"
    ten_gigabytes(path, path)
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from stem2code_eval.submission.bundle import open_bundle\n"
        "from stem2code_eval.submission.findings import BundleError\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n    open_bundle(Path(sys.argv[1])).__enter__()\n"
        "except BundleError as error:\n    print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    said = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True).stdout
    sentence, grown_kib = said.splitlines()
    assert "more than 536870912; not read" in sentence
    assert int(grown_kib) < 16 * 1024
    assert path.stat().st_blocks == 0, "the test itself writes nothing"


def test_a_bomb_within_the_bounds_takes_little_memory(bundle: Path, tmp_path: Path) -> None:
    """31 MB of spaces as a list: unpacked to the disk in pieces, and refused by the index."""
    path = tmp_path / "spaces.zip"
    beside(path, bundle, (member(), b" " * (31 * 2**20)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BundleError, match="not in the index"), open_bundle(path):
        pass
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
