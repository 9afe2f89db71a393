"""Pictures, element lists and logs of a run, named by the hash of their content."""

import os
from pathlib import Path

from stem2code_eval.data.files import replace_file
from stem2code_eval.hashing import sha256_bytes

FOLDER = "blobs"


def sha256_of(name: str) -> str:
    """Return the hash of the content of the blob at `name`, such as `blobs/ab12….png`."""
    return name.removeprefix(f"{FOLDER}/").partition(".")[0]


class Blobs:
    """The folder `blobs/` of a run folder. Safe for many threads: equal content has one name and one file."""

    def __init__(self, run: Path) -> None:
        self._run = run
        (run / FOLDER).mkdir(exist_ok=True)
        for left_over in (run / FOLDER).glob(".*.tmp"):
            left_over.unlink(missing_ok=True)

    def put(self, data: bytes, suffix: str) -> str:
        """Store `data` and return its path in the run folder, such as `blobs/ab12….png`."""
        name = f"{FOLDER}/{sha256_bytes(data)}{suffix}"
        if not self.has(name):
            replace_file(self.place(name), [data])
        return name

    def has(self, name: str) -> bool:
        """Return whether the blob at `name` (a path in the run folder) is there."""
        return os.path.isfile(self.place(name))

    def place(self, name: str) -> str:
        """Return where the blob at `name` is, as text: Python keeps a table of all parts of every `Path`."""
        return f"{self._run}/{name}"

    def path(self, name: str) -> Path:
        """Return where the blob at `name` is."""
        return self._run / name
