"""Markers, collections and meshes as elements: many things drawn by one call."""

from typing import Any

import numpy as np

from .elements import SCALE, colours
from .notes import Notes, cleanup_path

SHORT = 100
"""Points of a path that is never simplified."""
MAX_CELLS = 400
"""Cells of a mesh that are noted one by one; a finer one is noted as one image."""


class CollectionNotes(Notes):
    """Notes whose methods have the names and arguments of `RendererBase.draw_...`."""

    def markers(
        self, gc: Any, marker_path: Any, marker_trans: Any, path: Any, trans: Any, rgbFace: Any = None, **_: Any
    ) -> None:
        """Note an outline stamped at every point of a path."""
        face, edge = self._face(gc, rgbFace), self._edge(gc)
        if face is None and edge is None:
            return
        centres, _codes = cleanup_path(path, trans, True, None, False, 1.0, False, False, None)
        centres = centres[:-1]
        centres = centres[self._near(centres)]
        points, pieces = self._flat(marker_path, marker_trans, filled=True, origin=True)
        if not len(centres) or not pieces or not self.list.room_for(len(centres), 2 * len(centres) + len(points)):
            return
        self.add(
            "markers", gc, points=points, pieces=pieces, at=self.list.points(centres), face=face and [face],
            edge=edge and [edge], width=edge and [self._width(gc)],
        )  # fmt: skip

    def path_collection(
        self, gc: Any, master_transform: Any, paths: Any, all_transforms: Any, offsets: Any, offset_trans: Any,
        facecolors: Any, edgecolors: Any, linewidths: Any, linestyles: Any, *_: Any, **__: Any,
    ) -> None:  # fmt: skip
        """Note many paths, or one path in many places."""
        if not len(paths) or not (len(facecolors) or len(edgecolors)):
            return
        if len(edgecolors) and len({_dash_key(each) for each in linestyles}) > 1:
            for own in _runs(linestyles, max(len(paths), len(offsets))):
                self.path_collection(
                    gc, master_transform, _picked(paths, own), _picked(all_transforms, own), _picked(offsets, own),
                    offset_trans, *(_picked(each, own) for each in (facecolors, edgecolors, linewidths, linestyles)),
                )  # fmt: skip
            return
        style = self._styles(gc, facecolors, edgecolors, linewidths, linestyles)
        if len(paths) == 1 and len(offsets) > 1 and _scales(all_transforms) is not None:
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
        kept: Any = np.isfinite(centres).all(axis=1)
        first = np.multiply(points[:2], (1, -1)) / SCALE if points else np.zeros(2)
        kept[kept] &= self._near(centres[kept] + first)
        if not pieces or not kept.any() or not self.list.room_for(len(centres), 2 * len(centres) + len(points)):
            return
        if not kept.all():
            style = {name: values if name.startswith("dash") else _kept(values, kept) for name, values in style.items()}
        self.add("markers", gc, points=points, pieces=pieces, at=self.list.points(centres[kept]), **style)

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
        filled = style.get("face") is not None or bool(gc.get_hatch())
        alike = _alike(paths)
        if alike is not None and not len(all_transforms) and gc.get_sketch_params() is None:
            corners, closed = alike
            shift = np.zeros((1, 2)) if moved is None else moved
            own = np.arange(count)
            spots = corners[own % len(paths)] @ matrix[:2, :2].T + matrix[:2, 2] + shift[own % len(shift)][:, None]
            if np.isfinite(spots).all() and self._near(spots.reshape(-1, 2)).all():
                size = spots.shape[1]
                self.add(
                    "paths", gc, points=self.list.points(spots.reshape(-1, 2)), items=[1] * count,
                    pieces=[-size if closed else size] * count, hatch=gc.get_hatch(), **style,
                )  # fmt: skip
                return
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
        self.add("paths", gc, points=points, pieces=pieces, items=items, hatch=gc.get_hatch(), **style)

    def quad_mesh(
        self, gc: Any, master_transform: Any, width: int, height: int, coordinates: Any, offsets: Any,
        offset_trans: Any, facecolors: Any, antialiased: Any, edgecolors: Any,
    ) -> None:  # fmt: skip
        """Note a mesh: its cells, or one area if there are many."""
        corners: Any = np.ma.filled(np.ma.asarray(coordinates, float), np.nan).reshape(height + 1, width + 1, 2)
        shift = offset_trans.transform(np.asarray(offsets, float))[0] if len(offsets) else np.zeros(2)
        spots = master_transform.transform(corners.reshape(-1, 2)).reshape(corners.shape) + shift
        if not np.isfinite(spots).any():
            return
        if width * height > MAX_CELLS or not np.isfinite(spots).all():
            self.area(gc, np.nanmin(spots, (0, 1)), np.nanmax(spots, (0, 1)), "mesh")
            return
        cells = np.stack([spots[:-1, :-1], spots[:-1, 1:], spots[1:, 1:], spots[1:, :-1]], axis=2).reshape(-1, 4, 2)
        if not self.list.room_for(len(cells), 8 * len(cells)):
            return
        edge = colours(edgecolors) if edgecolors is not None and len(edgecolors) else None
        self.add(
            "paths", gc, points=self.list.points(cells.reshape(-1, 2)), pieces=[-4] * len(cells),
            items=[1] * len(cells),
            face=colours(facecolors) if len(facecolors) else None, edge=edge, width=edge and [self._width(gc)],
        )  # fmt: skip

    def gouraud_triangles(self, gc: Any, points: Any, colors: Any, transform: Any) -> None:
        """Note shaded triangles as one area."""
        spots = transform.transform(np.reshape(points, (-1, 2)))
        spots = spots[np.isfinite(spots).all(axis=1)]
        if len(spots):
            self.area(gc, spots.min(0), spots.max(0), "triangles")

    def image(self, gc: Any, x: float, y: float, im: Any, *_: Any) -> None:
        """Note an image."""
        height, width = im.shape[:2]
        self.area(gc, np.array([x, y]), np.array([x + width, y + height]), "image")


