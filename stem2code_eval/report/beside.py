"""The files beside the page: a small page for each sample, and thumbnails.

They are made anew each time, so that nothing which somebody else put there is taken over. A file is put in the place
of an old one in one step, which never writes through a link.
"""

import os
import re
import tempfile
from pathlib import Path

from stem2code_eval.errors import UserError

PICTURES, SAMPLES = "pictures", "samples"
_OURS = re.compile(r"[0-9]{5,9}\.html|[0-9a-f]{64}\.webp|\..*\.tmp")


class Beside:
    """The folder of a page, with `pictures/` and `samples/` in it.

    Args:
        folder: made, with the two, when it is not there.

    Raises:
        UserError: it cannot be made, or one of the three is a link, which may lead anywhere.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: set[str] = set()
        for each in (folder, folder / PICTURES, folder / SAMPLES):
            if each.is_symlink():
                raise UserError(f"{each} is a link, through which nothing is written. Remove it.")
            try:
                each.mkdir(exist_ok=True)
            except OSError as error:
                raise UserError(f"Cannot make the folder {each}: {error.strerror}.") from error

    def picture(self, name: str, data: bytes) -> None:
        """Write the thumbnail called `name`, once."""
        self._write(f"{PICTURES}/{name}.webp", data)

    def sample(self, number: int, page: str) -> None:
        """Write the page of a sample."""
        self._write(sample_page(number), page.encode("utf-8"))

    def sweep(self) -> None:
        """Remove what an earlier page had beside it and this one has not."""
        for folder in (PICTURES, SAMPLES):
            for each in (self._folder / folder).iterdir():
                if _OURS.fullmatch(each.name) and f"{folder}/{each.name}" not in self._written:
                    each.unlink()

    def _write(self, name: str, data: bytes) -> None:
        if name in self._written:
            return
        self._written.add(name)
        path = self._folder / name
        try:
            descriptor, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                os.fchmod(descriptor, 0o644)
            os.replace(temporary, path)
        except OSError as error:
            raise UserError(f"Cannot write {path}: {error.strerror}.") from error


def sample_page(number: int) -> str:
    """Return where, from the page, the page of a sample is."""
    return f"{SAMPLES}/{number:05d}.html"
