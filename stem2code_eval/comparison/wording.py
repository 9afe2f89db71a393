"""What a gate says, in sentences that all outputs share; names in them may be anything and are not yet made safe."""

from collections.abc import Sequence

from stem2code_eval.comparison.fields import Comparability, Difference
from stem2code_eval.comparison.gate import GateReport, MetricResult, Status
from stem2code_eval.comparison.needs import POWER
from stem2code_eval.comparison.pairs import Missing, Pair
from stem2code_eval.comparison.recording import Recording
from stem2code_eval.comparison.rules import PASS
from stem2code_eval.stats.decision import Verdict

NAMED = 10
"""Missing answers and flipped figures that are named; JSON has them all."""


def title(run: Recording) -> str:
    """Return `MODEL (PATH)`."""
    return f"{run.model} ({run.name})"


def headline(report: GateReport) -> str:
    """Return the verdict as a sentence."""
    match report.status:
        case Status.PASS:
            return "PASS: nothing lost more than it may."
        case Status.REGRESSION:
            lost = [each for each in report.metrics if each.verdict is Verdict.REGRESSION]
            return f"REGRESSION: {', '.join(map(_lost, lost))}."
        case Status.UNDECIDED:
            open_ = ", ".join(each.name for each in report.metrics if each.verdict is Verdict.UNDECIDED)
            made = "passed, by --undecided pass" if report.rules.undecided == PASS else "not passed"
            return f"UNDECIDED, {made}: too little is known of {open_}."
        case Status.INCOMPLETE:
            return f"INCOMPLETE: {_incomplete(report)}"
        case Status.INCOMPARABLE:
            return f"INCOMPARABLE: {refusal(report.comparability)}"


def refusal(found: Comparability) -> str:
    """Return why two runs cannot be compared, as a sentence."""
    fields = ", ".join(each.field for each in found.refused)
    remedy = "" if any(each.absolute for each in found.refused) else " Name in --allow what may differ."
    return f"the runs differ in {fields}.{remedy}"


def rules_line(report: GateReport) -> str:
    """Return the rules as a line."""
    rules = report.rules
    drops = ", ".join(f"{name} {drop:g}" for name, drop in rules.max_drops.items())
    allowed = f", allowed to differ: {', '.join(rules.allow)}" if rules.allow else ""
    return (
        f"may lose: {drops} points; alpha {rules.alpha:g}, undecided {rules.undecided}, "
        f"at least {rules.min_figures} independent figures{allowed}"
    )


def metric_cells(result: MetricResult) -> list[str]:
    """Return the cells of a metric's row, under `METRIC_COLUMNS`."""
    decision = result.decision
    means = ["–" if mean is None else f"{mean:.2f}" for mean in (result.base, result.candidate)]  # noqa: RUF001
    if decision is None:
        bounds = ["–"] * 3  # noqa: RUF001 - the dash is meant
    else:
        bounds = [signed(value) for value in (decision.drop, decision.lower, decision.upper)]
    number = str(result.n) if result.units == result.n else f"{result.n} in {result.units}"
    return [result.name, *means, *bounds, f"{result.max_drop:g}", number, str(result.verdict).replace("_", "-")]


METRIC_COLUMNS = ("metric", "base", "candidate", "drop", "at least", "at most", "may lose", "figures", "verdict")


def metric_notes(result: MetricResult) -> list[str]:
    """Return what there is to say of a metric beyond its row."""
    notes = []
    if result.verdict is Verdict.UNDECIDED:
        notes.append(f"{result.name}: {result.why} {_needs(result)}".rstrip())
    if result.inapplicable:
        notes.append(f"{result.name}: {result.inapplicable} figures have no such score by their nature.")
    if result.decision is not None and result.decision.lower == result.decision.upper and result.n:
        notes.append(
            f"{result.name}: every figure changed by the same amount, which says nothing of figures not drawn."
        )
    return notes


def difference_line(difference: Difference) -> str:
    """Return a field with both values."""
    line = f"{difference.field}: {_value(difference.base)} in base, {_value(difference.candidate)} in candidate"
    return f"{line} (cannot be allowed)" if difference.absolute else line


def signed(value: float) -> str:
    """Return a difference in points with its sign, and none before a zero."""
    rounded = round(value, 2)
    return f"{rounded:+.2f}" if rounded else "0.00"


def missing_lines(missing: Sequence[Missing]) -> list[str]:
    """Return a line for each of the first answers without a result, and one for the rest."""
    lines = [f"{_place(each)}: {each.why}" for each in missing[:NAMED]]
    more = len(missing) - len(lines)
    return [*lines, f"... and {more} more; --json names them all"] if more else lines


def flips(pairs: Sequence[Pair]) -> list[str]:
    """Return how often each outcome became which, the most frequent first, with the first ids."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for pair in pairs:
        kinds.setdefault((pair.base_outcome, pair.candidate_outcome), []).append(pair.id)
    ordered = sorted(kinds.items(), key=lambda kind: -len(kind[1]))
    return [
        f"{before} -> {after}: {len(ids)} ({', '.join(ids[:NAMED])}{', ...' if len(ids) > NAMED else ''})"
        for (before, after), ids in ordered[:NAMED]
    ]


def _lost(result: MetricResult) -> str:
    assert result.decision is not None  # noqa: S101 - without a decision there is no regression
    lost = f"{result.decision.drop:.2f} points, at least {result.decision.lower:.2f}"
    return f"{result.name} lost {lost}, and may lose {result.max_drop:g}"


def _incomplete(report: GateReport) -> str:
    lost = f"{report.joined.lost}." if report.joined.lost else ""
    return " ".join([*report.unfinished, lost]).strip()


def _needs(result: MetricResult) -> str:
    wanting = result.needs
    if wanting is None:
        return ""
    share = f"{POWER:.0%}".replace("%", " %")
    nothing = f"where in truth nothing is lost, {_number(wanting.if_nothing_lost)}"
    seen = f"where as much is lost as was seen, {_number(wanting.if_as_seen)}"
    return f"Figures that would decide (power {share}): {nothing}; {seen}."


def _number(figures: int | None) -> str:
    return "no number would" if figures is None else f"{figures:,}"


def _place(each: Missing) -> str:
    if not each.id:
        return each.run
    return f"{each.run}, {each.id}" if each.repeat is None else f"{each.run}, {each.id}, answer {each.repeat + 1}"


def _value(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def pair_cells(pair: Pair, metrics: Sequence[str]) -> list[str]:
    """Return the cells of a figure's row: id, subject, outcome, and each metric before and after."""
    outcome = f"{pair.base_outcome} -> {pair.candidate_outcome}" if pair.flipped else pair.base_outcome
    return [pair.id, pair.subject, outcome, *(_before_and_after(pair, metric) for metric in metrics)]


def _before_and_after(pair: Pair, metric: str) -> str:
    values = pair.values.get(metric)
    return "–" if values is None else f"{values[0]:.1f} -> {values[1]:.1f}"  # noqa: RUF001 - the dash is meant
