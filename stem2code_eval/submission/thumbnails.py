"""Small pictures of an entry: reference and reconstruction side by side, written anew from their pixels."""

import io
from collections.abc import Sequence

from PIL import Image

from stem2code_eval.figure.decode import PictureError, decode
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store

WIDTH = 480
"""Pixels; of both pictures together."""
MOST = 24
"""Pictures of an entry."""
_MARGIN = 4
_COLOURS = 64


def chosen(rows: Sequence[ScoreRow], most: int = MOST) -> list[ScoreRow]:
    """Return the rows that get a picture: those with a result, the first of each subject, then the second, ..."""
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, ScoreRow]] = []
    for at, row in enumerate(rows):
        if row.covered and row.repeat in (None, 0):
            turns[row.subject] = turns.get(row.subject, 0) + 1
            ranked.append((turns[row.subject], at, row))
    taken = sorted(ranked, key=lambda each: each[:2])[:most]
    return [row for _, _, row in sorted(taken, key=lambda each: each[1])]


def side_by_side(store: Store, row: ScoreRow) -> bytes | None:
    """Return a PNG of a sample of a run, `WIDTH` pixels wide; None where the reference cannot be read.

    The right half is grey where nothing was drawn.
    """
    reference, rendering = store.references.get(row.id), store.renders.get(row.id, row.repeat)
    if reference is None:
        return None
    width = (WIDTH - _MARGIN) // 2
    try:
        left = _small(store, reference.image, width)
        drawn = rendering.image if rendering is not None else None
        right = _small(store, drawn, width) if drawn is not None else Image.new("RGB", left.size, "#e0e0e0")
    except PictureError:
        return None
    sheet = Image.new("RGB", (WIDTH, max(left.height, right.height)), "#c0c0c0")
    sheet.paste(left, (0, 0))
    sheet.paste(right, (width + _MARGIN, 0))
    buffer = io.BytesIO()
    sheet.quantize(_COLOURS, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _small(store: Store, name: str, width: int) -> Image.Image:
    image = Image.fromarray(decode(store.blobs.path(name).read_bytes()))
    image.thumbnail((width, width), Image.Resampling.HAMMING)
    page = Image.new("RGB", (width, image.height), "white")
    page.paste(image, ((width - image.width) // 2, 0))
    return page
