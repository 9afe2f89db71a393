"""The side-by-side page of a comparison: one HTML file without scripts, which loads nothing and trusts no run.

What it says passes through the gate of `report.html`; the policy names the hash of the one style and forbids everything
else, scripts included.
"""

from dataclasses import dataclass
from pathlib import Path

from stem2code_eval.comparison import contrast_words, wording
from stem2code_eval.comparison.artefacts import Artefacts, read_artefacts
from stem2code_eval.comparison.contrast import Comparison
from stem2code_eval.comparison.pairs import Pair, most_changed
from stem2code_eval.comparison.recording import Recording, by_figure
from stem2code_eval.report.html import environment, own, policy
from stem2code_eval.report.text import Excerpt, excerpt, short

_TEMPLATES = Path(__file__).parent / "templates"
_PROGRAM = 8000
"""Characters of a program that are shown."""


@dataclass(frozen=True, slots=True)
class Side:
    """One run's answer to a figure."""

    letter: str
    outcome: str
    message: str
    artefacts: Artefacts
    program: Excerpt


@dataclass(frozen=True, slots=True)
class Card:
    """One figure on the page."""

    pair: Pair
    scores: list[tuple[str, float, float]]
    """Metric, A and B."""
    sides: tuple[Side, Side]


def comparison_page(comparison: Comparison, top: int) -> bytes:
    """Return the page, with the `top` figures that differ most, in UTF-8.

    Raises:
        UserError: a file of a run folder is damaged.
    """
    style = own(_TEMPLATES, "comparison.css")
    page = (
        environment(_TEMPLATES)
        .get_template("comparison.html.j2")
        .render(
            policy=policy(style),
            style=style,
            title=f"{short(comparison.base.model)} and {short(comparison.candidate.model)}",
            comparison=comparison,
            columns=contrast_words.COLUMNS,
            cards=_cards(comparison, top),
            words=contrast_words,
            wording=wording,
        )
    )
    return page.encode("utf-8")


def differing(comparison: Comparison, top: int) -> list[Pair]:
    """Return the figures to show: those whose headline metric changed most, then those that ended otherwise."""
    changed = most_changed(comparison.joined.pairs, [comparison.headline], top)
    known = {pair.id for pair in changed}
    return [*changed, *(pair for pair in comparison.joined.pairs if pair.flipped and pair.id not in known)][:top]


def _cards(comparison: Comparison, top: int) -> list[Card]:
    pairs = differing(comparison, top)
    ids = {pair.id for pair in pairs}
    first, second = _sides(comparison.base, "A", ids), _sides(comparison.candidate, "B", ids)
    return [
        Card(
            pair,
            [(name, *pair.values[name]) for name in comparison.metrics if name in pair.values],
            (first[pair.id], second[pair.id]),
        )
        for pair in pairs
    ]


def _sides(run: Recording, letter: str, ids: set[str]) -> dict[str, Side]:
    kept, answers = read_artefacts(run.folder, ids), by_figure(run.answers)
    found = {}
    for name in ids:
        answer = answers[name][0]
        several = f", answer 1 of {len(answers[name])}" if len(answers[name]) > 1 else ""
        program = excerpt(kept[name].program, _PROGRAM, "renders.jsonl")
        found[name] = Side(letter, answer.outcome + several, short(answer.message, 400), kept[name], program)
    return found
