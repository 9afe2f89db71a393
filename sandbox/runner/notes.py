"""What a renderer is told to draw, as elements: outlines, their style, texts and areas of pixels."""

from typing import Any

import numpy as np
from matplotlib import _path

from .elements import MAX_TEXT, SCALE, ElementList, colour, colours

cleanup_path: Any = vars(_path)["cleanup_path"]
"""Matplotlib's own flattening, clipping and simplifying of paths, the one that Agg draws with."""


class Notes:
    """Makes elements of what a renderer is given.

    Args:
        width: of the picture, in pixels.
        height: of the picture, in pixels.
        dpi: pixels per inch.
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        self.list = ElementList(int(width), int(height), float(dpi))
        self.groups: list[str] = []
        """The groups that the renderer is in, outermost first."""
        self.width, self.height, self.dpi = width, height, dpi

    def path(self, gc: Any, path: Any, transform: Any, rgbFace: Any) -> None:
        """Note a path; arguments as of `RendererBase.draw_path`."""
        face, edge, width = self._face(gc, rgbFace), self._edge(gc), self._width(gc)
        hatch = gc.get_hatch()
        if face is None and edge is None and not hatch:
            return
        points, pieces = self._flat(
            path, transform, filled=face is not None or bool(hatch), sketch=gc.get_sketch_params()
        )
        if pieces and self.list.room_for(1, len(points)):
            self.add(
                "paths", gc, points=points, pieces=pieces, face=face and [face], edge=edge and [edge],
                width=edge and [width], dash=edge and self._dash(gc),
                dash_start=edge and self._dash_start(gc), hatch=hatch,
                ink=hatch and colour(gc.get_hatch_color()),
            )  # fmt: skip

    def text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any,
        size: tuple[float, float, float],
    ) -> None:
        """Note one line of text.

        Args:
            gc: the graphics context.
            x: pixels, of the left end of its base line.
            y: the same, downwards.
            s: the text.
            prop: its font.
            angle: degrees.
            ismath: whether it is a formula.
            size: width, height and descent, in pixels.
        """
        ink = colour(gc.get_rgb())
        if ink is None or not s.strip() or not self.list.room_for(1, 8):
            return
        width, height, descent = size
        turn = np.radians(angle)
        along, up = np.array([np.cos(turn), -np.sin(turn)]), np.array([-np.sin(turn), -np.cos(turn)])
        corner = np.array([x, y]) - descent * up
        box = corner + np.outer([0, 1, 1, 0], along * width) + np.outer([0, 0, 1, 1], up * height)
        self.add(
            "text", gc, text=s[:MAX_TEXT], math=bool(ismath) or None,
            size=round(prop.get_size_in_points() * self.dpi / 72, 2),
            angle=round(float(angle), 1) or None, ink=ink, box=self.list.points(self._upwards(box)),
        )  # fmt: skip

    def area(self, gc: Any, low: Any, high: Any, how: str) -> None:
        """Note an area of pixels between two corners, `(2,)` each, y upwards."""
        if self.list.room_for(1, 4):
            self.add("image", gc, how=how, box=self.list.points(np.array([low, high])))

    def add(self, kind: str, gc: Any, **values: Any) -> None:
        """Add an element with the clipping of its graphics context."""
        rectangle, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
        outline = None if path is None else self._flat(path, transform, filled=True)
        clip = self.list.remember_clip(None if rectangle is None else rectangle.extents, outline)
        self.list.add(kind, tuple(self.groups), clip=clip, **values)

    def _near(self, centres: Any) -> Any:
        x, y = centres[:, 0], centres[:, 1]
        return (x > -self.width) & (x < 2 * self.width) & (y > -self.height) & (y < 2 * self.height)

    def _flat(
        self, path: Any, transform: Any, filled: bool, sketch: Any = None, origin: bool = False
    ) -> tuple[list[int], list[int]]:
        """Return a path without curves and gaps; as it lies around its own origin if `origin`."""
        clip = None if filled else (-self.width, -self.height, 2 * self.width, 2 * self.height)
        vertices, codes = cleanup_path(
            path, transform, True, clip, False, 1.0, bool(path.should_simplify) and not filled, False, sketch
        )
        points, pieces = self.list.outline(vertices, codes)
        if origin:
            points[1::2] = [y - self.list.height * SCALE for y in points[1::2]]
        return points, pieces

    def _styles(self, gc: Any, faces: Any, edges: Any, widths: Any, dashes: Any) -> dict[str, Any]:
        edge = colours(edges) if len(edges) else None
        pixels = [round(self._pixels(float(width)), 2) for width in widths] or [self._width(gc)]
        if edge is not None and not any(pixels):
            edge = None
        face = colours(faces) if len(faces) else None
        start, pattern = dashes[0] if edge and len(dashes) else (0, None)
        return {
            "face": face if face != [None] else None,
            "edge": edge if edge != [None] else None,
            "width": (pixels[:1] if len(set(pixels)) == 1 else pixels) if edge else None,
            "dash": None if pattern is None else [round(self._pixels(float(part)), 2) for part in pattern],
            "dash_start": None if pattern is None or not start else round(self._pixels(float(start)), 2),
        }

    def _face(self, gc: Any, rgb: Any) -> str | None:
        if rgb is None:
            return None
        if gc.get_forced_alpha() or len(rgb) == 3:
            rgb = (*rgb[:3], gc.get_alpha())
        return colour(rgb)

    def _edge(self, gc: Any) -> str | None:
        return colour(gc.get_rgb()) if gc.get_linewidth() else None

    def _width(self, gc: Any) -> float:
        return round(self._pixels(float(gc.get_linewidth())), 2)

    def _pixels(self, points: float) -> float:
        return points * self.dpi / 72

    def _dash(self, gc: Any) -> list[float] | None:
        _, pattern = gc.get_dashes()
        return None if pattern is None else [round(self._pixels(float(part)), 2) for part in pattern]

    def _upwards(self, points: Any) -> Any:
        return np.column_stack([points[:, 0], self.height - points[:, 1]])

    def _dash_start(self, gc: Any) -> float | None:
        start, pattern = gc.get_dashes()
        return None if pattern is None or not start else round(self._pixels(float(start)), 2)
