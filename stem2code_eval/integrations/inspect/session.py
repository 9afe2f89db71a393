"""One of our tasks in an inspect_ai process: its figures, and the stages after the answer.

The stages live in an event loop and a thread of their own, so that the sandbox and the scoring processes do not depend
on how long inspect_ai keeps its loop, nor on which kind it is.
"""

import asyncio
import atexit
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.task import Task, load_task
from stem2code_eval.hashing import sha256_text
from stem2code_eval.integrations.loop import Loop
from stem2code_eval.metrics.pair import describe
from stem2code_eval.models.protocol import ModelError, Request, Response
from stem2code_eval.pipeline.faults import StageFailure
from stem2code_eval.pipeline.launch import metric_names
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.records import ReferenceRow, ScoreRow
from stem2code_eval.pipeline.runner import Run, make_stages
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.spending import Budget, Spending
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.terminal import plain
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits, RenderSettings


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user says about the task; see `tasks.figures`."""

    task: str
    split: str | None = None
    subjects: tuple[str, ...] = ()
    figures: int | None = None
    seed: int = 0
    metrics: tuple[str, ...] = ()
    sandbox: str = "auto"
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A `Model` that has answered already: what inspect_ai got, for one figure."""

    text: str
    finish_reason: str | None
    error: str | None
    """Why there is no answer; None where there is one."""
    name: str = "inspect_ai"

    @property
    def identity(self) -> dict[str, Any]:
        """The hash of this answer: a stored answer stands only for itself."""
        return {"name": self.name, "answer_sha256": sha256_text(self.text), "finish_reason": self.finish_reason}

    async def generate(self, request: Request) -> Response:
        """Return the answer.

        Raises:
            ModelError: there is none.
        """
        if self.error is not None:
            raise ModelError(self.error)
        return Response(self.text, self.finish_reason)

    async def close(self) -> None:
        """Nothing to release."""


class Session:
    """The figures of one task, drawn now, and what scores answers to them; closed when the process ends.

    Args:
        choice: what the user says.

    Raises:
        UserError: the task or a metric is unknown, or there is no sandbox.
    """

    def __init__(self, choice: Choice) -> None:
        self.task = load_task(choice.task, choice.split, choice.subjects, choice.figures, choice.seed)
        self._renderer = open_renderer(choice.sandbox, choice.workers, Limits(), RenderSettings(), _say)
        self._root = Path(tempfile.mkdtemp(prefix="stem2code-inspect-"))
        self._loop = Loop()
        self._files = ThreadPoolExecutor(4, thread_name_prefix="files")
        self._scorer = Scorer(choice.workers)
        self._store = Store(self._root, _say)
        self._entries = {entry.id: entry for entry in self.task.entries}
        atexit.register(self.close)
        names = metric_names(choice.metrics, self.task.metrics)
        self.metrics = (EXEC_RATE, *names)
        self._stages = self._loop.call(self._begin(choice, names))
        self.references, self.left_out = self._loop.call(self._draw())

    def picture(self, reference: ReferenceRow) -> Path:
        """Return where the picture of a reference is."""
        return self._store.blobs.path(reference.image)

    def evaluate(self, sample: str, epoch: int, answered: Answered) -> tuple[ScoreRow, str | None]:
        """Take an answer through extraction, sandbox and metrics; safe for many threads.

        Args:
            sample: the figure's id.
            epoch: which of several answers to it.
            answered: the answer.

        Returns:
            The row of scores, and the program.
        """
        row = self._loop.call(replace(self._stages, model=answered).evaluate(self._entries[sample], epoch))
        rendering = self._store.renders.get(sample, epoch)
        return row, None if rendering is None else rendering.program

    def close(self) -> None:
        """End the sandbox, the scoring processes and the thread, and delete the folder. Idempotent."""
        atexit.unregister(self.close)
        if self._loop.is_closed:
            return
        self._renderer.close()
        self._scorer.close()
        self._files.shutdown(wait=True)
        self._store.close()
        self._loop.close()
        shutil.rmtree(self._root, ignore_errors=True)

    async def _begin(self, choice: Choice, names: tuple[str, ...]) -> Any:
        limits, settings, nobody = Limits(), RenderSettings(), Answered("", None, None)
        manifest = build_manifest(
            task=self.task,
            subjects=choice.subjects,
            limit=choice.figures,
            seed=choice.seed,
            model_name=nobody.name,
            model_identity={},
            metrics=describe(names),
            limits=limits,
            settings=settings,
        )
        count = max(1, len(self.task.entries))
        run = Run(self.task, nobody, lambda: self._renderer, manifest, limits, settings, concurrency=count)
        return make_stages(run, manifest, self._store, Spending(self._store, Budget(), None), self._scorer, self._files)

    async def _draw(self) -> tuple[list[tuple[Entry, ReferenceRow]], list[str]]:
        """Return the figures that can be shown, and why each other one cannot."""
        found = await asyncio.gather(*(self._reference(entry) for entry in self.task.entries))
        drawn = [(entry, row) for entry, row in zip(self.task.entries, found, strict=True) if not isinstance(row, str)]
        return drawn, [row for row in found if isinstance(row, str)]

    async def _reference(self, entry: Entry) -> ReferenceRow | str:
        try:
            row: ReferenceRow = await self._stages.reference(entry)
        except StageFailure as failure:
            return failure.message
        return row


def _say(text: str) -> None:
    Console(file=sys.__stderr__).print(plain(text, 1000), highlight=False, markup=False, soft_wrap=True)


def load(choice: Choice) -> tuple[Session, Task]:
    """Return a session and its task, having said which figures cannot be shown."""
    session = Session(choice)
    for reason in session.left_out:
        _say(f"left out: {reason}")
    return session, session.task
