"""Write a zip file that is the same, byte for byte, whoever packs the same files, and when."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from stem2code_eval.data.files import replace_file

_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can tell."""
_MODE = 0o100644
_LEVEL = 9


def write_zip(path: Path, files: Iterable[tuple[str, bytes | Path]]) -> None:
    """Write `files` (name and content, or where the content is) as a zip file, sorted by name.

    Pictures, which are compressed already, are stored as they are.

    Raises:
        UserError: the disk is full or failed; what was at `path` is still there.
    """
    temporary = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(temporary, "w") as archive:
            for name, content in sorted(files, key=lambda file: file[0]):
                about = zipfile.ZipInfo(name, _TIME)
                about.create_system = 3
                about.external_attr = _MODE << 16
                about.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
                data = content if isinstance(content, bytes) else content.read_bytes()
                archive.writestr(about, data, compresslevel=_LEVEL)
        with temporary.open("rb") as whole:
            replace_file(path, iter(lambda: whole.read(2**20), b""))
    finally:
        temporary.unlink(missing_ok=True)
