"""Ask the judges of a bundle again for some of their votes, chosen at random after the bundle was made.

A judge need not give the same points twice, so the votes are not compared one by one: it is the mean of the differences
that has to be explicable by chance. What this cannot see is said in `docs/submitting.md`.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from stem2code_eval.errors import IncomparableError
from stem2code_eval.judge.choice import JudgeChoice, make_panels
from stem2code_eval.judge.judge import Judge, JudgeError
from stem2code_eval.judge.pair import Pair
from stem2code_eval.judge.spec import Ballot, JudgeSpec
from stem2code_eval.pipeline.judge_cases import Case, Findings, find_injections, make_case
from stem2code_eval.pipeline.store import Store
from stem2code_eval.stats.paired import paired_difference
from stem2code_eval.submission.findings import Finding, Level
from stem2code_eval.submission.form import VoteRow

ALPHA = 0.01
"""Chance that honest votes fail."""
MARGIN = 2.0
"""Points that the mean may differ by in any case: servers change their models a little without saying so."""
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Asking:
    """How the judges are reached, and about how many votes they are asked."""

    votes: int
    base_url: str | None = None
    api_key_env: str | None = None
    seed: int | None = None
    """Of the choice; None takes one that nobody could know before."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What a vote was cast on."""

    case: Case
    ballot: Ballot
    findings: Findings


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """What came of asking again."""

    asked: int
    difference: float
    """Mean of the bundle's votes minus those had now, in points."""
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as an entry holds it."""
        return {"asked": self.asked, "difference": round(self.difference, 4)}


def casts(store: Store, specs: Mapping[str, JudgeSpec]) -> dict[str, Cast]:
    """Return the key of every vote that a run needs to what it is cast on.

    Args:
        store: the run, done again here.
        specs: who judges.
    """
    found: dict[str, Cast] = {}
    for row in store.scores.rows():
        reference, rendering = store.references.get(row.id), store.renders.get(row.id, row.repeat)
        if reference is None or rendering is None:
            continue
        injected = find_injections(reference, rendering, store.blobs)
        for spec in specs.values():
            case = make_case(spec, row, reference, rendering, store.blobs)
            if case.load is not None:
                keys = ((spec.vote_key(ballot, case.pair_hash), ballot) for ballot in spec.ballots())
                found.update({key: Cast(case, ballot, injected) for key, ballot in keys})
    return found


def spot_check(votes: Sequence[VoteRow], known: Mapping[str, Cast], asking: Asking) -> SpotCheck | None:
    """Ask again for some of the votes and compare; None where there are none.

    Raises:
        IncomparableError: the judges here are not those of the bundle.
        UserError: a key is missing, or a judge cannot be reached.
    """
    eligible = [vote for vote in votes if vote.id in known]
    chooser = random.SystemRandom() if asking.seed is None else random.Random(asking.seed)  # noqa: S311 - no secret
    chosen = chooser.sample(eligible, min(asking.votes, len(eligible)))
    if not chosen:
        return None
    said = asyncio.run(_ask_all([(vote, known[vote.id]) for vote in chosen], asking))
    pairs = [(vote.total, again) for vote, again in zip(chosen, said, strict=True) if again is not None]
    failed = len(chosen) - len(pairs)
    findings = []
    if failed:
        text = f"the judges gave no answer for {failed} of {len(chosen)} votes; try again."
        findings.append(Finding("spot check", Level.INCOMPLETE, text))
    if not pairs:
        return SpotCheck(len(chosen), 0.0, tuple(findings))
    difference = fmean(claimed - again for claimed, again in pairs)
    findings.append(_verdict(pairs, difference))
    return SpotCheck(len(pairs), difference, tuple(findings))


def _verdict(pairs: Sequence[tuple[float, float]], difference: float) -> Finding:
    claimed, again = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    told = paired_difference(again, claimed) if len(pairs) > 1 else None
    said = f"asked again for {len(pairs)} votes, the judges give {-difference:+.1f} points more than in the bundle"
    if told is None:
        return Finding("spot check", Level.NOTE, f"{said}; one vote tells nothing.")
    by_chance = max(told.p_value, told.t_p_value) > ALPHA
    if abs(difference) <= MARGIN or by_chance:
        return Finding("spot check", Level.NOTE, f"{said}, on average; that is explained by chance or small.")
    return Finding("spot check", Level.FAILED, f"{said}, on average; that is not explained by chance.")


async def _ask_all(chosen: Sequence[tuple[VoteRow, Cast]], asking: Asking) -> list[float | None]:
    specs = {cast.case.spec.metric: cast.case.spec for _, cast in chosen}
    judges = {metric: _judges(spec, asking) for metric, spec in specs.items()}
    places = asyncio.Semaphore(_AT_ONCE)

    async def ask(vote: VoteRow, cast: Cast) -> float | None:
        assert cast.case.load is not None  # noqa: S101
        pair: Pair = cast.case.load()
        judge = judges[vote.metric][cast.ballot.judge]
        planted = cast.findings.seen_under(vote.metric)
        async with places:
            try:
                return (await judge.vote(pair, swapped=cast.ballot.swapped, planted=planted, name=vote.id)).total
            except JudgeError:
                return None

    try:
        return list(await asyncio.gather(*(ask(vote, cast) for vote, cast in chosen)))
    finally:
        for panel in judges.values():
            for judge in panel:
                await judge.model.close()


def _judges(spec: JudgeSpec, asking: Asking) -> tuple[Judge, ...]:
    sampling = spec.identities[0].get("sampling", {})
    names = {spec.kind: spec.names}
    choice = JudgeChoice(
        image=names.get("image", ()),
        code=names.get("code", ()),
        base_url=asking.base_url,
        api_key_env=asking.api_key_env,
        sampling=sampling,
        votes=spec.votes,
    )
    panel = make_panels(choice)[spec.metric]
    for claimed, mine in zip(spec.identities, panel.spec.identities, strict=True):
        if {**claimed, "base_url": None} != {**mine, "base_url": None}:
            raise IncomparableError(f"{spec.metric} was judged by {dict(claimed)}, and not by {dict(mine)}.")
    return panel.judges
