"""Which figure counts, and its pixels: hooks on matplotlib that watch a program without touching its text.

The first `savefig` decides, else the first `show`, else the last figure with something on it when the program ends.
"""

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from . import picture
from .elements import colour
from .recorder import Recorder, install_text_effects


class CanvasTooLarge(Exception):
    """The figure has more than `picture.MAX_PIXELS` pixels at the render settings, or too many even when compressed."""


@dataclass
class Snapshot:
    """One figure as pixels."""

    width: int
    height: int
    stream: bytes
    """See `runner.picture`."""
    elements: bytes
    """See `runner.elements`; empty when the list could not be made."""
    problem: str = ""
    """Why it could not be made."""

    def png(self) -> bytes:
        """Return the picture as a PNG file."""
        return picture.as_png(self.width, self.height, self.stream)


class _Canvas(FigureCanvasAgg):
    """A canvas whose renderer notes what it draws."""

    def get_renderer(self) -> Any:
        width, height = self.figure.bbox.size
        key: Any = width, height, self.figure.dpi
        if self._lastKey != key:
            self.renderer = Recorder(width, height, self.figure.dpi)
            self._lastKey = key
        return self.renderer


def draw(figure: Any, dpi: float, facecolor: Any = None) -> Snapshot:
    """Draw a figure as it stands, on a canvas of our own, and put its own canvas back.

    Args:
        figure: a `matplotlib.figure.Figure`.
        dpi: pixels per inch.
        facecolor: what a call of `savefig` wants the figure's own colour to be; None for the figure's own.

    Raises:
        ValueError: the figure has no pixels.
        CanvasTooLarge: more than `picture.MAX_PIXELS` pixels, or more than `picture.MAX_STREAM` bytes of them.
    """
    canvas_before, dpi_before, colour_before = figure.canvas, figure.dpi, figure.get_facecolor()
    inches = figure.get_size_inches()
    if not min(inches) * dpi >= 1:
        raise ValueError(f"a figure of {inches[0]:g} x {inches[1]:g} inches has no pixels")
    if inches[0] * dpi * inches[1] * dpi > picture.MAX_PIXELS:
        raise CanvasTooLarge(f"{inches[0]:g} x {inches[1]:g} inches at {dpi:g} dpi")
    try:
        figure._set_dpi(dpi, forward=False)
        if facecolor is not None:
            figure.set_facecolor(facecolor)
        paper = colour(figure.get_facecolor()) or ""
        canvas: Any = _Canvas(figure)
        canvas._is_saving = True  # else artists made for animations are left out
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())
    finally:
        figure.set_facecolor(colour_before)
        figure._set_dpi(dpi_before, forward=False)
        figure.set_canvas(canvas_before)
    height, width = pixels.shape[:2]
    stream = picture.compress(pixels)
    if len(stream) > picture.MAX_STREAM:
        raise CanvasTooLarge(f"{width} x {height} pixels of noise, {len(stream)} bytes when compressed")
    recorder = canvas.renderer
    elements = b"" if recorder.problem else recorder.notes.list.to_json(paper)
    return Snapshot(width, height, stream, elements, recorder.problem)


class Watch:
    """Follows the figures of one program at a time. One instance per process."""

    def __init__(self) -> None:
        self._original_savefig: Callable[..., Any] = Figure.savefig
        self.begin(matplotlib.rcParams["figure.dpi"])

    def begin(self, dpi: float) -> None:
        """Forget what was drawn so far; the next program's figure will be drawn with `dpi` pixels per inch."""
        self._dpi = dpi
        self._made: list[Figure] = []
        self._offered: list[Figure] = []
        self._snapshot: Snapshot | None = None

    def install(self) -> None:
        """Put the hooks in place: figure creation, `savefig`, `show`, and everything that would leave Agg.

        Once, and before practice: a method that is replaced empties the interpreter's caches of its class.
        """
        install_text_effects()
        watch = self
        figure_class: Any = Figure
        original_init = Figure.__init__

        def remember(figure: Figure, *args: Any, **kwargs: Any) -> None:
            original_init(figure, *args, **kwargs)
            watch._made.append(figure)

        def savefig(figure: Figure, fname: Any = None, *args: Any, **kwargs: Any) -> None:
            watch._saved(figure, fname, args, kwargs)

        def show_figure(figure: Figure, *args: Any, **kwargs: Any) -> None:
            watch._offer(figure)

        def show(*args: Any, **kwargs: Any) -> None:
            if plt.get_fignums():
                watch._offer(plt.gcf())

        figure_class.__init__ = remember
        figure_class.savefig = savefig
        figure_class.show = show_figure

        def save_current(*args: Any, **kwargs: Any) -> None:
            plt.gcf().savefig(*args, **kwargs)

        plt.show = show
        plt.savefig = save_current  # pyplot's own draws the figure once more, at the program's resolution
        plt.switch_backend = _stay_on_agg
        matplotlib.use = _stay_on_agg

    def _offer(self, figure: Any, facecolor: Any = None) -> None:
        while figure.figure is not None and figure.figure is not figure:
            figure = figure.figure
        if not any(figure is known for known in self._offered):
            self._offered.append(figure)
        if self._snapshot is None:
            self._snapshot = draw(figure, self._dpi, facecolor)

    def _saved(self, figure: Figure, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        first = self._snapshot is None
        facecolor = kwargs.get("facecolor") or matplotlib.rcParams["savefig.facecolor"]
        self._offer(figure, None if isinstance(facecolor, str) and facecolor == "auto" else facecolor)
        if not isinstance(target, str | os.PathLike):
            self._original_savefig(figure, target, *args, **kwargs)
        elif first and self._snapshot is not None:
            _deliver(target, self._snapshot)

    def choose(self) -> Snapshot | None:
        """Return the figure that counts, drawn; None when the program left none."""
        if self._snapshot is None:
            for figure in reversed(self._made):
                if has_content(figure):
                    self._snapshot = draw(figure, self._dpi)
                    break
        return self._snapshot

    def figures_with_content(self) -> int:
        """Return how many figures were saved, shown or left with something on them."""
        offered = [id(figure) for figure in self._offered]
        return len({*offered, *(id(figure) for figure in self._made if has_content(figure))})


def has_content(figure: Figure) -> bool:
    """Say whether anything but the background was put on the figure."""
    return any(child is not figure.patch for child in figure.get_children())


def _deliver(target: str | os.PathLike[str], snapshot: Snapshot) -> None:
    """Give a program that reads its picture back a file to read; where it may not write, it does not matter."""
    with contextlib.suppress(OSError), open(target, "wb") as file:
        file.write(snapshot.png())


def _stay_on_agg(*args: Any, **kwargs: Any) -> None:
    """Accept any backend and stay on Agg, so that programs written for a desktop run."""
