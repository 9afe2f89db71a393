"""What a comparison says, in cells and sentences that all outputs share; names in them are not yet made safe."""

from stem2code_eval.comparison.contrast import Comparison, Contrast
from stem2code_eval.comparison.wording import refusal, signed

COLUMNS = ("metric", "A", "B", "B - A", "95 % interval", "p (Holm)", "could see", "figures")
SUBJECT_COLUMNS = ("subject", *COLUMNS[1:])
DASH = "–"  # noqa: RUF001 - the dash is meant


def cells(contrast: Contrast) -> list[str]:
    """Return the cells of a metric's row, under `COLUMNS`."""
    return [contrast.metric, *_numbers(contrast)]


def subject_rows(comparison: Comparison) -> list[list[str]]:
    """Return the cells of each subject's row for the headline metric, under `SUBJECT_COLUMNS`."""
    return [[subject, *_numbers(each)] for subject, each in comparison.by_subject[comparison.headline].items()]


def _numbers(contrast: Contrast) -> list[str]:
    means = [DASH if mean is None else f"{mean:.2f}" for mean in (contrast.base, contrast.candidate)]
    number = str(contrast.n) if contrast.units == contrast.n else f"{contrast.n} in {contrast.units}"
    found = contrast.difference
    if found is None:
        return [*means, *[DASH] * 4, number]
    interval = f"{signed(found.low)} to {signed(found.high)}"
    could = DASH if contrast.detectable is None else f"{contrast.detectable:.2f}"
    return [*means, signed(found.difference), interval, p_cell(contrast), could, number]


def p_cell(contrast: Contrast) -> str:
    """Return the corrected p-value; those below what the bootstrap can tell as a bound."""
    if contrast.p_value is None:
        return DASH
    return "< 0.001" if contrast.p_value < 0.001 else f"{contrast.p_value:.3f}"


def conclusion(comparison: Comparison) -> str:
    """Return the last sentence."""
    if comparison.comparability.refused:
        return f"INCOMPARABLE: {refusal(comparison.comparability)}"
    if comparison.exit_code:
        lost = f"{comparison.joined.lost}; " if comparison.joined.lost else ""
        shown = f"{lost}the numbers are of the {len(comparison.joined.pairs)} figures with results in both."
        return " ".join(["INCOMPLETE:", *comparison.unfinished, shown])
    flipped = sum(pair.flipped for pair in comparison.joined.pairs)
    return f"{len(comparison.joined.pairs)} figures in both runs; {flipped} ended otherwise."


LEGEND = (
    "p (Holm): of no difference, corrected over the rows of a table. "
    "Could see: the true difference that so many figures find with a chance of 80 %."
)
