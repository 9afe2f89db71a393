"""What a run and its judges have cost so far, over all sessions, and when the budget is spent."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.models.prices import Price
from stem2code_eval.models.protocol import Usage
from stem2code_eval.pipeline.records import ResponseRow, SpentRow
from stem2code_eval.pipeline.store import Store

_UNCOUNTED_AT_MOST = 3
"""Answers without a count, and none with one, after which a server is taken for one that does not count."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a run may cost; None: as much as it takes."""

    max_cost_usd: float | None = None
    max_tokens: int | None = None

    @property
    def is_limited(self) -> bool:
        """True where there is a bound."""
        return self.max_cost_usd is not None or self.max_tokens is not None


class Spending:
    """Counts the tokens of every request of a run, also of those that came to nothing.

    An answer that the server did not count is taken for as dear as the dearest so far, so that a budget is not overrun
    unseen; where it counts none at all, a budget cannot be kept, and is taken for spent.

    Args:
        store: the run folder, for what earlier sessions spent.
        budget: the bounds.
        price: of the model; needed where the budget is in dollars.

    Raises:
        UserError: the budget is in dollars and there is no price.
    """

    def __init__(self, store: Store, budget: Budget, price: Price | None) -> None:
        if budget.max_cost_usd is not None and price is None:
            raise UserError(
                "--max-cost-usd needs the price of the model's tokens: write a table of prices (docs/models.md shows "
                "its form) and name it by --prices."
            )
        self._store = store
        self._budget = budget
        self._price = price
        self._tokens = self._most_tokens = self._uncounted = 0
        self._usd = self._most_usd = 0.0
        if budget.is_limited:
            for response in store.responses.rows():
                self.add(response.usage)
            for row in store.spent.rows():
                self.add(row.usage)

    @property
    def is_in_dollars(self) -> bool:
        """True where all that is asked needs a price."""
        return self._budget.max_cost_usd is not None

    @property
    def spent(self) -> str | None:
        """A sentence that says that the budget is spent, or None while it is not."""
        most_usd, most_tokens = self._budget.max_cost_usd, self._budget.max_tokens
        if self._budget.is_limited and self._most_tokens == 0 and self._uncounted >= _UNCOUNTED_AT_MOST:
            return "The server counts no tokens, so that the budget cannot be kept; leave it out to go on."
        usd, tokens = (
            self._usd + self._uncounted * self._most_usd,
            self._tokens + self._uncounted * self._most_tokens,
        )
        if most_usd is not None and usd >= most_usd:
            return f"The budget of {most_usd:g} US dollars is spent ({usd:.4g})."
        if most_tokens is not None and tokens >= most_tokens:
            return f"The budget of {most_tokens} tokens is spent ({tokens})."
        return None

    def add(self, usage: Mapping[str, int] | None, price: Price | None = None) -> None:
        """Count one answer.

        Args:
            usage: its tokens; None: the server did not count them.
            price: of these tokens; None: the model's.
        """
        price = price or self._price
        if usage is None:
            self._uncounted += 1
            return
        tokens = usage.get("prompt_tokens", 0) + usage.get("completion_tokens", 0)
        usd = 0.0 if price is None else price.cost_usd(usage)
        self._most_tokens, self._most_usd = max(self._most_tokens, tokens), max(self._most_usd, usd)
        self._tokens += tokens
        self._usd += usd

    def write_down(self, sample: str, repeat: int | None, usage: Usage) -> None:
        """Write down what came to nothing, and was counted by `add`; blocks until it is on the disk."""
        before = self._store.spent.get(sample, repeat)
        total = Counter(before.usage if before is not None else {}) + Counter(usage.to_json())
        self._store.spent.append(SpentRow(sample, dict(total), repeat))


def usage_of(
    responses: Iterable[ResponseRow], spent: Iterable[SpentRow] = (), price: Price | None = None
) -> dict[str, Any]:
    """Return the `usage` of `results.json`: tokens, and their cost in US dollars.

    The cost is null without a price, and where the server did not count a stored answer. Cached and reasoning tokens
    are named where there are any.
    """
    total = Counter({"prompt_tokens": 0, "completion_tokens": 0})
    is_counted = True
    for response in responses:
        is_counted = is_counted and response.usage is not None
        total.update(response.usage or {})
    for row in spent:
        total.update(row.usage)
    return {**total, "cost_usd": price.cost_usd(total) if price is not None and is_counted else None}
