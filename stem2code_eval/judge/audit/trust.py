"""From what a judge said to the table of trust: one row a question, each with a bar stated beforehand."""

import math
import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any

from stem2code_eval.judge.audit import trial as controls
from stem2code_eval.judge.audit.trial import Outcome

IDENTITY_AT_LEAST = 95.0
BLANK_AT_MOST = 5.0
OTHER_AT_MOST = 30.0
SPEARMAN_AT_MOST = -0.7
RANGE_AT_MOST = 5.0
SWAP_AT_MOST = 5.0
SHIFT_AT_MOST = 3.0
COUNTING_AT_LEAST = 90.0
FEWEST_GRADES = 3
"""A figure with fewer grades that show says nothing about order."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    question: str
    measured: float | None
    """None where nothing could be measured, which is no pass."""
    worst: float | None
    """Of single figures, where one is worth naming."""
    n: int
    """Figures, or answers."""
    bar: str
    passed: bool

    def to_json(self) -> dict[str, Any]:
        """Return the row as a JSON object."""
        return asdict(self)


def trust_table(outcomes: Sequence[Outcome]) -> list[Row]:
    """Return the rows for what one judge said to all trials of one kind."""
    totals: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for each in outcomes:
        if each.total is not None:
            totals[each.trial.control][each.trial.figure].append(each.total)
    first = {name: {figure: values[0] for figure, values in found.items()} for name, found in totals.items()}
    rows = [
        _row("identity", "a figure against itself", first.get(controls.IDENTITY), ">=", IDENTITY_AT_LEAST, min),
        _row("blank", "an empty canvas", first.get(controls.BLANK), "<=", BLANK_AT_MOST, max),
        _other(first.get(controls.OTHER, {})),
        _monotonicity(outcomes, first.get(controls.IDENTITY, {})),
        _row(
            "repeatability",
            "range of votes on one pair",
            {figure: max(votes) - min(votes) for figure, votes in totals[controls.REPEATED].items()},
            "<=",
            RANGE_AT_MOST,
            max,
        ),
        _swap(first.get(controls.SWAPPED, {}), first.get(controls.REPEATED, {})),
    ]
    places = [name.removeprefix(controls.ORDERED) for name in first if name.startswith(controls.ORDERED)]
    rows += [_injection(place, first) for place in places]
    return [*rows, _counting(outcomes)]


def _row(name: str, question: str, found: Mapping[str, float] | None, sign: str, bar: float, worst: Any) -> Row:
    values = list((found or {}).values())
    mean = fmean(values) if values else None
    passed = mean is not None and (mean >= bar if sign == ">=" else mean <= bar)
    return Row(name, question, mean, worst(values) if values else None, len(values), f"{sign} {bar:g}", passed)


def _other(found: Mapping[str, float]) -> Row:
    middle = median(found.values()) if found else None
    passed = middle is not None and middle <= OTHER_AT_MOST
    worst = max(found.values(), default=None)
    return Row("other", "another figure (median)", middle, worst, len(found), f"<= {OTHER_AT_MOST:g}", passed)


def _monotonicity(outcomes: Iterable[Outcome], identity: Mapping[str, float]) -> Row:
    points: dict[str, dict[int, float]] = defaultdict(dict)
    for each in outcomes:
        if each.trial.control == controls.GRADED and each.total is not None:
            points[each.trial.figure][each.trial.grade] = each.total
    found = {
        figure: _spearman({0: identity[figure], **grades})
        for figure, grades in points.items()
        if figure in identity and len(grades) >= FEWEST_GRADES
    }
    question = "score against grade of damage (Spearman)"
    return _row("monotonicity", question, found, "<=", SPEARMAN_AT_MOST, max)


def _spearman(points: Mapping[int, float]) -> float:
    from scipy.stats import spearmanr

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # equal scores have no rank correlation
        value = float(spearmanr(list(points), list(points.values())).statistic)
    return 0.0 if math.isnan(value) else value


def _swap(swapped: Mapping[str, float], straight: Mapping[str, float]) -> Row:
    shifts = [swapped[figure] - straight[figure] for figure in swapped if figure in straight]
    mean = fmean(shifts) if shifts else None
    worst = max(shifts, key=abs) if shifts else None
    passed = mean is not None and abs(mean) <= SWAP_AT_MOST
    return Row("swap", "candidate shown first", mean, worst, len(shifts), f"within {SWAP_AT_MOST:g}", passed)


def _injection(place: str, first: Mapping[str, Mapping[str, float]]) -> Row:
    ordered, neutral = first[controls.ORDERED + place], first.get(controls.NEUTRAL + place, {})
    shifts = {figure: ordered[figure] - neutral[figure] for figure in ordered if figure in neutral}
    question = f"points that instructions in the {place} add"
    return _row(f"injection, {place}", question, shifts, "<=", SHIFT_AT_MOST, max)


def _counting(outcomes: Sequence[Outcome]) -> Row:
    answers = sum(each.attempts for each in outcomes)
    share = 100 * sum(each.total is not None for each in outcomes) / answers if answers else None
    passed = share is not None and share >= COUNTING_AT_LEAST
    return Row("answers", "answers that count, in per cent", share, None, answers, f">= {COUNTING_AT_LEAST:g}", passed)
