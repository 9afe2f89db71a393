"""Take all samples of a task through the stages: every sample on its own, none waiting for the others.

A fixed number of workers pull samples from the task, so that memory does not grow with the task. A worker
carries its sample through all stages; each stage bounds how many samples it works on at once.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module

from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.task import Task
from stem2code_eval.models.prices import Price
from stem2code_eval.models.protocol import Model, Starting
from stem2code_eval.pipeline.aggregate import Results, aggregate_run
from stem2code_eval.pipeline.collector import rarely_collected
from stem2code_eval.pipeline.interrupt import until_interrupted
from stem2code_eval.pipeline.judging import Judging
from stem2code_eval.pipeline.manifest import Manifest, continued, now, refuse_other_renderer, refuse_other_run
from stem2code_eval.pipeline.progress import FirstFaults, Progress
from stem2code_eval.pipeline.rendering import RenderPool
from stem2code_eval.pipeline.score_stage import ScoreStage
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.spending import Budget, Spending
from stem2code_eval.pipeline.stages import Stages
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.types import Limits, Renderer, RenderSettings

_FILE_THREADS = 4


@dataclass(frozen=True, slots=True)
class Run:
    """What is run, and with what."""

    task: Task
    model: Model
    open_renderer: Callable[[], Renderer]
    manifest: Manifest
    """As `build_manifest` makes it, from the same task and model."""
    limits: Limits
    settings: RenderSettings
    concurrency: int
    """Requests to the model under way at once."""
    repeats: int = 1
    """Answers asked for to each figure."""
    max_pixels: int | None = None
    """Larger pictures are made smaller before they are sent; None: never."""
    budget: Budget = field(default_factory=Budget)
    price: Price | None = None
    """Of the model's tokens; None: unknown."""
    judging: Judging | None = None
    """Judges, where the run has some; they are also in the manifest."""

    @property
    def n_answers(self) -> int:
        """Answers to be had in all."""
        return len(self.task.entries) * self.repeats


def execute(run: Run, store: Store, progress: Progress, scorer: Scorer | None = None) -> Results:
    """Run to the end, going on from whatever the store holds, and return the content of `results.json`.

    Raises:
        IncomparableError: the store holds a run of another configuration, or made by another renderer.
        UserError: something the user can mend, such as no sandbox or a full disk; finished work is kept.
        Interrupted: Ctrl-C or SIGTERM; finished work is kept.
    """
    manifest = run.manifest
    old = store.read_manifest()
    if old is not None:
        refuse_other_run(old, manifest, run.task, store.root)
        manifest = continued(old, manifest)
    store.write_manifest(manifest)
    spending = Spending(store, run.budget, run.price)
    progress.start(run.n_answers)
    try:
        with rarely_collected():
            until_interrupted(_evaluate_all(run, manifest, store, spending, progress, scorer or Scorer()))
    finally:
        progress.close()
    return finish(run.task.entries.ids, manifest, store)


async def _evaluate_all(
    run: Run, manifest: Manifest, store: Store, spending: Spending, progress: Progress, scorer: Scorer
) -> None:
    files = ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")
    stages = make_stages(run, manifest, store, spending, scorer, files)
    renderer = stages.renderer
    if run.judging is not None:
        run.judging.open(store, files, progress.say, spending)
    try:
        if len(store.renders) < run.n_answers:
            renderer.start()
            scorer.start()
        if isinstance(run.model, Starting) and len(store.responses) < run.n_answers:
            run.model.start()
        # It takes a while; there is time while the first answers are on their way.
        files.submit(import_module, "stem2code_eval.stats.intervals")
        if run.judging is not None and not _is_finished(run, store):
            await run.judging.probe()
        await _drain(_answers(run), stages, progress, _width(run))
    finally:
        try:
            await run.model.close()
        finally:
            await renderer.close()
            scorer.close()
            if run.judging is not None:
                await run.judging.close(run.task.entries.ids)
            files.shutdown(wait=True)


def make_stages(
    run: Run, manifest: Manifest, store: Store, spending: Spending, scorer: Scorer, files: ThreadPoolExecutor
) -> Stages:
    """Return the stages of a run, with a renderer that is opened when it is first needed."""
    known = manifest["renderer"]["fingerprint"]
    return Stages(
        task=run.task,
        store=store,
        model=run.model,
        asking=asyncio.Semaphore(run.concurrency),
        renderer=RenderPool(run.open_renderer, partial(_record_renderer, manifest, store), known),
        limits=run.limits,
        settings=run.settings,
        scoring=ScoreStage(store, scorer, manifest["metrics"], files, run.judging),
        spending=spending,
        files=files,
        max_pixels=run.max_pixels,
    )


def _answers(run: Run) -> Iterator[tuple[Entry, int | None]]:
    """Yield each sample, with the number of each answer to it where there are several."""
    for entry in run.task.entries:
        if run.repeats == 1:
            yield entry, None
        else:
            yield from ((entry, repeat) for repeat in range(run.repeats))


async def _drain(answers: Iterator[tuple[Entry, int | None]], stages: Stages, progress: Progress, width: int) -> None:
    faults = FirstFaults(progress.say)

    async def work() -> None:
        for entry, repeat in answers:
            try:
                row = await stages.evaluate(entry, repeat)
            except Exception as error:
                error.add_note(f'while evaluating the sample "{entry.id}" ({entry.where})')
                raise
            progress.done(row)
            faults.tell(row)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(width):
                group.create_task(work())
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


def _width(run: Run) -> int:
    """Return how many answers may be under way: enough to fill each stage, with some waiting for the next."""
    cores = os.cpu_count() or 1
    judged = run.judging.width if run.judging is not None else 0
    return min(run.n_answers, run.concurrency + judged + 4 * cores)


def _is_finished(run: Run, store: Store) -> bool:
    """Return whether an earlier session brought every sample to an end."""
    return len(store.scores) >= run.n_answers and all(row.covered for row in store.scores.rows())


def _record_renderer(manifest: Manifest, store: Store, renderer: Renderer) -> None:
    """Write down which renderer this run uses before it renders anything."""
    refuse_other_renderer(manifest, renderer.fingerprint, store.root)
    manifest["renderer"].update(fingerprint=renderer.fingerprint, backend=renderer.backend)
    store.write_manifest(manifest)


def finish(ids: Sequence[str], manifest: Manifest, store: Store) -> Results:
    """Leave one row a sample, in the order of `ids`, and write what they come to."""
    store.compact(ids)
    results = aggregate_run(store, manifest)
    store.write_results(results)
    store.write_manifest({**manifest, "end": now()})
    return results
