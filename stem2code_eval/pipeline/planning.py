"""From the options of `stem2code-eval power` to how many figures a difference needs, and what so many can show."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.reading import RunFolder
from stem2code_eval.pipeline.spread import Spread, spread_of_one, spread_of_two
from stem2code_eval.pipeline.terminal import markup
from stem2code_eval.stats.power import figures_needed, minimum_detectable, power

DIFFERENCES = (1.0, 2.0, 5.0, 10.0)
FIGURES = (60, 240, 1000)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user wants to know."""

    runs: tuple[Path, ...]
    """None, one or two pilots."""
    metric: str
    sd: float | None
    """Of a figure's difference, instead of pilots."""
    correlation: float | None
    """Of a run with the next, where there is one pilot."""
    cluster_size: float | None
    """Figures a source, where `sd` is told."""
    repeats: int | None
    differences: tuple[float, ...]
    figures: tuple[int, ...]
    alpha: float
    power: float
    sides: int


def plan(asked: Plan) -> dict[str, Any]:
    """Return what was asked for as one JSON object: `spread`, `figures_needed` and `minimum_detectable`.

    Raises:
        UserError: the options contradict each other, or the pilots do not tell.
    """
    spread = _spread(asked)
    size, rest = spread.cluster_size, (asked.power, asked.alpha, asked.sides, spread.cluster_size)
    counts = asked.figures or tuple(sorted({*FIGURES, *([spread.figures] if spread.figures else [])}))
    differences = asked.differences or DIFFERENCES
    try:
        needed = [(each, figures_needed(each, spread.sd, *rest)) for each in differences]
        least = [(count, minimum_detectable(count, spread.sd, *rest)) for count in counts]
        chances = [[power(each, n, spread.sd, asked.alpha, asked.sides, size) for each in differences] for n in counts]
    except ValueError as error:
        raise UserError(f"{error}.") from error
    return {
        "metric": asked.metric,
        "pilots": [str(run) for run in asked.runs],
        "alpha": asked.alpha,
        "power": asked.power,
        "sides": asked.sides,
        "spread": spread.to_json(),
        "figures_needed": [
            {"difference": each, "figures": count, "clusters": None if count is None else round(count / size)}
            for each, count in needed
        ],
        "minimum_detectable": [
            {
                "figures": count,
                "difference": each,
                "power": [{"difference": one, "power": chance} for one, chance in zip(differences, found, strict=True)],
            }
            for (count, each), found in zip(least, chances, strict=True)
        ],
    }


def print_plan(console: Console, found: dict[str, Any]) -> None:
    """Print what `plan` returned."""
    for line in _about(found):
        console.print(markup(line, 1000), highlight=False, soft_wrap=True)
    size = found["spread"]["cluster_size"]
    needed = Table(title=f"figures for a power of {100 * found['power']:g} %", title_justify="left")
    for name in ("difference", "figures", *(["sources"] if size > 1 else [])):
        needed.add_column(name, justify="right")
    for row in found["figures_needed"]:
        cells = [f"{row['difference']:g}", _count(row["figures"]), *([_count(row["clusters"])] if size > 1 else [])]
        needed.add_row(*cells)
    console.print(needed)
    least = Table(title="what so many figures show", title_justify="left")
    chances = [f"power at {row['difference']:g}" for row in found["figures_needed"]]
    for name in ("figures", f"least difference ({100 * found['power']:g} %)", *chances):
        least.add_column(name, justify="right")
    for row in found["minimum_detectable"]:
        seen = "-" if row["difference"] is None else f"{row['difference']:.1f}"
        least.add_row(_count(row["figures"]), seen, *(f"{100 * each['power']:.0f} %" for each in row["power"]))
    console.print(least)


def _spread(asked: Plan) -> Spread:
    if bool(asked.runs) == (asked.sd is not None):
        raise UserError("Name one or two run folders as pilots, or give --sd; one of the two.")
    if asked.sd is not None:
        if asked.correlation is not None or asked.repeats is not None:
            raise UserError("--correlation and --repeats are for pilots; --sd is the spread of differences itself.")
        return Spread(asked.sd, cluster_size=asked.cluster_size or 1.0)
    if asked.cluster_size is not None:
        raise UserError("--cluster-size goes with --sd; pilots say themselves what their figures come from.")
    if len(asked.runs) == 1:
        return spread_of_one(RunFolder(asked.runs[0]), asked.metric, asked.correlation or 0.0, asked.repeats)
    if len(asked.runs) > 2:
        raise UserError(f"{len(asked.runs)} run folders were named; one or two are pilots.")
    if asked.correlation is not None:
        raise UserError("--correlation is for one pilot; two say themselves how they go together.")
    return spread_of_two(RunFolder(asked.runs[0]), RunFolder(asked.runs[1]), asked.metric, asked.repeats)


def _about(found: dict[str, Any]) -> list[str]:
    spread = found["spread"]
    several = f" with {spread['repeats']:g} answers to each figure" if spread["repeats"] else ""
    lines = [
        f"{found['metric']}: a figure's difference between two runs has a standard deviation of "
        f"{spread['sd']:.1f} points{several}."
    ]
    if spread["figures"] is not None:
        share = "" if spread["correlation"] is None else f"; correlation of the runs {spread['correlation']:.2f}"
        if len(found["pilots"]) == 1:
            share += " (assumed; a second pilot would tell)"
        lines.append(f"pilot: {' and '.join(found['pilots'])}, {spread['figures']} figures{share}.")
    if spread["cluster_size"] > 1:
        plain = "" if spread["plain_sd"] is None else f", without that it were {spread['plain_sd']:.1f}"
        lines.append(f"{spread['cluster_size']:.1f} figures a source, which is reckoned in{plain}.")
    for number, (within, between) in enumerate(zip(spread["within"], spread["between"], strict=True), 1):
        which = "" if len(spread["within"]) == 1 else f" of pilot {number}"
        lines.append(
            f"standard deviation{which}: {within**0.5:.1f} between answers to one figure (chance), "
            f"{between**0.5:.1f} between figures."
        )
    sided = "a loss" if found["sides"] == 1 else "a difference either way"
    lines.append(f"test: {sided}, alpha {100 * found['alpha']:g} %.")
    return lines


def _count(value: int | None) -> str:
    return "over 10,000,000" if value is None else f"{value:,}"
