"""Why the obvious metrics mislead: one labelled triangle with a circle, drawn seven ways, under five metrics.

    python benchmarks/seven_cases.py [--images DIR]

Prints one JSON object: case -> metric -> value, SSIM in -1 to 1 and F1 in 0 to 1 as in the literature,
`pixel` and `ssim` on 0-100 as they are stored. `--images` also writes the eight pictures as PNG.
"""

import argparse
import io
import json
from collections.abc import Mapping, Sequence
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
from stem2code_eval.metrics.ssim import ink_region_ssim, ssim_map

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
        "ssim_letterboxed": float(np.mean(ssim_map(first.rgb, second.rgb))),
        "ssim_ink_region": ink_region_ssim(first, second),
        "ink_f1": _share(scores.diagnostics["pixel_f1_before"]),
        "ink_f1_registered": _share(scores.diagnostics["pixel_f1_after"]),
        "ssim_ink_region_registered": ink_region_ssim(first, moved),
        "pixel": scores.metrics["pixel"],
        "ssim": scores.metrics["ssim"],
    }


def measure_all() -> dict[str, dict[str, float | None]]:
    """Return the whole table."""
    reference = REFERENCE.png()
    return {name: measure(reference, case.png()) for name, case in CASES.items()}


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def main() -> None:
    """Print the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=Path, help="also write the pictures into this folder")
    folder = parser.parse_args().images
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for name, case in {"reference": REFERENCE, **CASES}.items():
            (folder / f"{name.replace(',', '').replace(' ', '_')}.png").write_bytes(case.png())
    rounded = {
        name: {key: None if value is None else round(value, 4) for key, value in row.items()}
        for name, row in measure_all().items()
    }
    print(json.dumps(rounded))


if __name__ == "__main__":
    main()
