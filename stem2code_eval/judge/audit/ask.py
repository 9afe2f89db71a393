"""Ask a judge about all trials, and keep each answer, so that a stopped audit goes on where it was."""

import asyncio
from collections.abc import Callable, Sequence

from stem2code_eval.judge.audit.trial import Outcome, Trial
from stem2code_eval.judge.choice import Panel
from stem2code_eval.judge.judge import ATTEMPTS, JudgeError, Vote
from stem2code_eval.judge.probe import probe
from stem2code_eval.pipeline.records import VoteRow
from stem2code_eval.pipeline.table import Table


async def ask_all(
    panel: Panel, trials: Sequence[Trial], votes: Table[VoteRow], say: Callable[[str], None]
) -> list[Outcome]:
    """Return what the first judge of a panel says to each trial, in their order.

    Args:
        panel: one judge.
        trials: what is asked; equal pairs are asked once.
        votes: answers of earlier sessions, and those to come.
        say: told how far it is.

    Raises:
        UserError: the judge cannot be asked at all.
    """
    keys = [panel.spec.vote_key(trial.ballot, trial.pair.hash) for trial in trials]
    missing = {key: trial for key, trial in zip(keys, trials, strict=True) if votes.get(key) is None}
    judge = panel.judges[0]
    failures: dict[str, str] = {}
    slots = asyncio.Semaphore(panel.concurrency)

    async def ask(key: str, trial: Trial) -> None:
        async with slots:
            try:
                vote = await judge.vote(trial.pair, swapped=trial.ballot.swapped, name=key)
            except JudgeError as error:
                failures[key] = str(error)
                return
        metric, name = panel.spec.metric, panel.spec.names[0]
        row = VoteRow(key, trial.figure, metric, name, trial.ballot.number, trial.ballot.swapped, vote.to_json())
        await asyncio.to_thread(votes.append, row)

    if missing:
        say(f"{panel.spec.names[0]} is asked about {len(missing)} {panel.spec.kind} pairs.")
        await probe(judge, panel.spec.kind)
        async with asyncio.TaskGroup() as group:
            for key, trial in missing.items():
                group.create_task(ask(key, trial))
    return [_outcome(trial, votes.get(key), failures.get(key, "")) for key, trial in zip(keys, trials, strict=True)]


def _outcome(trial: Trial, row: VoteRow | None, problem: str) -> Outcome:
    if row is None:
        return Outcome(trial, None, ATTEMPTS, problem)
    vote = Vote.from_json(row.vote)
    return Outcome(trial, vote.total, vote.attempts)
