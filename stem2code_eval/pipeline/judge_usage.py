"""What judges cost: tokens and money of the votes in a run's rows, counted apart from the model's own."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from stem2code_eval.models.prices import read_price
from stem2code_eval.pipeline.records import ScoreRow


def judge_usage(rows: Iterable[ScoreRow], prices: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `judge_usage` of `results.json`: tokens, votes, the answers they needed, and their cost.

    The cost is null where a judge has no price, and where a server did not count.

    Args:
        rows: of scores.
        prices: judge to US dollars for a million tokens, as the manifest has them.
    """
    known = {name: read_price(price, f"run.json, judge_prices, {name}") for name, price in prices.items()}
    total = Counter({"prompt_tokens": 0, "completion_tokens": 0, "votes": 0, "answers": 0})
    cost: float | None = 0.0
    for row in rows:
        for verdict in row.judges.values():
            for vote in verdict["votes"] if isinstance(verdict, dict) else ():
                total.update(vote["usage"], votes=1, answers=vote["attempts"])
                price = known.get(vote["judge"])
                is_counted = price is not None and vote["usage"].get("completion_tokens", 0) > 0
                cost = cost + price.cost_usd(vote["usage"]) if price and is_counted and cost is not None else None
    return {**total, "cost_usd": cost}
