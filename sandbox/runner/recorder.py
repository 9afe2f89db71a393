"""A renderer that draws as Agg does and notes what it is told to draw: the execution trace of a figure.

Drawing and noting are one pass, so that the list and the pixels cannot be of different moments. Everything that reaches
the picture passes the few methods of a renderer, whatever artist it comes from; what passes them by (a program that
writes into the pixels) is in the picture and not in the list, and the host finds that out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib import _path
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.patheffects import PathEffectRenderer

from .elements import MAX_TEXT, SCALE, ElementList, colour, colours

MAX_CELLS = 400
"""Cells of a mesh that are noted one by one; a finer one is noted as one image."""


class Recorder(RendererAgg):
    """Draws a figure and notes the elements.

    Args:
        width: pixels.
        height: pixels.
        dpi: pixels per inch.
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        self.list = ElementList(int(width), int(height), float(dpi))
        self._groups: list[str] = []
        self._silent = 0
        self.problem = ""
        """Why the list is not complete."""
        super().__init__(width, height, dpi)

    def _update_methods(self) -> None:
        super()._update_methods()
        for name in ("draw_markers", "draw_path_collection", "draw_quad_mesh", "draw_gouraud_triangles", "draw_image"):
            setattr(self, name, self._noting(getattr(self, f"_note_{name[5:]}"), getattr(self, name)))

    def _noting(self, note: Any, draw: Any) -> Any:
        def drawn(*args: Any, **kwargs: Any) -> None:
            draw(*args, **kwargs)
            if not self._silent:
                self._try(note, *args, **kwargs)

        return drawn

    def _try(self, note: Any, *args: Any, **kwargs: Any) -> None:
        """Note something; a figure is drawn all the same where that cannot be done."""
        try:
            note(*args, **kwargs)
        except Exception as error:  # artists may hand over anything that Agg happens to take
            self.problem = self.problem or f"{type(error).__name__}: {error}"

    def open_group(self, s: str, gid: str | None = None) -> None:
        """See `RendererBase`."""
        self._groups.append(s.rpartition(".")[2])

    def close_group(self, s: str) -> None:
        """See `RendererBase`."""
        if self._groups:
            self._groups.pop()

    @contextmanager
    def noted_already(self) -> Iterator[None]:
        """Draw without noting."""
        self._silent += 1
        try:
            yield
        finally:
            self._silent -= 1

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        """See `RendererBase`."""
        super().draw_path(gc, path, transform, rgbFace)
        if not self._silent:
            self._try(self._note_path, gc, path, transform, rgbFace)

    def _note_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any) -> None:
        face, edge, width = self._face(gc, rgbFace), self._edge(gc), self._width(gc)
        hatch = gc.get_hatch()
        if face is None and edge is None and not hatch:
            return
        points, pieces = self._flat(
            path, transform, filled=face is not None or bool(hatch), sketch=gc.get_sketch_params()
        )
        if pieces and self.list.room_for(1, len(points)):
            self._add(
                "paths", gc, points=points, pieces=pieces, face=face and [face], edge=edge and [edge],
                width=edge and [width], dash=edge and self._dash(gc), hatch=hatch, ink=hatch and colour(gc.get_hatch_color()),
            )  # fmt: skip

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """See `RendererBase`."""
        with self.noted_already():
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        self.note_text(gc, x, y, s, prop, angle, ismath)

    def draw_tex(self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, *, mtext: Any = None) -> None:
        """See `RendererBase`."""
        with self.noted_already():
            super().draw_tex(gc, x, y, s, prop, angle, mtext=mtext)
        self.note_text(gc, x, y, s, prop, angle, "TeX")

    def note_text(self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any) -> None:
        """Note one line of text: `x` and `y` in pixels, y downwards, of the left end of its base line."""
        if not self._silent:
            self._try(self._note_text, gc, x, y, s, prop, angle, ismath)

    def _note_text(self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any) -> None:
        ink = colour(gc.get_rgb())
        if ink is None or not s.strip() or not self.list.room_for(1, 8):
            return
        width, height, descent = self.get_text_width_height_descent(s, prop, ismath)
        turn = np.radians(angle)
        along, up = np.array([np.cos(turn), -np.sin(turn)]), np.array([-np.sin(turn), -np.cos(turn)])
        corner = np.array([x, y]) - descent * up
        box = corner + np.outer([0, 1, 1, 0], along * width) + np.outer([0, 0, 1, 1], up * height)
        self._add(
            "text", gc, text=s[:MAX_TEXT], math=bool(ismath) or None, size=round(prop.get_size_in_points() * self.dpi / 72, 2),
            angle=round(float(angle), 1) or None, ink=ink, box=self.list.points(self._upwards(box)),
        )  # fmt: skip

    def _upwards(self, points: Any) -> Any:
        return np.column_stack([points[:, 0], self.height - points[:, 1]])

    def _note_markers(
        self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, rgbFace: Any = None, **_: Any
    ) -> None:
        face, edge = self._face(gc, rgbFace), self._edge(gc)
        if face is None and edge is None:
            return
        centres, _codes = _path.cleanup_path(path, trans, True, None, False, 1.0, False, False, None)
        centres = centres[:-1]
        centres = centres[self._near(centres)]
        points, pieces = self._flat(marker_path, marker_trans, filled=True, origin=True)
        if not len(centres) or not pieces or not self.list.room_for(len(centres), 2 * len(centres) + len(points)):
            return
        self._add(
            "markers", gc, points=points, pieces=pieces, at=self.list.points(centres), face=face and [face],
            edge=edge and [edge], width=edge and [self._width(gc)],
        )  # fmt: skip

    def _near(self, centres: Any) -> Any:
        x, y = centres[:, 0], centres[:, 1]
        return (x > -self.width) & (x < 2 * self.width) & (y > -self.height) & (y < 2 * self.height)

    def _note_path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any, offset_trans: Any,
        facecolors: Any, edgecolors: Any, linewidths: Any, linestyles: Any, *_: Any, **__: Any,
    ) -> None:  # fmt: skip
        if not len(paths) or not (len(facecolors) or len(edgecolors)):
            return
        style = self._styles(gc, facecolors, edgecolors, linewidths, linestyles)
        many = max(len(paths), len(all_transforms))
        if many == 1 or (len(paths) == 1 and _scales(all_transforms) is not None and len(offsets) > 1):
            self._note_stamps(gc, master_transform, paths[0], all_transforms, offsets, offset_trans, style)
            return
        self._note_pieces(gc, master_transform, paths, all_transforms, offsets, offset_trans, style)

    def _note_stamps(
        self,
        gc: Any,
        master: Any,
        path: Any,
        all_transforms: Any,
        offsets: Any,
        offset_trans: Any,
        style: dict[str, Any],
    ) -> None:
        centres = offset_trans.transform(np.asarray(offsets, float)) if len(offsets) else np.zeros((1, 2))
        centres = np.ma.filled(centres, np.nan)
        scales = _scales(all_transforms)
        matrix = np.asarray(master.get_matrix())
        if len(all_transforms):
            matrix = matrix @ np.asarray(all_transforms[0])
        if scales is not None and len(scales) > 1:
            unit = scales[0] or 1.0
            style["scale"] = np.round(scales / unit, 4).tolist()
        points, pieces = self._flat(path, matrix, filled=True, origin=True)
        kept = np.isfinite(centres).all(axis=1)
        kept[kept] &= self._near(centres[kept])
        if not pieces or not kept.any() or not self.list.room_for(len(centres), 2 * len(centres) + len(points)):
            return
        if not kept.all():
            style = {name: _kept(values, kept) if name != "dash" else values for name, values in style.items()}
        self._add("markers", gc, points=points, pieces=pieces, at=self.list.points(centres[kept]), **style)

    def _note_pieces(
        self,
        gc: Any,
        master: Any,
        paths: Any,
        all_transforms: Any,
        offsets: Any,
        offset_trans: Any,
        style: dict[str, Any],
    ) -> None:
        count = max(len(paths), len(offsets))
        if not self.list.room_for(count, sum(2 * len(path.vertices) for path in paths)):
            return
        moved = np.ma.filled(offset_trans.transform(np.asarray(offsets, float)), np.nan) if len(offsets) else None
        matrix = np.asarray(master.get_matrix())
        filled = style.get("face") is not None
        points: list[int] = []
        pieces: list[int] = []
        items: list[int] = []
        for number in range(count):
            own = (
                matrix if not len(all_transforms) else matrix @ np.asarray(all_transforms[number % len(all_transforms)])
            )
            if moved is not None:
                own = own.copy()
                own[:2, 2] += moved[number % len(moved)]
            flat, lengths = (
                ([], []) if not np.isfinite(own).all() else self._flat(paths[number % len(paths)], own, filled)
            )
            points += flat
            pieces += lengths
            items.append(len(lengths))
        self._add("paths", gc, points=points, pieces=pieces, items=items, hatch=gc.get_hatch(), **style)

    def _note_quad_mesh(
        self, gc: Any, master_transform: Any, width: int, height: int, coordinates: Any, offsets: Any, offset_trans: Any,
        facecolors: Any, antialiased: Any, edgecolors: Any,
    ) -> None:  # fmt: skip
        corners = np.ma.filled(np.ma.asarray(coordinates, float), np.nan).reshape(height + 1, width + 1, 2)
        shift = offset_trans.transform(np.asarray(offsets, float))[0] if len(offsets) else np.zeros(2)
        spots = master_transform.transform(corners.reshape(-1, 2)).reshape(corners.shape) + shift
        if not np.isfinite(spots).any():
            return
        if width * height > MAX_CELLS or not np.isfinite(spots).all():
            self._note_area(gc, np.nanmin(spots, (0, 1)), np.nanmax(spots, (0, 1)), "mesh")
            return
        cells = np.stack([spots[:-1, :-1], spots[:-1, 1:], spots[1:, 1:], spots[1:, :-1]], axis=2).reshape(-1, 4, 2)
        if not self.list.room_for(len(cells), 8 * len(cells)):
            return
        edge = colours(edgecolors) if edgecolors is not None and len(edgecolors) else None
        self._add(
            "paths", gc, points=self.list.points(cells.reshape(-1, 2)), pieces=[-4] * len(cells), items=[1] * len(cells),
            face=colours(facecolors) if len(facecolors) else None, edge=edge, width=edge and [self._width(gc)],
        )  # fmt: skip

    def _note_gouraud_triangles(self, gc: Any, points: Any, colors: Any, transform: Any) -> None:
        spots = transform.transform(np.reshape(points, (-1, 2)))
        spots = spots[np.isfinite(spots).all(axis=1)]
        if len(spots):
            self._note_area(gc, spots.min(0), spots.max(0), "triangles")

    def _note_image(self, gc: Any, x: float, y: float, im: Any, *_: Any) -> None:
        height, width = im.shape[:2]
        self._note_area(gc, np.array([x, y]), np.array([x + width, y + height]), "image")

    def _note_area(self, gc: Any, low: Any, high: Any, how: str) -> None:
        if self.list.room_for(1, 4):
            self._add("image", gc, how=how, box=self.list.points(np.array([low, high])))

    def start_filter(self) -> None:
        """See `RendererAgg`."""
        self._silent += 1
        super().start_filter()

    def stop_filter(self, post_processing: Any) -> None:
        """See `RendererAgg`; what a filter makes of a drawing is an image."""
        drawn = np.asarray(self._renderer)[..., 3]
        rows, columns = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn.any(0))
        super().stop_filter(post_processing)
        self._silent -= 1
        if len(rows) and not self._silent:
            self._note_area(
                self.new_gc(), np.array([columns[0], self.height - 1 - rows[-1]]), np.array([columns[-1], self.height - rows[0]]),
                "filter",
            )  # fmt: skip

    def _add(self, kind: str, gc: Any, **values: Any) -> None:
        rectangle, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
        outline = None if path is None else self._flat(path, transform, filled=True)
        clip = self.list.remember_clip(None if rectangle is None else rectangle.extents, outline)
        self.list.add(kind, tuple(self._groups), clip=clip, **values)

    def _flat(
        self, path: Any, transform: Any, filled: bool, sketch: Any = None, origin: bool = False
    ) -> tuple[list[int], list[int]]:
        """Return a path without curves and gaps; as it lies around its own origin if `origin`."""
        clip = None if filled else (-self.width, -self.height, 2 * self.width, 2 * self.height)
        vertices, codes = _path.cleanup_path(
            path, transform, True, clip, False, 1.0, bool(path.should_simplify) and not filled, False, sketch
        )
        points, pieces = self.list.outline(vertices, codes)
        if origin:
            points[1::2] = [y - self.list.height * SCALE for y in points[1::2]]
        return points, pieces

    def _styles(self, gc: Any, faces: Any, edges: Any, widths: Any, dashes: Any) -> dict[str, Any]:
        edge = colours(edges) if len(edges) else None
        pixels = [round(self.points_to_pixels(float(width)), 2) for width in widths] or [self._width(gc)]
        if edge is not None and not any(pixels):
            edge = None
        face = colours(faces) if len(faces) else None
        patterns = [None if pattern is None else [round(self.points_to_pixels(float(part)), 2) for part in pattern]
                    for _offset, pattern in dashes] if edge else []  # fmt: skip
        return {
            "face": face if face != [None] else None,
            "edge": edge if edge != [None] else None,
            "width": (pixels[:1] if len(set(pixels)) == 1 else pixels) if edge else None,
            "dash": next((pattern for pattern in patterns if pattern), None),
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
        return round(self.points_to_pixels(float(gc.get_linewidth())), 2)

    def _dash(self, gc: Any) -> list[float] | None:
        _, pattern = gc.get_dashes()
        return None if pattern is None else [round(self.points_to_pixels(float(part)), 2) for part in pattern]


def _scales(transforms: Any) -> Any:
    """Return the factors of transforms that only scale, `(n,)`; None if one does more."""
    if not len(transforms):
        return np.ones(1)
    found = np.asarray(transforms, float)
    plain = (found[:, 0, 0] == found[:, 1, 1]) & (found[:, 0, 1] == 0) & (found[:, 1, 0] == 0)
    return found[:, 0, 0] if (plain & (found[:, :2, 2] == 0).all(axis=1)).all() else None


def _kept(values: Any, kept: Any) -> Any:
    if values is None or len(values) == 1:
        return values
    return [values[number % len(values)] for number in np.flatnonzero(kept)]


_draw_text_with_effects = PathEffectRenderer.draw_text


def _note_text_with_effects(
    self: Any, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
) -> None:
    """Note a text with effects as a text: it reaches the renderer as outlines of letters only."""
    renderer = self._renderer
    while isinstance(renderer, PathEffectRenderer):
        renderer = renderer._renderer
    if not isinstance(renderer, Recorder):
        _draw_text_with_effects(self, gc, x, y, s, prop, angle, ismath, mtext)
        return
    with renderer.noted_already():
        _draw_text_with_effects(self, gc, x, y, s, prop, angle, ismath, mtext)
    renderer.note_text(gc, x, y, s, prop, angle, ismath)


def install() -> None:
    """Let texts with path effects be noted as texts."""
    PathEffectRenderer.draw_text = _note_text_with_effects
