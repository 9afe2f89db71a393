"""From the votes on one pair to one score: the mean of the judges' means, and how far the votes are apart."""

from collections.abc import Sequence
from statistics import fmean, pstdev
from typing import Any

from stem2code_eval.judge.judge import Vote
from stem2code_eval.judge.spec import Ballot, JudgeSpec

Verdict = dict[str, Any]


def combine(spec: JudgeSpec, votes: Sequence[tuple[Ballot, Vote]]) -> Verdict:
    """Return the verdict of a panel, as rows of scores hold it.

    Args:
        spec: who was asked.
        votes: all of them, at least one for each judge.

    Returns:
        `score` (0-100), `spread` (population standard deviation of all votes; null for a single one), `by_judge` (the
        mean of each judge, in the panel's order) and `votes`, each with judge, number, order, points and evidence.
    """
    totals: list[list[float]] = [[] for _ in spec.names]
    for ballot, vote in votes:
        totals[ballot.judge].append(vote.total)
    means = [fmean(each) for each in totals]
    every = [vote.total for _, vote in votes]
    return {
        "score": fmean(means),
        "spread": pstdev(every) if len(every) > 1 else None,
        "by_judge": [{"judge": name, "score": mean} for name, mean in zip(spec.names, means, strict=True)],
        "votes": [
            {"judge": spec.names[ballot.judge], "vote": ballot.number, "swapped": ballot.swapped, **_kept(vote)}
            for ballot, vote in votes
        ],
    }


def without_votes(score: float | None, why: str) -> Verdict:
    """Return a verdict for which no judge was asked."""
    return {"score": score, "spread": None, "by_judge": [], "votes": [], "why": why}


def _kept(vote: Vote) -> dict[str, Any]:
    row = vote.to_json()
    del row["latency_s"]
    return row
