"""The element list: what was drawn, in the order in which it was drawn, in pixels of the picture.

One JSON object, documented in `docs/elements.md`. Coordinates are whole numbers of 1/`SCALE` pixel, x to the right and
y downwards from the upper left corner. Lists are bounded; what did not fit is counted under `cut`.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

SCHEMA = 1
SCALE = 16
MAX_ITEMS = 20_000
"""Paths, markers, texts and images in one list."""
MAX_NUMBERS = 600_000
"""Coordinates in one list."""
MAX_BYTES = 4 * 1024 * 1024
MAX_TEXT = 500
"""Characters of one text."""
_FAR = 1 << 24
_CLOSE = 79
_MOVE = 1


class ElementList:
    """Collects elements while a figure is drawn. Nothing here reads the artists: it sees what the renderer is told.

    Args:
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        dpi: pixels an inch.
    """

    def __init__(self, width: int, height: int, dpi: float) -> None:
        self.width, self.height, self.dpi = width, height, dpi
        self._elements: list[dict[str, Any]] = []
        self._items = self._numbers = self._cut = 0
        self._groups: dict[tuple[str, ...], int] = {}
        self._clips: dict[tuple[Any, ...], int] = {}

    def room_for(self, items: int, numbers: int) -> bool:
        """Say whether that many more fit, and count them as taken, or else as cut."""
        fits = self._items + items <= MAX_ITEMS and self._numbers + numbers <= MAX_NUMBERS
        if fits:
            self._items += items
            self._numbers += numbers
        else:
            self._cut += items
        return fits

    def add(self, kind: str, group: tuple[str, ...], **values: Any) -> None:
        """Add an element; values that are None are left out."""
        number = self._groups.setdefault(group, len(self._groups))
        element = {"kind": kind, "group": number}
        element.update((name, value) for name, value in values.items() if value is not None)
        self._elements.append(element)

    def remember_clip(self, rectangle: Any, path: Sequence[Any] | None) -> int | None:
        """Return the number of a clipping region: a rectangle `(x0, y0, x1, y1)`, y upwards, and an outline."""
        if rectangle is None and path is None:
            return None
        box = None if rectangle is None else tuple(self.points(np.reshape(rectangle, (2, 2))))
        key = (box, None if path is None else (tuple(path[0]), tuple(path[1])))
        return self._clips.setdefault(key, len(self._clips))

    def points(self, vertices: Any) -> list[int]:
        """Return display coordinates `(n, 2)`, y upwards, as the list holds them: x, y, x, y, ..."""
        found = np.multiply(np.asarray(vertices, float), (SCALE, -SCALE))
        found[:, 1] += self.height * SCALE
        np.clip(found, -_FAR, _FAR, out=found)
        return np.rint(found).astype(np.int64).ravel().tolist()  # type: ignore[no-any-return]

    def outline(self, vertices: Any, codes: Any) -> tuple[list[int], list[int]]:
        """Return a flattened path as coordinates and, for each of its pieces, how many points it has.

        The number is negative for a piece that is closed.

        Args:
            vertices: `(n, 2)` in pixels, y upwards.
            codes: `(n,)` of `matplotlib.path.Path` codes without curves; None for one open piece.
        """
        if codes is None:
            return self.points(vertices), [len(vertices)]
        kept = (codes == _MOVE) | (codes == 2)
        starts = np.flatnonzero(codes[kept] == _MOVE)
        if not len(starts):
            return [], []
        ends = np.append(starts[1:], int(kept.sum()))
        closed = np.zeros(len(starts), bool)
        places = np.flatnonzero(codes == _CLOSE)
        if len(places):
            piece = np.cumsum(codes == _MOVE)[places] - 1
            closed[piece[piece >= 0]] = True
        lengths = ends - starts
        return self.points(vertices[kept]), np.where(closed, -lengths, lengths).tolist()

    def to_json(self, paper: str) -> bytes:
        """Return the list as JSON; elements at the end are cut as long as it is too large.

        Args:
            paper: the colour under everything, as `rrggbbaa`.
        """
        elements = self._elements
        while True:
            data = json.dumps(self._document(paper, elements), separators=(",", ":")).encode("utf-8", "replace")
            if len(data) <= MAX_BYTES:
                return data
            keep = len(elements) * 3 // 4
            self._cut += len(elements) - keep
            elements = elements[:keep]

    def _document(self, paper: str, elements: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "width": self.width,
            "height": self.height,
            "dpi": self.dpi,
            "scale": SCALE,
            "paper": paper,
            "cut": self._cut,
            "groups": ["/".join(group) for group in self._groups],
            "clips": [_clip(*key) for key in self._clips],
            "elements": elements,
        }


def _clip(box: tuple[int, ...] | None, path: tuple[tuple[int, ...], tuple[int, ...]] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if box is not None:
        found["box"] = list(box)
    if path is not None:
        found.update(points=list(path[0]), pieces=list(path[1]))
    return found


def colour(rgba: Any) -> str | None:
    """Return a colour of 3 or 4 numbers of 0 to 1 as `rrggbbaa`; None for None and for what is fully transparent."""
    if rgba is None:
        return None
    numbers = [min(255, max(0, round(float(value) * 255))) for value in rgba]
    if len(numbers) == 3:
        numbers.append(255)
    return None if numbers[3] == 0 else bytes(numbers).hex()


def colours(rgba: Iterable[Any]) -> list[str | None]:
    """Return colours; all the same as one."""
    found = [colour(each) for each in rgba]
    return found[:1] if len(set(found)) == 1 else found
