"""Why the obvious metrics mislead: one labelled triangle with a circle, drawn seven ways, under nine metrics.

    python benchmarks/seven_cases.py [--images DIR] [--sandbox NAME | --pictures-only]

Prints one JSON object: case -> metric -> value, SSIM in -1 to 1 and F1 in 0 to 1 as in the literature,
`pixel`, `ssim`, `elements` and `reconstruction` on 0-100 as they are stored. The pictures are drawn here. The last two
numbers need element lists: for them the same drawings are programs, drawn in the sandbox (all at one resolution, so
that "dpi 300" there is three times the size in all its parts). `--images` also writes the eight pictures as PNG.
"""

import argparse
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon

from stem2code_eval.figure.canonical import canonicalise
from stem2code_eval.figure.decode import decode
from stem2code_eval.figure.page import read_page
from stem2code_eval.figure.registration import register
from stem2code_eval.metrics.pair import score_pair
from stem2code_eval.metrics.ssim import ink_region_ssim
from stem2code_eval.metrics.windows import colour_ssim
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Renderer, Rendering

STRUCTURE = ("elements", "reconstruction")
Point = tuple[float, float]


LABEL_OFFSETS: tuple[Point, Point, Point] = ((-0.4, 0.0), (-0.2, -0.4), (0.0, 0.4))
"""A sits left of its vertex, B below, C above: the box around the ink is the same with B and C swapped."""


@dataclass(frozen=True)
class Drawing:
    """The triangle ABC with a circle, and how it is put on a canvas."""

    vertices: tuple[Point, Point, Point] = ((0.0, 0.0), (6.0, 0.0), (1.2, 4.6))
    labels: Sequence[str] = ("A", "B", "C")
    centre: Point = (1.9, 1.45)
    radius: float = 1.2
    mirrored: bool = False
    empty: bool = False
    canvas: tuple[float, float] = (6.4, 4.8)
    dpi: int = 100
    tight: bool = False

    def png(self) -> bytes:
        """Draw with matplotlib's Agg and return the PNG."""
        figure = Figure(figsize=self.canvas)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_axis_off()
        if not self.empty:
            self._draw(axes)
        target = io.BytesIO()
        figure.savefig(target, format="png", dpi=self.dpi, bbox_inches="tight" if self.tight else None)
        return target.getvalue()

    def program(self) -> str:
        """Return a program that draws the same in the sandbox."""
        zoom = self.dpi / 100
        size = (7.6 * 0.6, 6.2 * 0.6) if self.tight else self.canvas
        lines = [
            "import matplotlib.pyplot as plt",
            "from matplotlib.patches import Circle, Polygon",
            f"figure = plt.figure(figsize=({size[0] * zoom}, {size[1] * zoom}))",
            f"axes = figure.{'add_axes((0, 0, 1, 1))' if self.tight else 'add_subplot()'}",
            "axes.set_axis_off()",
        ]
        if not self.empty:
            lines += [
                "axes.set_aspect('equal')",
                "axes.set(xlim=(-0.8, 6.8), ylim=(-0.8, 5.4))",
                "axes.invert_xaxis()" if self.mirrored else "",
                f"axes.add_patch(Polygon({self.vertices}, fill=False, linewidth={1.5 * zoom}))",
                f"axes.add_patch(Circle({self.centre}, {self.radius}, fill=False, linewidth={1.5 * zoom}))",
            ]
            lines += [
                f"axes.text({x + dx}, {y + dy}, {label!r}, fontsize={14 * zoom}, ha='center', va='center')"
                for (x, y), (dx, dy), label in zip(self.vertices, LABEL_OFFSETS, self.labels, strict=False)
            ]
        return "\n".join([*filter(None, lines), "plt.show()", ""])

    def _draw(self, axes) -> None:
        axes.set_aspect("equal")
        axes.set(xlim=(-0.8, 6.8), ylim=(-0.8, 5.4))
        if self.mirrored:
            axes.invert_xaxis()
        axes.add_patch(Polygon(self.vertices, fill=False, linewidth=1.5))
        axes.add_patch(Circle(self.centre, self.radius, fill=False, linewidth=1.5))
        for vertex, offset, label in zip(self.vertices, LABEL_OFFSETS, self.labels, strict=False):
            axes.text(*np.add(vertex, offset), label, fontsize=14, ha="center", va="center")


REFERENCE = Drawing()

CASES: Mapping[str, Drawing] = {
    "blank white": replace(REFERENCE, empty=True),
    "correct, other canvas": replace(REFERENCE, canvas=(7.0, 7.0)),
    "correct, tight box, dpi 300": replace(REFERENCE, dpi=300, tight=True),
    "wrong vertex": replace(REFERENCE, vertices=((0.0, 0.0), (6.0, 0.0), (3.4, 3.6))),
    "labels missing": replace(REFERENCE, labels=()),
    "labels swapped": replace(REFERENCE, labels=("A", "C", "B")),
    "mirrored": replace(REFERENCE, mirrored=True),
}


def measure(reference: bytes, candidate: bytes) -> dict[str, float | None]:
    """Return every number of the table for one pair."""
    scores = score_pair(reference, candidate, ["pixel", "ssim"])
    page = read_page(decode(candidate))
    first, second = canonicalise(read_page(decode(reference))), canonicalise(page)
    moved = canonicalise(page, register(first, second).motion)
    return {
        "ssim_raw": _share(scores.diagnostics["ssim_raw"]),
        "ssim_letterboxed": float(np.mean(colour_ssim(first.planes, second.planes, np.ones_like(first.ink)))),
        "ssim_ink_region": ink_region_ssim(first, second),
        "ink_f1": _share(scores.diagnostics["pixel_f1_before"]),
        "ink_f1_registered": _share(scores.diagnostics["pixel_f1_after"]),
        "ssim_ink_region_registered": ink_region_ssim(first, moved),
        "pixel": scores.metrics["pixel"],
        "ssim": scores.metrics["ssim"],
    }


def measure_all(renderer: Renderer | None) -> dict[str, dict[str, float | None]]:
    """Return the whole table; without a renderer, without `elements` and `reconstruction`."""
    reference = REFERENCE.png()
    table = {name: measure(reference, case.png()) for name, case in CASES.items()}
    if renderer is not None:
        drawn = renderer.render(REFERENCE.program())
        for name, case in CASES.items():
            table[name] |= measure_structure(drawn, renderer.render(case.program()))
    return table


def measure_structure(reference: Rendering, candidate: Rendering) -> dict[str, float | None]:
    """Return the metrics that need element lists."""
    if reference.png is None or candidate.png is None:
        raise RuntimeError(f"the sandbox drew nothing: {reference.message} {candidate.message}")
    lists = reference.elements, candidate.elements
    return score_pair(reference.png, candidate.png, STRUCTURE, lists).metrics


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=Path, help="also write the pictures into this folder")
    parser.add_argument("--sandbox", default="auto", help="auto, docker, bubblewrap or native")
    parser.add_argument("--pictures-only", action="store_true", help="no sandbox, no elements, no reconstruction")
    options = parser.parse_args()
    folder = options.images
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, case in {"reference": REFERENCE, **CASES}.items():
            (folder / f"{name.replace(',', '').replace(' ', '_')}.png").write_bytes(case.png())
    with ExitStack() as stack:
        renderer = None
        if not options.pictures_only:
            renderer = stack.enter_context(open_renderer(options.sandbox, workers=1, say=lambda line: None))
        table = measure_all(renderer)
    rounded = {
        name: {key: None if value is None else round(value, 4) for key, value in row.items()}
        for name, row in table.items()
    }
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
