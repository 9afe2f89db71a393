"""What judges have cost in a run folder over all sessions: votes, and judgements that came to none."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from stem2code_eval.models.prices import read_price
from stem2code_eval.pipeline.records import SpentRow
from stem2code_eval.pipeline.spending import Spending
from stem2code_eval.pipeline.table import Table

JUDGE_SPENT = "judge_spent.jsonl"


class JudgeSpending:
    """Counts what judges are asked against the budget of the run, and writes down what is in no vote.

    Args:
        root: the run folder, for what earlier sessions wasted.
        prices: judge to US dollars for a million tokens, where they are known.
        budget: of the run; None: there is none.
        warn: told about damaged lines.
    """

    def __init__(
        self,
        root: Path,
        prices: Mapping[str, Mapping[str, float]],
        budget: Spending | None,
        warn: Callable[[str], None],
    ) -> None:
        self._prices = prices
        self._budget = budget
        self._open = partial(Table, root / JUDGE_SPENT, SpentRow.from_json, warn)
        self._writing = threading.Lock()
        self._wasted: Table[SpentRow] | None = self._open() if (root / JUDGE_SPENT).exists() else None
        for row in self._wasted.rows() if self._wasted is not None else ():
            self.add(row.id, row.usage)

    @property
    def spent(self) -> str | None:
        """A sentence that says that the budget is spent, or None while it is not."""
        return self._budget.spent if self._budget is not None else None

    def add(self, judge: str, usage: Mapping[str, int] | None) -> None:
        """Count the tokens of a judgement, as `Vote.usage`; None: none was asked for."""
        if self._budget is None or usage is None:
            return
        price = self._prices.get(judge)
        self._budget.add(
            usage if _is_counted(usage) else None,
            None if price is None else read_price(price, f"the price of {judge}"),
        )

    def write_down(self, judge: str, usage: Mapping[str, int] | None) -> None:
        """Write down a judgement that is in no vote, and was counted by `add`; blocks until it is on the disk."""
        if usage is None or not _is_counted(usage):
            return
        with self._writing:
            if self._wasted is None:
                self._wasted = self._open()
            self._wasted.append(SpentRow(judge, dict(usage), len(self._wasted)))

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._wasted is not None:
            self._wasted.close()


def _is_counted(usage: Mapping[str, int]) -> bool:
    return usage.get("completion_tokens", 0) > 0
