"""The plot of a comparison: a dot a figure, B over A, and the difference of each subject with its interval.

No text of a run is read as mathematics, and letters are drawn as outlines, so that an SVG carries no foreign text.
"""

import io
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from stem2code_eval.comparison.contrast import Comparison, Contrast
from stem2code_eval.errors import UserError
from stem2code_eval.report.text import short, visible

FORMATS = (".png", ".svg")
_LOSS, _GAIN, _SAME = "#b03a2e", "#1f5fbf", "#8a93a0"
_DPI = 150


def refuse_other_formats(path: Path) -> None:
    """Raise where a plot is asked for in a format that is not drawn.

    Raises:
        UserError: the name of the file has another ending.
    """
    if path.suffix.lower() not in FORMATS:
        raise UserError(f"{path}: a plot is written as {' or '.join(FORMATS)}; give the file one of these endings.")


def plot(comparison: Comparison, suffix: str) -> bytes:
    """Return the plot of the headline metric as a PNG or SVG file, the same bytes for the same comparison."""
    metric = comparison.headline
    subjects = comparison.by_subject[metric]
    figure = Figure(figsize=(11, max(4.2, 1.6 + 0.34 * len(subjects))), layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.25))
    whole = next(each for each in comparison.whole if each.metric == metric)
    _dots(left, comparison, metric)
    _differences(right, [("all figures", whole), *subjects.items()], metric)
    buffer = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "stem2code-eval", "svg.fonttype": "path"}):
        figure.savefig(buffer, format=suffix[1:].lower(), dpi=_DPI, metadata={"Date": None} if suffix == ".svg" else {})
    return buffer.getvalue()


def _dots(axes: Axes, comparison: Comparison, metric: str) -> None:
    pairs = [pair for pair in comparison.joined.pairs if metric in pair.values]
    for name, colour, chosen in (
        ("B lost", _LOSS, [pair for pair in pairs if pair.change(metric) < 0]),
        ("B gained", _GAIN, [pair for pair in pairs if pair.change(metric) > 0]),
        ("the same", _SAME, [pair for pair in pairs if pair.change(metric) == 0]),
    ):
        if chosen:
            first, second = zip(*(pair.values[metric] for pair in chosen), strict=True)
            axes.scatter(first, second, s=16, color=colour, alpha=0.6, label=f"{name}: {len(chosen)}")
    axes.plot([0, 100], [0, 100], color=_SAME, linewidth=0.8, zorder=0)
    axes.set(xlim=(-3, 103), ylim=(-3, 103), aspect="equal")
    axes.set_xlabel(f"A: {_name(comparison.base.model)}", parse_math=False)
    axes.set_ylabel(f"B: {_name(comparison.candidate.model)}", parse_math=False)
    axes.set_title(f"{_name(metric)}, a dot a figure", fontsize=10, parse_math=False)
    if pairs:
        axes.legend(fontsize=8, loc="lower right", frameon=False)


def _differences(axes: Axes, contrasts: list[tuple[str, Contrast]], metric: str) -> None:
    axes.axvline(0, color=_SAME, linewidth=0.8, zorder=0)
    for at, (_, contrast) in enumerate(contrasts):
        found = contrast.difference
        if found is None:
            continue
        colour = _LOSS if found.high < 0 else _GAIN if found.low > 0 else _SAME
        axes.plot([found.low, found.high], [at, at], color=colour, linewidth=2, solid_capstyle="butt")
        axes.plot([found.difference], [at], "o", color=colour, markersize=7 if at == 0 else 5)
    labels: dict[str, Any] = {"parse_math": False}
    axes.set_yticks(range(len(contrasts)), [f"{_name(name)} ({each.n})" for name, each in contrasts], **labels)
    axes.set_ylim(len(contrasts) - 0.4, -0.6)
    axes.set_xlabel("B - A, points, with 95 % intervals")
    axes.set_title(f"{_name(metric)} by subject", fontsize=10, parse_math=False)
    axes.grid(axis="x", linewidth=0.4)


def _name(text: str) -> str:
    return visible(short(text, 40))
