"""A renderer that draws as Agg does and notes what it is told to draw: the execution trace of a figure.

Drawing and noting are one pass, so that the list and the pixels cannot be of different moments. Everything that reaches
the picture passes the few methods of a renderer, whatever artist it comes from; what passes them by (a program that
writes into the pixels) is in the picture and not in the list, and the host finds that out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.patheffects import PathEffectRenderer

from .collection_notes import CollectionNotes


class Recorder(RendererAgg):
    """Draws a figure and notes the elements.

    Args:
        width: pixels.
        height: pixels.
        dpi: pixels per inch.
    """

    def __init__(self, width: float, height: float, dpi: float) -> None:
        self.notes = CollectionNotes(width, height, dpi)
        self._silent = 0
        self.problem = ""
        """Why the list is not complete."""
        super().__init__(width, height, dpi)

    def _update_methods(self) -> None:
        super()._update_methods()
        for name in ("draw_markers", "draw_path_collection", "draw_quad_mesh", "draw_gouraud_triangles", "draw_image"):
            setattr(self, name, self._noting(getattr(self.notes, name[5:]), getattr(self, name)))

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
        self.notes.groups.append(s.rpartition(".")[2])

    def close_group(self, s: str) -> None:
        """See `RendererBase`."""
        if self.notes.groups:
            self.notes.groups.pop()

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
            self._try(self.notes.path, gc, path, transform, rgbFace)

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
            size = self.get_text_width_height_descent(s, prop, ismath)
            self._try(self.notes.text, gc, x, y, s, prop, angle, ismath, size)

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
            low = np.array([columns[0], self.height - 1 - rows[-1]])
            self.notes.area(self.new_gc(), low, np.array([columns[-1], self.height - rows[0]]), "filter")


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


def install_text_effects() -> None:
    """Let texts with path effects be noted as texts."""
    setattr(PathEffectRenderer, "draw_text", _note_text_with_effects)  # noqa: B010 - a method is replaced
