"""What tokens cost, by a table that the user writes; this package knows no prices, which change and differ by contract.

The table is YAML, a model a line, in US dollars for a million tokens; `prices.example.yaml` shows its form.
"""

import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from stem2code_eval.errors import UserError
from stem2code_eval.registry import did_you_mean

_MILLION = 1_000_000
_NEEDED = ("prompt", "completion")
_OPTIONAL = ("cached", "reasoning")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of one model."""

    prompt: float
    completion: float
    cached: float | None = None
    """For those of the prompt's that the server had from before; None: as `prompt`."""
    reasoning: float | None = None
    """For those of the completion's that were thinking; None: as `completion`."""

    def cost_usd(self, usage: Mapping[str, int]) -> float:
        """Return what tokens cost, counted as in a row of responses."""
        cached, reasoning = usage.get("cached_tokens", 0), usage.get("reasoning_tokens", 0)
        parts = (
            (usage.get("prompt_tokens", 0) - cached, self.prompt),
            (cached, self.prompt if self.cached is None else self.cached),
            (usage.get("completion_tokens", 0) - reasoning, self.completion),
            (reasoning, self.completion if self.reasoning is None else self.reasoning),
        )
        return math.fsum(tokens * price for tokens, price in parts) / _MILLION

    def to_json(self) -> dict[str, float]:
        """Return the prices by name, without those that are not set."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def find_price(model: str, path: Path | None) -> Price | None:
    """Return the price of `model`, or None where the table does not name it or there is no table.

    Args:
        model: as the user wrote it, such as `openai/NAME`.
        path: the table; None takes `stem2code-eval/prices.yaml` in the user's folder of settings, if it is there.

    Raises:
        UserError: the file cannot be read, or its content is no table of prices.
    """
    table = default_path() if path is None else path
    if path is None and not table.exists():
        return None
    try:
        content = yaml.safe_load(table.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"Cannot read the prices in {table}: {' '.join(str(error).split())}.") from error
    if not isinstance(content, dict | None):
        raise UserError(f"{table} is no table of prices: write a model a line, as in prices.example.yaml.")
    prices = {str(name): read_price(value, f"{table}, {name}") for name, value in (content or {}).items()}
    return prices.get(model)


def read_price(value: Any, where: str) -> Price:
    """Return the price in a row of the table.

    Raises:
        UserError: a part is missing, unknown, or no number from 0.
    """
    if not isinstance(value, dict):
        raise UserError(f"{where}: write {{prompt: USD, completion: USD}} for a million tokens.")
    for name in value:
        if name not in (*_NEEDED, *_OPTIONAL):
            raise UserError(f'{where}: unknown price "{name}".{did_you_mean(str(name), [*_NEEDED, *_OPTIONAL])}')
    for name in _NEEDED:
        if name not in value:
            raise UserError(f"{where}: the price of {name} tokens is missing.")
    for name, usd in value.items():
        if isinstance(usd, bool) or not isinstance(usd, int | float) or not math.isfinite(usd) or usd < 0:
            raise UserError(f"{where}: {name} must be a number of US dollars for a million tokens, not {usd!r}.")
    return Price(**{name: float(usd) for name, usd in value.items()})


def default_path() -> Path:
    """Return where the user's own table is looked for."""
    settings = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(settings).expanduser() / "stem2code-eval" / "prices.yaml"
