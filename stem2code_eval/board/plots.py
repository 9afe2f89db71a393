"""The plots of one table, as plotly figures made of plain JSON: the page draws them with the library that plotly ships.

Plotly reads some HTML in texts, so names are escaped for it before they go in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import Any

from stem2code_eval.board.boards import Board, Row, span
from stem2code_eval.board.entry import Submitted
from stem2code_eval.errors import UserError
from stem2code_eval.report.text import short, visible

INSTALL = "The plots of the leaderboard need plotly: pip install 'stem2code-eval[leaderboard]'."
MOST_ROWS = 40
"""Of plots with a line a model."""

_IMAGE = ("image_score", "ssim", "clip", "pixel")
_STRUCTURE = ("elements", "topology", "geometry", "code_score")
_NAME = (25, 5)
"""Width and height, in points of the score, that a name takes up."""
_STYLE_ID = re.compile(rb"""getElementById\(["']([0-9a-f]{64})["']\)""")
_TICK = 32
"""Characters of a name beside an axis."""
_LINE = 24
"""Pixels for a model."""
_ROOM = 120
"""Pixels around the lines."""
_SCALE = [-3, 103]


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot, and what it says in words."""

    id: str
    title: str
    said: str
    height: int
    """Pixels."""
    wide: bool
    figure: dict[str, Any]
    """`data` and `layout`, as plotly.js takes them."""


def library() -> bytes:
    """Return plotly.js as the installed package holds it.

    Raises:
        UserError: plotly is not installed.
    """
    if find_spec("plotly") is None:
        raise UserError(INSTALL)
    from plotly.offline import get_plotlyjs

    return bytes(get_plotlyjs().encode("utf-8"))


def styles_to_leave_out(plotly: bytes) -> list[str]:
    """Return ids of style elements that plotly.js adds to every page for maps, unless an element has that id already.

    A page without maps that has such elements needs no policy that allows the styles.
    """
    return sorted({each.decode("ascii") for each in _STYLE_ID.findall(plotly)})


def plots(board: Board) -> list[Plot]:
    """Return the plots that the scores of a table allow."""
    image, structure = _first(_IMAGE, board), _first(_STRUCTURE, board)
    found = [_intervals(board)]
    if image and structure:
        kind = "Image against structure" if structure != "code_score" else "Image against program"
        found.append(_scatter(board, "image", kind, image, structure))
    if "exec_rate" in board.metrics and board.headline != "exec_rate":
        found.append(_scatter(board, "runs", "Programs that run against the score", "exec_rate", board.headline))
    heat = _subjects(board)
    return [*found, heat] if heat else found


def _first(names: Sequence[str], board: Board) -> str | None:
    return next((name for name in names if name in board.metrics), None)


def _label(row: Row, limit: int = 60) -> str:
    return escape(short(visible(row.listed.entry.model), limit))


def _figure(traces: list[dict[str, Any]], layout: dict[str, Any]) -> dict[str, Any]:
    import plotly.graph_objects as go

    common = {"template": "none", "margin": {"l": 60, "r": 20, "t": 10, "b": 50}, "hovermode": "closest"}
    made: dict[str, Any] = go.Figure(data=traces, layout={**common, **layout}).to_plotly_json()
    made["layout"].pop("template", None)
    return made


def _axis(name: str, **more: Any) -> dict[str, Any]:
    return {"title": {"text": name.replace("_", " ")}, "range": _SCALE, "zeroline": False, **more}


def _bars(rows: list[Row], metric: str) -> dict[str, Any]:
    """Return what each mean may be, as plotly draws it, from the mean; none where a row has no interval."""
    spans = [(row.scores[metric].mean or 0.0, span(row.scores[metric], row.coverage)) for row in rows]
    above = [None if ends is None else ends[1] - mean for mean, ends in spans]
    below = [None if ends is None else mean - ends[0] for mean, ends in spans]
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "thickness": 1.2}


def _groups(board: Board, metrics: Sequence[str], limit: int | None = None) -> list[tuple[str, list[Row]]]:
    rows = [row for row in board.rows if all(_mean(row, metric) is not None for metric in metrics)][:limit]
    groups: dict[str, list[Row]] = {"models": [], "baseline": []}
    for row in rows:
        groups["baseline" if row.baseline else "models"].append(row)
    return [(name, members) for name, members in groups.items() if members]


def _mean(row: Row, metric: str) -> float | None:
    return row.scores[metric].mean if metric in row.scores else None


def _trace(name: str, **more: Any) -> dict[str, Any]:
    symbol = "diamond-open" if name == "baseline" else "circle"
    return {"type": "scatter", "name": name, "marker": {"symbol": symbol, "size": 9}, **more}


def _intervals(board: Board) -> Plot:
    metric = board.headline
    traces, names = [], {row.listed.slug: _label(row, _TICK) for row in board.rows[:MOST_ROWS]}
    for group, rows in _groups(board, [metric], MOST_ROWS):
        traces.append(
            _trace(
                group,
                mode="markers",
                x=[_mean(row, metric) for row in rows],
                y=[row.listed.slug for row in rows],
                error_x=_bars(rows, metric),
                text=[_label(row) for row in rows],
                hovertemplate="%{text}<br>%{x:.1f}<extra></extra>",
            )
        )
    slugs = list(names)
    axis = {
        "categoryorder": "array",
        "categoryarray": slugs[::-1],
        "tickmode": "array",
        "tickvals": slugs,
        "ticktext": list(names.values()),
        "automargin": True,
        "type": "category",
    }
    layout = {"xaxis": _axis(metric), "yaxis": axis, "showlegend": len(traces) > 1, "legend": {"orientation": "h"}}
    said = f"{metric.replace('_', ' ')}, with 95 % intervals where there are any{_only(board)}"
    height = _ROOM + _LINE * min(len(board.rows), MOST_ROWS)
    return Plot(f"plot-{board.id}-intervals", "Means and intervals", f"{said}.", height, True, _figure(traces, layout))


def _scatter(board: Board, name: str, title: str, x: str, y: str) -> Plot:
    traces, taken = [], list[tuple[float, float]]()
    for group, rows in _groups(board, [x, y]):
        named = _with_room(rows, x, y, taken)
        traces.append(
            _trace(
                group,
                mode="markers+text",
                x=[_mean(row, x) for row in rows],
                y=[_mean(row, y) for row in rows],
                error_x=_bars(rows, x),
                error_y=_bars(rows, y),
                hovertext=[_label(row) for row in rows],
                text=[_label(row, _TICK) if row in named else "" for row in rows],
                textposition=[_beside(_mean(row, x), _mean(row, y)) for row in rows],
                hovertemplate="%{hovertext}<br>%{x:.1f}, %{y:.1f}<extra></extra>",
            )
        )
    layout = {
        "xaxis": _axis(x),
        "yaxis": _axis(y),
        "showlegend": len(traces) > 1,
        "legend": {"orientation": "h", "y": 1.1},
    }
    said = f"{x.replace('_', ' ')} to the right, {y.replace('_', ' ')} upwards."
    return Plot(f"plot-{board.id}-{name}", title, said, 416, False, _figure(traces, layout))


def _with_room(rows: Sequence[Row], x: str, y: str, taken: list[tuple[float, float]]) -> list[Row]:
    """Return the rows whose names would not lie on the name of a better one; the others are named by the pointer."""
    found = []
    for row in rows:
        here = (_mean(row, x) or 0.0, _mean(row, y) or 0.0)
        if all(abs(here[0] - at[0]) > _NAME[0] or abs(here[1] - at[1]) > _NAME[1] for at in taken):
            taken.append(here)
            found.append(row)
    return found


def _beside(x: float | None, y: float | None) -> str:
    """Return where a name has room beside its point."""
    return f"{'bottom' if (y or 0) > 80 else 'top'} {'left' if (x or 0) > 50 else 'right'}"


def _subjects(board: Board) -> Plot | None:
    metric = board.headline
    entries = [(row, row.listed.entry) for row in board.rows]
    rows = [(row, entry) for row, entry in entries if isinstance(entry, Submitted) and entry.by_subject][:MOST_ROWS]
    subjects = sorted({name for _, entry in rows for name in entry.by_subject})
    if len(subjects) < 2:
        return None
    values = [
        [entry.by_subject[name].scores.get(metric) if name in entry.by_subject else None for name in subjects]
        for _, entry in rows
    ]
    shown = [escape(short(visible(name), 30)) for name in subjects]
    places = list(range(len(subjects)))
    trace = {
        "type": "heatmap",
        "z": values,
        "x0": 0,
        "dx": 1,
        "y0": 0,
        "dy": 1,
        "zmin": 0,
        "zmax": 100,
        "colorscale": "Cividis",
        "texttemplate": "%{z:.0f}",
        "text": [[f"{_label(row)}<br>{subject}" for subject in shown] for row, _ in rows],
        "hovertemplate": "%{text}: %{z:.1f}<extra></extra>",
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
    }
    layout = {
        "xaxis": {"tickmode": "array", "tickvals": places, "ticktext": shown, "automargin": True, "showgrid": False},
        "yaxis": {
            "autorange": "reversed",
            "tickmode": "array",
            "tickvals": list(range(len(rows))),
            "ticktext": [_label(row, _TICK) for row, _ in rows],
            "automargin": True,
            "showgrid": False,
        },
    }
    said = f"{metric.replace('_', ' ')} of each model (a line) on each subject (a column){_only(board)}."
    height = _ROOM + 80 + _LINE * len(rows)
    return Plot(f"plot-{board.id}-subjects", "By subject", said, height, True, _figure([trace], layout))


def _only(board: Board) -> str:
    return f"; the first {MOST_ROWS} of {len(board.rows)}" if len(board.rows) > MOST_ROWS else ""
