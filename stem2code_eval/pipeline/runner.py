"""Take all samples of a task through the stages: every sample on its own, none waiting for the others.

A fixed number of workers pull samples from the task, so that memory does not grow with the task. A worker
carries its sample through all stages; each stage bounds how many samples it works on at once.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.task import Task
from stem2code_eval.models.protocol import Model
from stem2code_eval.pipeline.aggregate import Results, aggregate
from stem2code_eval.pipeline.interrupt import until_interrupted
from stem2code_eval.pipeline.manifest import Manifest, continued, now, refuse_other_renderer, refuse_other_run
from stem2code_eval.pipeline.progress import FirstFaults, Progress
from stem2code_eval.pipeline.rendering import RenderPool
from stem2code_eval.pipeline.score_stage import EXEC_RATE, ScoreStage
from stem2code_eval.pipeline.scoring import Scorer
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
    progress.start(len(run.task.entries))
    try:
        until_interrupted(_evaluate_all(run, manifest, store, progress, scorer or Scorer()))
    finally:
        progress.close()
    return _finish(run.task, manifest, store)


async def _evaluate_all(run: Run, manifest: Manifest, store: Store, progress: Progress, scorer: Scorer) -> None:
    files = ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")
    known = manifest["renderer"]["fingerprint"]
    renderer = RenderPool(run.open_renderer, partial(_record_renderer, manifest, store), known)
    stages = Stages(
        task=run.task,
        store=store,
        model=run.model,
        asking=asyncio.Semaphore(run.concurrency),
        renderer=renderer,
        limits=run.limits,
        settings=run.settings,
        scoring=ScoreStage(store, scorer, manifest["metrics"], files),
        files=files,
    )
    try:
        if len(store.renders) < len(run.task.entries):
            renderer.start()
            scorer.start()
        await _drain(iter(run.task.entries), stages, progress, _width(run))
    finally:
        await renderer.close()
        scorer.close()
        await run.model.close()
        files.shutdown(wait=True)


async def _drain(entries: Iterator[Entry], stages: Stages, progress: Progress, width: int) -> None:
    faults = FirstFaults(progress.say)

    async def work() -> None:
        for entry in entries:
            try:
                row = await stages.evaluate(entry)
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
    """Return how many samples may be under way: enough to fill each stage, with some waiting for the next."""
    cores = os.cpu_count() or 1
    return min(len(run.task.entries), run.concurrency + 4 * cores)


def _record_renderer(manifest: Manifest, store: Store, renderer: Renderer) -> None:
    """Write down which renderer this run uses before it renders anything."""
    refuse_other_renderer(manifest, renderer.fingerprint, store.root)
    manifest["renderer"].update(fingerprint=renderer.fingerprint, backend=renderer.backend)
    store.write_manifest(manifest)


def _finish(task: Task, manifest: Manifest, store: Store) -> Results:
    store.compact(entry.id for entry in task.entries)
    results = aggregate(
        list(store.scores.rows()), (EXEC_RATE, *manifest["metrics"]), store.responses.rows(), manifest["seed"]
    )
    store.write_results(results)
    store.write_manifest({**manifest, "end": now()})
    return results
