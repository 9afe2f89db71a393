"""Thumbnails of an entry: checked, decoded, and written anew, so that nothing but pixels reaches the site."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from stem2code_eval.board.entry import SampleRow
from stem2code_eval.board.reading import PICTURES, Listed
from stem2code_eval.errors import UserError
from stem2code_eval.report.text import short, visible

MOST = 24
"""Pictures of one entry."""
WIDEST = 480
"""Pixels; also the greatest height is four times that."""
_LIMIT = 512 << 10
"""Bytes of a file."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture of one figure: what was shown beside what came back."""

    name: str
    sample: str
    outcome: str
    score: float | None
    """By the entry's first metric."""
    width: int
    height: int
    png: bytes


def thumbnails(listed: Listed, rows: Iterable[SampleRow], headline: str) -> list[Thumbnail]:
    """Return the pictures that the samples of an entry name.

    Raises:
        UserError: one is missing, damaged, a link, too large, or there are too many; the message names the file.
    """
    found: dict[str, Thumbnail] = {}
    for row in rows:
        if row.picture_name is None or listed.folder is None:
            continue
        path = listed.folder / PICTURES / row.picture_name
        if len(found) == MOST:
            raise UserError(f"{listed.folder}: more than {MOST} samples name a picture.")
        if row.picture_name in found:
            raise UserError(f"{path} is named by two samples.")
        width, height, png = _read(path)
        score = row.metrics.get(headline)
        found[row.picture_name] = Thumbnail(row.picture_name, row.id, row.outcome, score, width, height, png)
    return list(found.values())


def _read(path: Path) -> tuple[int, int, bytes]:
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise UserError(f"{path} is named in samples.jsonl and is no plain file.")
    if path.stat().st_size > _LIMIT:
        raise UserError(f"{path} has more than {_LIMIT:,} bytes; a thumbnail needs less.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG",)) as image:
                if image.width > WIDEST or image.height > 4 * WIDEST:
                    raise UserError(f"{path} has {image.width} x {image.height} pixels; at most {WIDEST} wide.")
                pixels = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UserError(f"{path} is no PNG that can be read: {short(visible(str(error)))}.") from error
    buffer = BytesIO()
    pixels.save(buffer, "PNG", optimize=True)
    return pixels.width, pixels.height, buffer.getvalue()
