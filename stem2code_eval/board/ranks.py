"""Ranks that do not claim more than the intervals allow.

A model is surely behind another only where its interval lies wholly below the other's. Its rank is therefore itself
an interval: from 1 + the number of models surely ahead of it, to the number of all less those surely behind it. Models
whose intervals overlap share ranks: they are tied. Two 95 % intervals that just touch differ at about the 0.6 % level,
so the rule errs towards ties (Schenker and Gentleman, "On judging the significance of differences by examining the
overlap between confidence intervals", American Statistician 2001).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Span = tuple[float, float]
"""Lower and upper end of what a mean may be."""
Rank = tuple[int, int]
"""Best and worst place, from 1."""


def rank_intervals(spans: Sequence[Span | None]) -> list[Rank | None]:
    """Return the best and the worst rank of each model.

    Args:
        spans: of each model; None where nothing is known, which gives no rank and counts for nobody.
    """
    known = [span for span in spans if span is not None]
    lows, highs = sorted(low for low, _ in known), sorted(high for _, high in known)
    return [
        None
        if span is None
        else (1 + len(known) - bisect_right(lows, span[1]), len(known) - bisect_left(highs, span[0]))
        for span in spans
    ]


def spoken(rank: Rank | None) -> str:
    """Return `2`, `2-4` with an en dash, or a dash where there is none."""
    if rank is None:
        return "–"  # noqa: RUF001 - the dash is meant
    best, worst = rank
    return str(best) if best == worst else f"{best}–{worst}"  # noqa: RUF001
