"""What dashes look like: how long a dash is, for the width of its line, wherever it begins."""

from collections.abc import Sequence

import numpy as np

from stem2code_eval.figure.elements.marks import Outline

SOLID, DASH_DOTTED = -9.0, 9.0
"""Kinds of lines that have no dash of one length; far from all others."""
LONG = 4.0
"""Widths of the line; matplotlib's own dashes are 3.7 and its dots are 1."""
HAIR = 0.006
"""Share of the side; gaps of a dashed line that are narrower than 0.3 of this, or of its width, do not show."""


def dash_kind(mark: Outline, hair: float) -> float:
    """Return the kind of a line; in one that is wider than `hair`, in pixels, narrower gaps show than its width."""
    pattern, width = () if mark.dash is None else dash_pattern(mark.dash), max(mark.width, 0.1)
    if sum(pattern[1::2]) <= 0.3 * min(width, hair):
        return SOLID
    if len(pattern) >= 4:
        return DASH_DOTTED
    return float(np.log2(np.clip(pattern[0] / width, 1, LONG)))


def dash_pattern(dash: Sequence[float]) -> tuple[float, ...]:
    """Return a pattern as it looks, wherever it starts: on, off, ..., nothing of no length, and no period twice.

    A pattern of an odd number of parts goes on with on and off swapped. Empty for a line without gaps or dashes.
    """
    parts = [*dash, *dash] if len(dash) % 2 else list(dash)
    if not sum(parts[::2]) or not sum(parts[1::2]):
        return ()
    runs: list[list[float]] = []
    for number, length in enumerate(parts):
        if length and runs and runs[-1][0] == number % 2:
            runs[-1][1] += length
        elif length:
            runs.append([number % 2, length])
    if runs[0][0] == runs[-1][0]:
        runs[0][1] += runs.pop()[1]
    first = int(runs[0][0])
    lengths = [length for _, length in runs[first:] + runs[:first]]
    period = next(
        each
        for each in range(2, len(lengths) + 1, 2)
        if len(lengths) % each == 0 and lengths == lengths[:each] * (len(lengths) // each)
    )
    return tuple(lengths[:period])
