"""The tables as data: `leaderboard.json`, and a CSV for each."""

import csv
import io
from typing import Any

from stem2code_eval import __version__
from stem2code_eval.board.boards import Board, Row
from stem2code_eval.board.entry import Submitted
from stem2code_eval.report.text import short, visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula."""


def as_json(boards: list[Board]) -> dict[str, Any]:
    """Return all tables with all that is known of their rows, in the order in which they are shown."""
    return {"format": 1, "package_version": __version__, "tables": [_table(board) for board in boards]}


def as_csv(board: Board) -> bytes:
    """Return one table: a row an entry, in UTF-8, with the ranks by the first metric.

    Numbers have full precision; what is not known is empty. Texts that a spreadsheet would take for formulas get an
    apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    scores = [f"{name}{part}" for name in board.metrics for part in ("", "_low", "_high", "_missing_as_0")]
    writer.writerow(
        ["rank_best", "rank_worst", "model", "badge", "coverage", "n", *scores, "date", "renderer", "entry"]
    )
    for row in board.rows:
        writer.writerow(_line(board, row))
    return text.getvalue().encode("utf-8")


def _line(board: Board, row: Row) -> list[Any]:
    entry = row.listed.entry
    run = entry.run if isinstance(entry, Submitted) else None
    scores: list[float | None] = []
    for name in board.metrics:
        score = row.scores.get(name)
        low, high = (score and score.interval) or (None, None)
        bound = score.bounds[0] if score and score.bounds and (row.coverage or 0) < 100 else None
        scores += [score.mean if score else None, low, high, bound]
    return [
        *(row.ranks[board.headline] or (None, None)),
        _cell(entry.model),
        entry.badge,
        row.coverage,
        entry.n,
        *scores,
        run and run.date,
        run and run.fingerprint,
        row.listed.slug,
    ]


def _cell(text: str) -> str:
    line = short(visible(text))
    return f"'{line}" if line.startswith(_FORMULA) else line


def _table(board: Board) -> dict[str, Any]:
    terms = board.terms
    return {
        "id": board.id,
        "title": board.title,
        "published": terms.published,
        "benchmark": terms.benchmark,
        "version": terms.version or None,
        "split": terms.split or None,
        "protocol": terms.protocol,
        "n": terms.n,
        "dataset_hash": terms.dataset_hash or None,
        "prompt_hash": terms.prompt_hash or None,
        "judges": terms.judges.model_dump(),
        "ordered_by": board.headline,
        "rows": [_row(board, row) for row in board.rows],
    }


def _row(board: Board, row: Row) -> dict[str, Any]:
    entry = row.listed.entry
    about: dict[str, Any] = {"source": entry.source.model_dump()}
    if isinstance(entry, Submitted):
        about |= {
            "outcomes": entry.outcomes,
            "by_subject": {name: part.model_dump() for name, part in entry.by_subject.items()},
            "run": entry.run.model_dump(),
        }
    return {
        "entry": row.listed.slug,
        "model": entry.model,
        "badge": entry.badge,
        "baseline": row.baseline,
        "coverage": row.coverage,
        "scores": {name: row.scores[name].model_dump() for name in board.metrics if name in row.scores},
        "ranks": {name: row.ranks[name] for name in board.metrics if name in row.scores},
        **about,
    }
