"""The figures of two runs joined: one pair of values a figure and metric, and whatever stands in the way of that.

Answers to one figure are averaged first: they are not figures. A figure without a result in one of the runs is never
left out in silence; it is `Missing`, and whoever decides has to say so.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stem2code_eval.comparison.fields import same_figures
from stem2code_eval.comparison.recording import Answer, Recording, by_figure
from stem2code_eval.outcomes import Outcome
from stem2code_eval.stats.repeats import figure_means

BASE, CANDIDATE = "base", "candidate"


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure, or one answer to it, without a result in one of the runs."""

    run: str
    """`base` or `candidate`."""
    id: str
    repeat: int | None
    why: str
    count: int = 1
    """Results; more than one only where nobody knows their ids."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure in both runs."""

    id: str
    subject: str
    source: str | None
    base_outcome: str
    """The outcome of its answer; of several answers that ended differently, with their numbers."""
    candidate_outcome: str
    values: dict[str, tuple[float, float]]
    """Metric to the means over answers, base and candidate; only where both have one."""

    @property
    def flipped(self) -> bool:
        """True when the figure ended otherwise in the candidate."""
        return self.base_outcome != self.candidate_outcome

    def change(self, metric: str) -> float:
        """Return candidate - base, in points; 0 where there is no pair of values."""
        base, candidate = self.values.get(metric, (0.0, 0.0))
        return candidate - base


@dataclass(frozen=True, slots=True)
class Joined:
    """All figures of two runs."""

    pairs: tuple[Pair, ...]
    """Those with results in both, in the order of the base."""
    missing: tuple[Missing, ...]
    inapplicable: dict[str, int]
    """Metric to the number of pairs for which it has no value by the nature of the figure, such as one without text."""

    @property
    def lost(self) -> str:
        """How many results are missing, as the beginning of a sentence; empty where none is."""
        count = sum(each.count for each in self.missing)
        if not count:
            return ""
        return "1 result is missing" if count == 1 else f"{count} results are missing"


def join(base: Recording, candidate: Recording, metrics: Sequence[str]) -> Joined:
    """Return the figures of two comparable runs, by id.

    Args:
        base: the first run.
        candidate: the second.
        metrics: names that both report.
    """
    runs = {BASE: base, CANDIDATE: candidate}
    answers = {name: by_figure(run.answers) for name, run in runs.items()}
    ids = list(answers[BASE])
    if same_figures(base, candidate):
        ids = list(dict.fromkeys((*ids, *answers[CANDIDATE])))
    else:
        ids = [each for each in ids if each in answers[CANDIDATE]]
    pairs: list[Pair] = []
    missing: list[Missing] = []
    inapplicable: Counter[str] = Counter(dict.fromkeys(metrics, 0))
    for each in ids:
        first, second = answers[BASE].get(each, []), answers[CANDIDATE].get(each, [])
        lacking = [*_lacking(BASE, each, first, base.repeats), *_lacking(CANDIDATE, each, second, candidate.repeats)]
        missing += lacking
        if lacking:
            continue
        values: dict[str, tuple[float, float]] = {}
        for metric in metrics:
            found, one_sided = _values(metric, first, second)
            if found is not None:
                values[metric] = found
            elif one_sided:
                missing.append(Missing(one_sided, each, None, f"no {metric}, which the other run has"))
            else:
                inapplicable[metric] += 1
        pairs.append(Pair(each, first[0].subject, first[0].source, _ended(first), _ended(second), values))
    missing += [lost for name, run in runs.items() for lost in _unnamed(name, run, len(answers[name]), ids)]
    return Joined(tuple(pairs), tuple(missing), dict(inapplicable))


def most_changed(pairs: Sequence[Pair], metrics: Sequence[str], limit: int) -> list[Pair]:
    """Return the figures that changed most in any of the metrics, losses before equal gains; none without change."""

    def rank(pair: Pair) -> tuple[float, float, str]:
        changes = [pair.change(metric) for metric in metrics]
        return -max(map(abs, changes), default=0.0), sum(changes), pair.id

    changed = [pair for pair in pairs if any(pair.change(metric) for metric in metrics)]
    return sorted(changed, key=rank)[:limit]


def _lacking(run: str, name: str, answers: Sequence[Answer], repeats: int) -> list[Missing]:
    if not answers:
        return [Missing(run, name, None, "no row")]
    found = [
        Missing(run, name, answer.repeat, f"{answer.outcome}: {answer.message or 'no result'}")
        for answer in answers
        if not answer.has_result
    ]
    there = {answer.repeat or 0 for answer in answers}
    return found + [Missing(run, name, at, "no row") for at in range(repeats) if at not in there]


def _unnamed(name: str, run: Recording, figures: int, ids: Sequence[str]) -> list[Missing]:
    """Return an entry for figures that the manifest counts and neither run has a row of."""
    known = max(figures, len(ids))
    lost = int(run.manifest["task"]["n"]) - known
    why = f"{lost} figures of the task have no row in either run"
    return [Missing(name, "", None, why, lost * run.repeats)] if lost > 0 else []


def _values(
    metric: str, base: Sequence[Answer], candidate: Sequence[Answer]
) -> tuple[tuple[float, float] | None, str | None]:
    """Return both values; else which run lacks one that it should have, None where the metric does not apply.

    A failed program scores 0 whether or not its figure has, say, text. Whether a metric applies is therefore read off
    answers that drew something.
    """
    first, second = _scores(metric, base), _scores(metric, candidate)
    applies, applies_too = _applies(metric, base), _applies(metric, candidate)
    if first and second and applies is not False and applies_too is not False:
        both = figure_means([first, second])
        return (float(both[0]), float(both[1])), None
    if applies and not second:
        return None, CANDIDATE
    if applies_too and not first:
        return None, BASE
    return None, None


def _scores(metric: str, answers: Sequence[Answer]) -> list[float]:
    return [value for answer in answers if (value := answer.metrics.get(metric)) is not None]


def _applies(metric: str, answers: Sequence[Answer]) -> bool | None:
    """Return whether an answer that drew something has a value; None where none drew anything."""
    drawn = [answer for answer in answers if answer.outcome == Outcome.OK]
    return any(answer.metrics.get(metric) is not None for answer in drawn) if drawn else None


def _ended(answers: Sequence[Answer]) -> str:
    counts = Counter(answer.outcome for answer in answers)
    if len(counts) == 1:
        return next(iter(counts))
    return ", ".join(f"{outcome} {counts[outcome]}" for outcome in sorted(counts))
