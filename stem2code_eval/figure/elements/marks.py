"""From the compact list to single marks: one outline in one style, one text, one area of pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from stem2code_eval.figure.elements.schema import ElementList, Image, Markers, Paths, Text
from stem2code_eval.sandbox.runner.elements import SCALE

T = TypeVar("T")

Points = NDArray[np.float64]
"""`(n, 2)`: x to the right, y downwards, in pixels of the picture."""

Rgba = tuple[float, float, float, float]
"""0 to 1."""

MAX_MARKS = 6000
"""Marks that are scored; a figure with more says that it was cut."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A path in one style."""

    pieces: list[Points]
    closed: list[bool]
    face: Rgba | None
    edge: Rgba | None
    width: float
    """Pixels."""
    dash: tuple[float, ...] | None
    """Pixels on, off, on, ..."""
    dash_start: float
    """Pixels."""
    hatch: str | None
    clip: int | None
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """A line of text."""

    text: str
    math: bool
    size: float
    """Pixels an em."""
    angle: float
    ink: Rgba
    box: Points
    """Four corners."""
    group: str

    @property
    def centre(self) -> NDArray[np.float64]:
        """Middle of the box, `(2,)`."""
        return self.box.mean(axis=0)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Pixels that came as such."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom."""
    how: str
    group: str


Mark = Outline | Writing | Area


def marks(listed: ElementList) -> tuple[list[Mark], int]:
    """Return the marks of a list in drawing order, at most `MAX_MARKS`, and how many were left out."""
    found: list[Mark] = []
    missing = listed.cut
    for element in listed.elements:
        group = listed.groups[element.group]
        match element:
            case Text():
                single: Iterator[Mark] = iter([_writing(element, group)])
            case Image():
                single = iter([_area(listed, element, group)])
            case Paths():
                single = _paths(element, group)
            case Markers():
                single = _markers(element, group)
        for mark in single:
            if len(found) < MAX_MARKS:
                found.append(mark)
            else:
                missing += 1
    return found, missing


@lru_cache(maxsize=1024)
def rgba(colour: str) -> Rgba:
    """Return `rrggbbaa` as numbers."""
    red, green, blue, alpha = bytes.fromhex(colour)
    return red / 255, green / 255, blue / 255, alpha / 255


def _points(numbers: list[int]) -> Points:
    return np.array(numbers, float).reshape(-1, 2) / SCALE


def _pick(values: list[T] | None, number: int) -> T | None:
    return None if values is None else values[number % len(values)]


def _colour(values: list[str | None] | None, number: int) -> Rgba | None:
    found = _pick(values, number)
    return None if found is None else rgba(found)


def _split(points: Points, pieces: list[int]) -> list[Points]:
    ends = list(accumulate(map(abs, pieces)))
    return [points[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _paths(element: Paths, group: str) -> Iterator[Outline]:
    pieces = _split(_points(element.points), element.pieces) if element.pieces else []
    items = [len(pieces)] if element.items is None else element.items
    start = 0
    for number, count in enumerate(items):
        own = slice(start, start + count)
        start += count
        if count:
            yield _outline(element, group, pieces[own], [size < 0 for size in element.pieces[own]], number)


def _markers(element: Markers, group: str) -> Iterator[Outline]:
    shape = _split(_points(element.points), element.pieces)
    closed = [size < 0 for size in element.pieces]
    for number, centre in enumerate(_points(element.at)):
        scale = _pick(element.scale, number) or 1.0
        yield _outline(element, group, [piece * scale + centre for piece in shape], closed, number)


def _outline(element: Paths | Markers, group: str, pieces: list[Points], closed: list[bool], number: int) -> Outline:
    edge = _colour(element.edge, number)
    width = _pick(element.width, number) or 0.0
    return Outline(
        pieces,
        closed,
        _colour(element.face, number),
        edge if width > 0 else None,
        width,
        None if element.dash is None else tuple(element.dash),
        element.dash_start,
        element.hatch,
        element.clip,
        group,
    )


def _writing(element: Text, group: str) -> Writing:
    return Writing(
        element.text, element.math, element.size, element.angle, rgba(element.ink), _points(element.box), group
    )


def _area(listed: ElementList, element: Image, group: str) -> Area:
    (x0, y0), (x1, y1) = _points(element.box)
    boxes = [
        (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)),
        (0.0, 0.0, float(listed.width), float(listed.height)),
    ]
    clip = None if element.clip is None else listed.clips[element.clip].box
    if clip is not None:
        (u0, v0), (u1, v1) = _points(clip)
        boxes.append((min(u0, u1), min(v0, v1), max(u0, u1), max(v0, v1)))
    left, top, right, bottom = zip(*boxes, strict=True)
    return Area((max(left), max(top), min(right), min(bottom)), element.how, group)
