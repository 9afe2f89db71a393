"""Helpers of the tracer's tests: drawn pictures, and what a traced program shows when it runs."""

import ast
import io

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from PIL import Image, ImageDraw

from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.models.tracer.trace import trace_program

ALLOWED_IMPORTS = {"matplotlib.pyplot", "matplotlib.collections", "matplotlib.patches", "matplotlib.path"}


def canvas(width: int = 480, height: int = 360, colour: str = "white") -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return a picture to draw on at four times its size; `png` brings it down, which smooths the edges."""
    image = Image.new("RGB", (4 * width, 4 * height), colour)
    return image, ImageDraw.Draw(image)


def png(image: Image.Image, shrink: int = 4) -> bytes:
    """Return the picture as PNG bytes, scaled down by `shrink`."""
    return encoded(image.resize((image.width // shrink, image.height // shrink), Image.Resampling.BOX))


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return the picture as bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def run(program: str) -> Figure:
    """Run a traced program and return its figure; it may import and call nothing that draws a raster."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Import):
            assert {a.name for a in node.names} <= ALLOWED_IMPORTS
        if isinstance(node, ast.ImportFrom):
            assert node.module in ALLOWED_IMPORTS
        if isinstance(node, ast.Attribute):
            raster = {"imshow", "pcolormesh", "pcolor", "scatter", "figimage", "matshow", "text", "annotate"}
            assert node.attr not in raster
    plt.close("all")
    exec(compile(program, "traced", "exec"), {"__name__": "__main__"})
    figure = plt.gcf()
    assert not figure.axes[0].images
    return figure


def rendered(figure: Figure, dpi: int = 150) -> bytes:
    """Return the figure as PNG bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi)
    return buffer.getvalue()


def ink_f1(picture: bytes) -> float:
    """Return the pixel metric, 0-100, of the traced program against the picture."""
    score = score_pair(picture, rendered(run(trace_program(picture))), ["pixel"]).metrics["pixel"]
    assert score is not None
    return score


def lines(figure: Figure) -> list[np.ndarray]:
    """Return the points of every plotted line, shape (n, 2) each, in picture pixels."""
    return [np.asarray(line.get_xydata()) for line in figure.axes[0].lines]


def circles(figure: Figure) -> list[Circle]:
    """Return every circle."""
    return [p for p in figure.axes[0].patches if isinstance(p, Circle)]


def is_segment(points: np.ndarray, start: tuple[float, float], end: tuple[float, float], within: float) -> bool:
    """Tell whether a plotted line has two points that lie at `start` and `end`, in either order."""
    if len(points) != 2:
        return False
    wanted = np.array([start, end])
    return any(np.hypot(*(p - wanted).T).max() <= within for p in (points, points[::-1]))
