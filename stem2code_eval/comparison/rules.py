"""The rules of a gate: which metrics may lose how much, at what risk, and what is made of doubt.

They come from the command line or from one TOML file, never from both, and no file is found by itself: a gate whose
rules lie about in the working directory could be loosened by the very change that it is to judge.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stem2code_eval.comparison.recording import first_of
from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean

ALPHA = 0.05
MIN_FIGURES = 20
"""The fewest independent figures for which `benchmarks/interval_coverage.py` shows the error rates (20 families)."""
FAIL, PASS = "fail", "pass"
_EXAMPLE = "Say what must not get worse and by how much, such as --metric reconstruction=2"
_Share = Annotated[float, Field(gt=0, lt=1)]
_Drop = Annotated[float, Field(ge=0, le=100)]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a gate demands."""

    max_drops: Mapping[str, float]
    """Metric to the points that it may lose, in the order given."""
    alpha: float = ALPHA
    """Chance of a false alarm, and of a false pass."""
    undecided: str = FAIL
    """`fail` or `pass`: what is made of a comparison with too few figures to tell."""
    min_figures: int = MIN_FIGURES
    """Independent figures (sources, where figures share them) without which nothing passes."""
    allow: tuple[str, ...] = ()
    """Fields in which the runs may differ."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    metrics: dict[str, _Drop] = Field(min_length=1)
    alpha: _Share = ALPHA
    undecided: Literal["fail", "pass"] = "fail"
    min_figures: int = Field(default=MIN_FIGURES, ge=2)
    allow: tuple[str, ...] = ()


def rules_of_options(
    metrics: Sequence[str],
    max_drop: float | None,
    alpha: float | None,
    undecided: str | None,
    min_figures: int | None,
    allow: Sequence[str],
) -> Rules:
    """Return the rules that the options give.

    Args:
        metrics: each NAME or NAME=DROP.
        max_drop: for the metrics without a drop of their own.
        alpha: None takes the default, as with the others.
        undecided: `fail` or `pass`.
        min_figures: at least 2.
        allow: fields.

    Raises:
        UserError: names what is missing, given twice or out of range.
    """
    drops: dict[str, float] = {}
    for word in metrics:
        name, drop = _metric(word, max_drop)
        if name in drops:
            raise UserError(f"--metric {name} is given twice; say once how much it may lose.")
        drops[name] = drop
    if not drops:
        raise UserError(f"No metric is named. {_EXAMPLE}, or name a file with --config.")
    if max_drop is not None and all("=" in word for word in metrics):
        raise UserError(
            "--max-drop is for metrics without a drop of their own, and every --metric has one; leave it out."
        )
    given = {"alpha": alpha, "undecided": undecided, "min_figures": min_figures, "allow": tuple(allow) or None}
    try:
        found = _File.model_validate(
            {"metrics": drops, **{name: value for name, value in given.items() if value is not None}}
        )
    except ValidationError as error:
        raise UserError(f"Cannot use the gate's rules: {first_of(error)}.") from error
    return _rules(found)


def rules_of_file(path: Path) -> Rules:
    """Return the rules in a TOML file.

    Raises:
        UserError: it cannot be read, is not TOML, or has a field that is unknown or out of range.
    """
    try:
        found = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UserError(f"Cannot read the rules {path}: {error.strerror}.") from error
    except ValidationError as error:
        wrong = str(error.errors()[0]["loc"][0])
        hint = "" if wrong in _File.model_fields else did_you_mean(wrong, list(_File.model_fields))
        raise UserError(f"{path}: {first_of(error)}.{hint}") from error
    except ValueError as error:
        raise UserError(f"{path} is not TOML: {error}.") from error
    return _rules(found)


def _rules(found: _File) -> Rules:
    return Rules(found.metrics, found.alpha, found.undecided, found.min_figures, tuple(dict.fromkeys(found.allow)))


def _metric(word: str, max_drop: float | None) -> tuple[str, float]:
    name, sign, drop = word.partition("=")
    name = name.strip()
    if not name:
        raise UserError(f"--metric {word} has no name. {_EXAMPLE}.")
    if not sign:
        if max_drop is None:
            raise UserError(f"How much may {name} lose? Write --metric {name}=2, or add --max-drop 2.")
        return name, max_drop
    try:
        value = float(drop)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 100:
        raise UserError(f"--metric {word}: the drop must be a number of points from 0 to 100, such as {name}=2.")
    return name, value


def chosen_rules(
    config: Path | None,
    metrics: Sequence[str],
    max_drop: float | None,
    alpha: float | None,
    undecided: str | None,
    min_figures: int | None,
    allow: Sequence[str],
) -> Rules:
    """Return the rules of the file `config`, or where it is None those of the options.

    Raises:
        UserError: both are given, or the rules cannot be used.
    """
    given = {
        "--metric": metrics,
        "--max-drop": max_drop,
        "--alpha": alpha,
        "--undecided": undecided,
        "--min-figures": min_figures,
        "--allow": allow,
    }
    if config is None:
        return rules_of_options(metrics, max_drop, alpha, undecided, min_figures, allow)
    twice = [name for name, value in given.items() if value not in (None, (), [])]
    if twice:
        raise UserError(f"{' and '.join(twice)} cannot stand beside --config: all rules come from one place.")
    return rules_of_file(config)
