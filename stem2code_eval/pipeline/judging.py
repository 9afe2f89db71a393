"""Judges in the pipeline: they are asked about a scored sample, and their votes are kept by content.

A vote that was had is never asked for again, whichever session of the folder had it. A judge that fails leaves the
sample without a result: nothing of the failure is stored as a score, and the next run asks again.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from stem2code_eval.errors import UserError
from stem2code_eval.judge.choice import JudgeChoice, Panel, make_panels
from stem2code_eval.judge.judge import JudgeError, Vote
from stem2code_eval.judge.probe import probe
from stem2code_eval.judge.rubric import METRIC_OF
from stem2code_eval.judge.spec import Ballot, JudgeSpec
from stem2code_eval.judge.verdict import Verdict, combine
from stem2code_eval.models.prices import find_price
from stem2code_eval.models.protocol import Model
from stem2code_eval.pipeline.judge_cases import Case, Findings, find_injections, judged, make_case, unjudged
from stem2code_eval.pipeline.judge_spending import JudgeSpending
from stem2code_eval.pipeline.keys import judge_key
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ScoreRow, VoteRow
from stem2code_eval.pipeline.spending import Spending
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.table import Table

VOTES = "votes.jsonl"
T = TypeVar("T")


class Judging:
    """The judges of one run folder.

    Args:
        specs: metric to what is asked.
        panels: metric to judges that can be asked; a metric without any lives on the votes that are stored.
        prices: judge to US dollars for a million tokens, where they are known.
    """

    def __init__(
        self,
        specs: Mapping[str, JudgeSpec],
        panels: Mapping[str, Panel],
        prices: Mapping[str, Mapping[str, float]] | None = None,
    ) -> None:
        self.specs = dict(specs)
        self._panels = dict(panels)
        self._prices = dict(prices or {})
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._probing = asyncio.Lock()
        self._probed: UserError | bool | None = None
        self._asking = {metric: asyncio.Semaphore(panel.concurrency) for metric, panel in self._panels.items()}

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics that judges give."""
        return tuple(self.specs)

    @property
    def width(self) -> int:
        """How many samples may wait for judges at once, beside those that are scored."""
        return max((panel.concurrency for panel in self._panels.values()), default=0)

    def to_json(self) -> dict[str, Any]:
        """Return what the manifest says of the judges: `judges`, and `judge_prices`, which decide nothing."""
        names = {name for spec in self.specs.values() for name in spec.names}
        return {
            "judges": {metric: spec.to_json() for metric, spec in self.specs.items()},
            "judge_prices": {name: self._prices[name] for name in sorted(names) if name in self._prices},
        }

    def open(
        self, store: Store, files: Executor, warn: Callable[[str], None], spending: Spending | None = None
    ) -> None:
        """Begin to work in a run folder; `close` ends it.

        Args:
            store: the run folder.
            files: threads for reading and writing files.
            warn: told about damaged lines.
            spending: counts what is asked, and says when the budget is spent; None: there is no budget.

        Raises:
            UserError: the budget is in dollars, and a judge that may be asked has no price.
        """
        asked = {name for panel in self._panels.values() for name in panel.spec.names}
        unknown = sorted(asked - self._prices.keys())
        if spending is not None and spending.is_in_dollars and unknown:
            raise UserError(
                f"--max-cost-usd needs the price of the judge {unknown[0]} too: add it to the table of prices."
            )
        self._blobs = store.blobs
        self._files = files
        self._spending = JudgeSpending(store.root, self._prices, spending, warn)
        path = store.root / VOTES
        self._votes = Table(path, VoteRow.from_json, warn) if self.specs or path.exists() else None
        for row in self._votes.rows() if self._votes is not None else ():
            self._spending.add(row.judge, row.vote.get("usage"))

    async def probe(self) -> None:
        """Ask each judge once, before anything else is paid for; later calls ask nothing.

        Raises:
            UserError: one cannot be reached or never answers as asked.
        """
        async with self._probing:
            if self._probed is None:
                self._probed = await self._first_failure() or True
        if isinstance(self._probed, UserError):
            raise self._probed

    async def judge(self, row: ScoreRow, reference: ReferenceRow, rendering: RenderRow) -> ScoreRow:
        """Return `row` with what judges say of its sample; the same object where it holds just that already.

        Args:
            row: a scored sample with the program's own outcome.
            reference: its reference.
            rendering: its rendering.
        """
        if not row.covered:
            return row
        if not self.specs:
            return unjudged(row) if row.judges else row
        cases = [
            await self._in_thread(partial(make_case, spec, row, reference, rendering, self._blobs))
            for spec in self.specs.values()
        ]
        key = judge_key({case.spec.metric: case.asked for case in cases})
        if row.judges.get("key") == key:
            return row
        findings = await self._in_thread(partial(find_injections, reference, rendering, self._blobs))
        answers = await asyncio.gather(*(self._answer(row.id, case, findings) for case in cases))
        verdicts = {case.spec.metric: said for case, said in zip(cases, answers, strict=True) if isinstance(said, dict)}
        failures = {case.spec.metric: said for case, said in zip(cases, answers, strict=True) if isinstance(said, str)}
        return judged(row, key, verdicts, failures, findings)

    async def close(self, order: Iterable[str]) -> None:
        """End the judges, and leave one row for each vote, by samples in the order that is given."""
        models: dict[int, Model] = {
            id(judge.model): judge.model for panel in self._panels.values() for judge in panel.judges
        }
        for model in models.values():
            await model.close()
        if self._votes is not None:
            places = {sample: at for at, sample in enumerate(order)}
            kept = sorted((places.get(vote.sample, len(places)), vote.id) for vote in self._votes.rows())
            self._votes.compact([vote for _, vote in kept])
            self._votes.close()
        self._spending.close()

    async def _first_failure(self) -> UserError | None:
        for panel in self._panels.values():
            for name, judge in zip(panel.spec.names, panel.judges, strict=True):
                try:
                    await self._waste(name, await probe(judge, panel.spec.kind))
                except UserError as error:
                    return error
        return None

    async def _answer(self, sample: str, case: Case, findings: Findings) -> Verdict | str:
        """Return the verdict on a case, or why there is none."""
        if case.verdict is not None:
            return case.verdict
        ballots = list(case.spec.ballots())
        asked = (self._vote(sample, case, ballot, findings) for ballot in ballots)
        said = await asyncio.gather(*asked, return_exceptions=True)
        votes = []
        for ballot, each in zip(ballots, said, strict=True):
            if isinstance(each, JudgeError):
                return f"{case.spec.metric}: {each}"
            if isinstance(each, BaseException):
                raise each
            votes.append((ballot, each))
        return combine(case.spec, votes)

    async def _vote(self, sample: str, case: Case, ballot: Ballot, findings: Findings) -> Vote:
        key = case.spec.vote_key(ballot, case.pair_hash)
        votes = self._votes
        assert votes is not None and case.load is not None  # noqa: S101, PT018
        async with self._locks.setdefault(key, asyncio.Lock()):
            stored = votes.get(key)
            if stored is not None:
                return Vote.from_json(stored.vote)
            panel = self._panels.get(case.spec.metric)
            if panel is None:
                raise JudgeError(
                    f"the vote {ballot.number} of {case.spec.names[ballot.judge]} is not stored, and no judge was "
                    f"named to be asked for it; name it with --{case.spec.kind}-judge"
                )
            await self.probe()
            pair = await self._in_thread(case.load)
            planted = findings.seen_under(case.spec.metric)
            name = case.spec.names[ballot.judge]
            async with self._asking[case.spec.metric]:
                self._refuse_beyond_budget()
                try:
                    vote = await panel.judges[ballot.judge].vote(
                        pair, swapped=ballot.swapped, planted=planted, name=key
                    )
                except JudgeError as error:
                    await self._waste(name, error.usage)
                    raise
                self._spending.add(name, vote.usage)
            row = VoteRow(key, sample, case.spec.metric, name, ballot.number, ballot.swapped, vote.to_json())
            await self._in_thread(partial(votes.append, row))
            return vote

    def _refuse_beyond_budget(self) -> None:
        spent = self._spending.spent
        if spent is not None:
            raise JudgeError(spent)

    async def _waste(self, judge: str, usage: Mapping[str, int] | None) -> None:
        self._spending.add(judge, usage)
        await self._in_thread(partial(self._spending.write_down, judge, usage))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._files, work)


def make_judging(choice: JudgeChoice, manifest: Mapping[str, Any] | None = None) -> Judging:
    """Return the judges that the user chose.

    Args:
        choice: what the user said.
        manifest: of the run that is scored again; a kind for which the user named nobody keeps its judges.

    Raises:
        UserError: a judge is unknown or cannot judge, or the prompts cannot be read.
    """
    known = manifest or {}
    panels = make_panels(choice)
    found = {name: find_price(name, choice.prices) for panel in panels.values() for name in panel.spec.names}
    prices = {name: price.to_json() for name, price in found.items() if price is not None}
    old = {
        metric: JudgeSpec.from_json(metric, value)
        for metric, value in known.get("judges", {}).items()
        for kind, name in METRIC_OF.items()
        if name == metric and not choice.names(kind)
    }
    specs = {metric: panels[metric].spec if metric in panels else old.get(metric) for metric in METRIC_OF.values()}
    return Judging(
        {metric: spec for metric, spec in specs.items() if spec is not None},
        panels,
        {**known.get("judge_prices", {}), **prices},
    )
