"""One of our tasks in an lmms-eval process: its figures, its run folder, and the stages after the answer."""

import asyncio
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import UserError
from stem2code_eval.integrations.lmms.answers import Answered
from stem2code_eval.integrations.lmms.command import asked_model, without_secrets
from stem2code_eval.integrations.lmms.pictures import same_picture
from stem2code_eval.integrations.lmms.ranks import own_folder, take_in
from stem2code_eval.integrations.lmms.references import prepare
from stem2code_eval.integrations.lmms.shared import Borrowed, Shared
from stem2code_eval.metrics.pair import describe
from stem2code_eval.pipeline.aggregate import Results
from stem2code_eval.pipeline.folder import choose_folder
from stem2code_eval.pipeline.judging import make_judging
from stem2code_eval.pipeline.manifest import build_manifest, continued, refuse_other_run
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.runner import Run, finish, make_stages
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.spending import Budget, Spending
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.summary import print_summary

_FILE_THREADS = 4


class Session:
    """A run of one task whose answers come from lmms-eval, one at a time and from any thread.

    Args:
        name: of the task.
        shared: what it shares with other tasks of the process.

    Raises:
        UserError: the task is unknown or not imported, no figure can be shown, or the run folder is another run's.
    """

    def __init__(self, name: str, shared: Shared) -> None:
        settings = shared.settings
        self._shared = shared
        self.task = load_task(name, settings.split, settings.subjects, settings.figures, settings.seed)
        self._about = asked_model(sys.argv)
        self._figures = prepare(self.task, shared)
        self._run = self._make_run()
        self.metrics = (EXEC_RATE, *self._run.manifest["metrics"], *self._run.manifest["judges"])
        self._manifest = self._run.manifest
        self._store = self._open_store()
        self._files = ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")
        self._entries = {entry.id: entry for entry in self.task.entries}
        self.results: Results | None = None
        """What `finish` returned."""
        try:
            shared.loop.call(self._start())
        except UserError:
            self._store.close()
            raise

    @property
    def folder(self) -> Path:
        """The run folder."""
        return self._store.root

    @property
    def data_files(self) -> Path:
        """The parquet file with the figures."""
        return self._figures.parquet

    def evaluate(self, sample: str, image: Any, text: str) -> ScoreRow:
        """Take the answer to one figure through the stages; safe for many threads.

        Args:
            sample: its id.
            image: the picture that lmms-eval showed.
            text: the answer, as it came.

        Raises:
            UserError: the picture is not the one that is compared with, or the disk is full.
        """
        reference = self._store.references.get(sample)
        if reference is not None and not same_picture(image, self._store.blobs.path(reference.image)):
            raise UserError(f'lmms-eval showed another picture of "{sample}" than the one to compare with.')
        return self._shared.loop.call(self._evaluate(self._entries[sample], text))

    def finish(self, ids: Sequence[str]) -> Results:
        """Write `results.json` over the figures that were asked, and close; later calls return the same.

        Where all figures that can be shown were asked, those that cannot be are counted too, without a result.

        Args:
            ids: the figures that were asked.
        """
        if self.results is None:
            self.results = self._shared.loop.call(self._finish(ids))
            title = " ".join(filter(None, (self._about["name"], "on", self.task.name, self.task.split)))
            print_summary(self._shared.console, title, self.results, self._store.scores.rows())
            self._store.close()
        return self.results

    def _make_run(self) -> Run:
        settings, shared = self._shared.settings, self._shared
        judging = make_judging(settings.judges)
        metrics = tuple(name for name in self.task.metrics if name != EXEC_RATE)
        manifest = build_manifest(
            task=self.task,
            subjects=settings.subjects,
            limit=settings.figures,
            seed=settings.seed,
            model_name=self._about["name"],
            model_identity=self._about,
            metrics=describe(metrics),
            limits=shared.limits,
            settings=shared.render_settings,
            judging=judging.to_json(),
        )
        manifest["argv"] = [without_secrets(word) for word in manifest["argv"]]
        return Run(
            self.task,
            Answered(self._about, ""),
            lambda: Borrowed(shared.renderer),
            manifest,
            shared.limits,
            shared.render_settings,
            concurrency=max(1, len(self.task.entries)),
            judging=judging if judging.metrics else None,
        )

    def _open_store(self) -> Store:
        out = self._shared.settings.out
        folder = choose_folder(None if out is None else out / self.task.name, self._manifest, self.task)
        store = Store(own_folder(folder), self._shared.say)
        old = store.read_manifest()
        if old is not None:
            try:
                refuse_other_run(old, self._manifest, self.task, folder)
            except UserError:
                store.close()
                raise
            self._manifest = continued(old, self._manifest)
        store.write_manifest(self._manifest)
        self._figures.copy_to(store)
        self._shared.say(f"The run folder is {folder}.")
        return store

    async def _start(self) -> None:
        run, store = self._run, self._store
        spending = Spending(store, Budget(), None)
        self._stages = make_stages(run, self._manifest, store, spending, self._shared.scorer, self._files)
        self._stages.renderer.start()
        if run.judging is not None:
            run.judging.open(store, self._files, self._shared.say)
            await run.judging.probe()

    async def _evaluate(self, entry: Entry, text: str) -> ScoreRow:
        return await replace(self._stages, model=Answered(self._about, text)).evaluate(entry)

    async def _finish(self, ids: Sequence[str]) -> Results:
        asked = set(ids)
        if asked >= self._figures.shown:
            left_out = [entry for entry in self.task.entries if entry.id not in asked]
            await asyncio.gather(*(self._evaluate(entry, "") for entry in left_out))
            task: Task = self.task
        else:
            task = replace(self.task, entries=self.task.entries.only(asked))
        about = {"n": len(task.entries), "dataset_hash": task.dataset_hash, "broken": task.broken}
        self._manifest["task"].update(about)
        order = task.entries.ids
        await self._stages.renderer.close()
        if self._run.judging is not None:
            await self._run.judging.close(order)
        self._files.shutdown(wait=True)
        await asyncio.to_thread(take_in, self._store)
        return await asyncio.to_thread(finish, order, self._manifest, self._store)
