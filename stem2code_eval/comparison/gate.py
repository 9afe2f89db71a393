"""The verdict of a gate on two runs, as a value that every output is made from.

In this order, so that nothing weaker hides something stronger: runs that cannot be compared are refused, runs with
missing results are incomplete, and only then statistics speak. A pass needs evidence: that no more was lost than is
allowed, on enough independent figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import fmean

from stem2code_eval.comparison.fields import Comparability, comparability
from stem2code_eval.comparison.needs import Needs, needs, values_of
from stem2code_eval.comparison.pairs import Joined, Pair, join, most_changed
from stem2code_eval.comparison.recording import Recording
from stem2code_eval.comparison.rules import PASS, Rules
from stem2code_eval.errors import ExitCode, UserError
from stem2code_eval.pipeline.terminal import plain
from stem2code_eval.registry import did_you_mean
from stem2code_eval.stats.decision import DropDecision, Verdict, decide_drops, whole
from stem2code_eval.stats.paired import paired_distribution

SHOWN = 10
"""Figures that changed most, and that are named."""


class Status(StrEnum):
    """What a gate says."""

    PASS = "pass"  # noqa: S105 - no password
    REGRESSION = "regression"
    UNDECIDED = "undecided"
    INCOMPLETE = "incomplete"
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class MetricResult:
    """One metric in both runs, over the figures that have it in both."""

    name: str
    max_drop: float
    n: int
    units: int
    """Independent figures: sources, where figures share them."""
    base: float | None
    """Mean; None without a figure."""
    candidate: float | None
    inapplicable: int
    """Figures that by their nature have no such score."""
    verdict: Verdict
    why: str
    """Why it is undecided, as a sentence; empty where it is not."""
    decision: DropDecision | None
    """None where there are too few figures for any."""
    needs: Needs | None
    """Where it is undecided and the spread is known."""


@dataclass(frozen=True, slots=True)
class GateReport:
    """All that a gate says."""

    base: Recording
    candidate: Recording
    rules: Rules
    comparability: Comparability
    status: Status
    unfinished: tuple[str, ...] = ()
    joined: Joined = field(default_factory=lambda: Joined((), (), {}))
    metrics: tuple[MetricResult, ...] = ()
    """Empty where the runs cannot be compared; with missing results, of the figures that both have."""

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        if self.status is Status.UNDECIDED:
            return ExitCode.DONE if self.rules.undecided == PASS else ExitCode.INCOMPLETE
        return _CODES[self.status]

    @property
    def changed(self) -> list[Pair]:
        """The figures that changed most."""
        return most_changed(self.joined.pairs, list(self.rules.max_drops), SHOWN)

    @property
    def flipped(self) -> list[Pair]:
        """The figures that ended otherwise."""
        return [pair for pair in self.joined.pairs if pair.flipped]


_CODES = {
    Status.PASS: ExitCode.DONE,
    Status.REGRESSION: ExitCode.FAILED,
    Status.INCOMPLETE: ExitCode.INCOMPLETE,
    Status.INCOMPARABLE: ExitCode.INCOMPARABLE,
}
_VERDICTS = {
    Verdict.REGRESSION: Status.REGRESSION,
    Verdict.NON_INFERIOR: Status.PASS,
    Verdict.UNDECIDED: Status.UNDECIDED,
}


def judge_runs(base: Recording, candidate: Recording, rules: Rules) -> GateReport:
    """Return what the gate says of the candidate.

    Raises:
        UserError: a metric of the rules is reported by neither run.
    """
    metrics = list(rules.max_drops)
    refuse_unknown_metrics(base, candidate, metrics)
    found = comparability(base, candidate, rules.allow, metrics)
    if found.refused:
        return GateReport(base, candidate, rules, found, Status.INCOMPARABLE)
    joined = join(base, candidate, metrics)
    results = _decided(joined.pairs, rules, joined.inapplicable)
    unfinished = tuple(run.unfinished for run in (base, candidate) if run.unfinished)
    if unfinished or joined.missing:
        status, results = Status.INCOMPLETE, [_not_decided(each) for each in results]
    else:
        status = _VERDICTS[whole({each.name: each for each in results})]
    return GateReport(base, candidate, rules, found, status, unfinished, joined, tuple(results))


def refuse_unknown_metrics(base: Recording, candidate: Recording, names: Iterable[str]) -> None:
    """Raise where a metric is reported by neither run.

    Raises:
        UserError: the message holds the nearest.
    """
    known = list(dict.fromkeys((*base.metrics, *candidate.metrics)))
    for name in names:
        if name not in known:
            raise UserError(f'Neither run reports "{plain(name, 60)}".' + did_you_mean(name, known))


def _decided(pairs: Sequence[Pair], rules: Rules, inapplicable: dict[str, int]) -> list[MetricResult]:
    found = {name: values_of(pairs, name) for name in rules.max_drops}
    distributions = {name: paired_distribution(*values) for name, values in found.items()}
    known = {name: each for name, each in distributions.items() if each is not None}
    decisions = decide_drops(known, {name: rules.max_drops[name] for name in known}, rules.alpha)
    results = []
    for name, max_drop in rules.max_drops.items():
        base, candidate, clusters = found[name]
        result = MetricResult(
            name=name,
            max_drop=max_drop,
            n=len(base),
            units=len(set(clusters)) if clusters else len(base),
            base=fmean(base) if base else None,
            candidate=fmean(candidate) if candidate else None,
            inapplicable=inapplicable.get(name, 0),
            verdict=Verdict.UNDECIDED,
            why="Fewer than two independent figures have this score in both runs.",
            decision=decisions.get(name),
            needs=None,
        )
        results.append(_with_verdict(result, pairs, rules))
    return results


def _not_decided(result: MetricResult) -> MetricResult:
    return replace(result, verdict=Verdict.UNDECIDED, why="Results are missing.", needs=None)


def _with_verdict(result: MetricResult, pairs: Sequence[Pair], rules: Rules) -> MetricResult:
    decision = result.decision
    if decision is None:
        return result
    verdict, why = decision.verdict, ""
    if verdict is Verdict.NON_INFERIOR and result.units < rules.min_figures:
        verdict = Verdict.UNDECIDED
        why = f"{result.units} independent figures are too few to pass on; the rules ask for {rules.min_figures}."
    elif verdict is Verdict.UNDECIDED:
        why = f"The drop may be as small as {decision.lower:.2f} or as large as {decision.upper:.2f} points."
    if verdict is not Verdict.UNDECIDED:
        return replace(result, verdict=verdict)
    wanting = needs(pairs, result.name, decision, len(rules.max_drops), rules.min_figures)
    return replace(result, verdict=verdict, why=why, needs=wanting)