def _scales(transforms: Any) -> Any:
    """Return the factors of transforms that only scale, `(n,)`; None if one does more."""
    if not len(transforms):
        return np.ones(1)
    found = np.asarray(transforms, float)
    plain = (found[:, 0, 0] == found[:, 1, 1]) & (found[:, 0, 1] == 0) & (found[:, 1, 0] == 0)
    return found[:, 0, 0] if (plain & (found[:, :2, 2] == 0).all(axis=1)).all() else None


def _alike(paths: Any) -> Any:
    """Return the points of paths of equally many straight lines, `(n, m, 2)`, and whether they are closed; else None.

    Most collections are of this kind, and hundreds of paths are noted at once then.
    """
    size = len(paths[0].vertices)
    if not 2 <= size <= SHORT or any(len(path.vertices) != size for path in paths):
        return None
    codes = [None if path.codes is None else path.codes.tobytes() for path in paths]
    if len(set(codes)) > 1:
        return None
    corners = np.stack([np.asarray(path.vertices, float) for path in paths])
    if codes[0] is None:
        return corners, False
    inner = paths[0].codes[1:-1]
    if size < 4 or paths[0].codes[0] != 1 or paths[0].codes[-1] != 79 or (inner != 2).any():
        return None
    return corners[:, :-1], True


def _dash_key(style: Any) -> Any:
    offset, pattern = style
    return None if pattern is None else (offset, *pattern)


def _runs(styles: Any, count: int) -> list[range]:
    """Return the numbers of items that follow each other and have the same dashes; an element has one pattern."""
    keys = [_dash_key(styles[number % len(styles)]) for number in range(count)]
    starts = [number for number in range(count) if number == 0 or keys[number] != keys[number - 1]]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], count], strict=True)]


def _picked(values: Any, numbers: range) -> Any:
    """Return the values of some items; values are cycled through."""
    return [values[number % len(values)] for number in numbers] if len(values) else values


def _kept(values: Any, kept: Any) -> Any:
    if values is None or len(values) == 1:
        return values
    return [values[number % len(values)] for number in np.flatnonzero(kept)]
