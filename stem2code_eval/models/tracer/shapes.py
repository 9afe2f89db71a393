"""What a traced drawing consists of. Coordinates are pixels of the working picture, x to the right, y downwards."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, 2): x and y."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How a stroke is drawn."""

    colour: str
    """`#rrggbb`."""
    width: float
    """Pixels."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stroke; with `dash` (on, off) in pixels it is dashed."""

    start: Points
    """Shape (2,)."""
    end: Points
    """Shape (2,)."""
    pen: Pen
    dash: tuple[float, float] | None = None

    @property
    def length(self) -> float:
        """Pixels."""
        return float(np.linalg.norm(self.end - self.start))


@dataclass(frozen=True, slots=True)
class Curve:
    """A stroke through points."""

    points: Points
    pen: Pen
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """A stroke along a circle from `start` by `sweep` (radians, positive from x towards y)."""

    centre: Points
    """Shape (2,)."""
    radius: float
    start: float
    sweep: float
    pen: Pen


@dataclass(frozen=True, slots=True)
class Ring:
    """An ellipse drawn as an outline; a circle when both half-axes are equal."""

    centre: Points
    """Shape (2,)."""
    half_axes: tuple[float, float]
    angle: float
    """Radians from the x axis to the first half-axis."""
    pen: Pen


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled ellipse; a circle when both half-axes are equal."""

    centre: Points
    """Shape (2,)."""
    half_axes: tuple[float, float]
    angle: float
    colour: str


@dataclass(frozen=True, slots=True)
class Area:
    """A filled polygon; further rings run the other way round and are holes."""

    rings: tuple[Points, ...]
    colour: str


Stroke = Segment | Curve | Arc | Ring
Fill = Disc | Area


@dataclass(frozen=True, slots=True)
class Drawing:
    """A traced picture, in drawing order."""

    width: float
    """Pixels of the working picture."""
    height: float
    background: str
    fills: tuple[Fill, ...]
    strokes: tuple[Stroke, ...]
    glyphs: tuple[Fill, ...]
    """Small ink that is neither line nor curve: letters, arrow heads, dots."""


def ink_length(stroke: Stroke) -> float:
    """Return the length of a stroke in pixels."""
    match stroke:
        case Segment():
            return stroke.length
        case Arc():
            return stroke.radius * abs(stroke.sweep)
        case Ring():
            return float(np.pi * sum(stroke.half_axes))
        case Curve():
            return float(np.hypot(*np.diff(stroke.points, axis=0).T).sum())


def hex_colour(rgb: NDArray[np.floating]) -> str:
    """Return `#rrggbb` for a colour of shape (3,), 0-255; nearly black, white and neutral tones are made pure."""
    red, green, blue = (float(v) for v in rgb)
    if max(red, green, blue) - min(red, green, blue) <= 6:
        red = green = blue = (red + green + blue) / 3
    levels = [0 if v < 10 else 255 if v > 248 else round(v) for v in (red, green, blue)]
    return "#{:02x}{:02x}{:02x}".format(*levels)


def negative(drawing: Drawing) -> Drawing:
    """Return the drawing with every colour inverted."""
    return replace(
        drawing,
        background=_inverted(drawing.background),
        fills=tuple(replace(f, colour=_inverted(f.colour)) for f in drawing.fills),
        strokes=tuple(replace(s, pen=replace(s.pen, colour=_inverted(s.pen.colour))) for s in drawing.strokes),
        glyphs=tuple(replace(g, colour=_inverted(g.colour)) for g in drawing.glyphs),
    )


def _inverted(colour: str) -> str:
    return f"#{0xFFFFFF - int(colour[1:], 16):06x}"
