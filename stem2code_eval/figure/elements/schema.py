"""The form of an element list, as a program's process sends it: checked before anything looks at its content.

`docs/elements.md` documents it; `sandbox/runner/elements.py` writes it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stem2code_eval.sandbox.runner.elements import MAX_ITEMS, MAX_NUMBERS, MAX_TEXT

Coordinate = Annotated[int, Field(ge=-(1 << 24), le=1 << 24)]
Colour = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
Width = Annotated[float, Field(ge=0, le=1e5)]
Scale = Annotated[float, Field(ge=-1e6, le=1e6)]
Points = Annotated[list[Coordinate], Field(max_length=MAX_NUMBERS)]
Colours = Annotated[list[Colour | None], Field(min_length=1, max_length=MAX_ITEMS)]


class BadElements(ValueError):
    """The bytes are not an element list of this picture."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class Clip(_Strict):
    """A region outside of which nothing of an element is drawn; both parts bind where both are there."""

    box: list[Coordinate] | None = Field(default=None, min_length=4, max_length=4)
    points: Points | None = None
    pieces: list[int] | None = None


class _Element(_Strict):
    group: int = Field(ge=0)
    clip: int | None = Field(default=None, ge=0)


class _Shaped(_Element):
    points: Points
    pieces: list[int] = Field(max_length=MAX_NUMBERS)
    """Points of each piece; negative where the piece is closed."""
    face: Colours | None = None
    """One for all items, or cycled through by the items; so are `edge` and `width`."""
    edge: Colours | None = None
    width: list[Width] | None = Field(default=None, min_length=1)
    dash: list[Width] | None = Field(default=None, max_length=32)
    dash_start: float = Field(default=0.0, ge=-1e5, le=1e5)
    """Pixels of the pattern that are left out at the start."""
    hatch: Annotated[str, Field(max_length=64)] | None = None


class Paths(_Shaped):
    """Outlines, filled or stroked."""

    kind: Literal["paths"]
    items: list[int] | None = None
    """Pieces of each item; all in one item where left out."""
    ink: Colour | None = None
    """Of the hatching."""


class Markers(_Shaped):
    """One outline stamped at many places."""

    kind: Literal["markers"]
    at: Points
    scale: list[Scale] | None = Field(default=None, min_length=1)


class Text(_Element):
    """One line of text."""

    kind: Literal["text"]
    text: str = Field(max_length=MAX_TEXT)
    math: bool = False
    size: float = Field(ge=0, le=1e6)
    """Pixels an em."""
    angle: float = Field(default=0.0, ge=-1e6, le=1e6)
    ink: Colour
    box: list[Coordinate] = Field(min_length=8, max_length=8)
    """Four corners, from the lower left of the writing on."""


class Image(_Element):
    """An area of pixels, of which only the place is known."""

    kind: Literal["image"]
    how: Literal["image", "mesh", "triangles", "filter"]
    box: list[Coordinate] = Field(min_length=4, max_length=4)


Element = Annotated[Paths | Markers | Text | Image, Field(discriminator="kind")]


class ElementList(_Strict):
    """All that was drawn, in order."""

    schema_version: Literal[1] = Field(alias="schema")
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    dpi: float = Field(ge=1e-3, le=1e5)
    scale: Literal[16]
    paper: Annotated[str, Field(pattern=r"^([0-9a-f]{8})?$")]
    cut: int = Field(ge=0)
    groups: list[str]
    clips: list[Clip]
    elements: list[Element]


def read_elements(data: bytes) -> ElementList:
    """Return the element list in JSON bytes.

    Raises:
        BadElements: they are not one.
    """
    try:
        found = ElementList.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadElements(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    for element in found.elements:
        if element.group >= len(found.groups) or (element.clip or 0) >= max(1, len(found.clips)):
            raise BadElements("an element names a group or a clip that is not there")
        if isinstance(element, Paths | Markers):
            _check_shape(element)
    return found


def check_elements(data: bytes, width: int, height: int) -> None:
    """Check that bytes are an element list of a picture of that size.

    Raises:
        BadElements: they are not.
    """
    found = read_elements(data)
    if (found.width, found.height) != (width, height):
        raise BadElements(f"it is of a picture of {found.width} x {found.height} pixels")


def _check_shape(element: Paths | Markers) -> None:
    if 2 * sum(map(abs, element.pieces)) != len(element.points):
        raise BadElements("the pieces of a path do not fit its points")
    if isinstance(element, Paths) and element.items is not None and sum(element.items) != len(element.pieces):
        raise BadElements("the items of a path do not fit its pieces")
    if isinstance(element, Markers) and len(element.at) % 2:
        raise BadElements("a marker has half a place")
