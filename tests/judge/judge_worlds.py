"""A run folder with judges on a real socket, and what is asked in it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from openai_server import OpenAIServer, RecordedRequest, Reply
from pipeline_fakes import METRICS, FakeModel, FakeRenderer, FakeScorer, Silent, make_run, program
from pipeline_fakes import answer as fenced

from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.models.prices import Price
from stem2code_eval.pipeline.judging import make_judging
from stem2code_eval.pipeline.rescore import rescore
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.spending import Budget
from stem2code_eval.pipeline.store import Store

Judge = Callable[[RecordedRequest], Reply]
PROBES = 2
"""One for each kind of judge."""
VOTES = 8
"""Of both kinds, for all six samples."""
PRICE = Price(1.0, 1.0)
ENDS = ("ok", "ok", "timeout", "syntax_error", "ok")
BOTH = {"image": ("openai/j",), "code": ("openai/j",)}


def answers() -> dict[str, str]:
    """Return what the model says of six figures: five programs, and none."""
    found = {f"s{at}": fenced(program(f"x{at}", end)) for at, end in enumerate(ENDS)}
    return found | {"s5": "I would rather not."}


class World:
    """One run folder, and whoever judges in it."""

    def __init__(self, folder: Path, task: Any) -> None:
        self.folder = folder
        self.task = task
        self.model = FakeModel(answers())
        self.renderer = FakeRenderer()

    def run(
        self,
        judge: Judge,
        names: Any = BOTH,
        scorer: Any = None,
        budget: Budget | None = None,
        repeats: int = 1,
        **options: Any,
    ) -> tuple[Any, OpenAIServer]:
        """Run, and return the results and the judges' server."""
        with OpenAIServer(judge) as server, Store(self.folder, print) as store:
            judging = make_judging(JudgeChoice(**names, base_url=server.base_url, **options))
            run = make_run(self.task, self.model, self.renderer, judging=judging)
            several = {} if repeats == 1 else {"repeats": repeats}
            run = replace(run, budget=budget or Budget(), price=PRICE, manifest={**run.manifest, **several}, **several)
            return execute(run, store, Silent(), scorer or FakeScorer()), server

    def score(self, judge: Judge, names: Any, **options: Any) -> tuple[Any, OpenAIServer]:
        """Score again, and return likewise."""
        with OpenAIServer(judge) as server, Store(self.folder, print) as store:
            kept = store.read_manifest()
            judging = make_judging(JudgeChoice(**names, base_url=server.base_url, **options), kept)
            return rescore(store, METRICS, Silent(), FakeScorer(), judging), server

    def rows(self, name: str = "scores") -> dict[str, Any]:
        """Return the rows of a file by their ids."""
        lines = (self.folder / f"{name}.jsonl").read_text().splitlines()
        return {row["id"]: row for row in map(json.loads, lines)}
