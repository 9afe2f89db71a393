"""Score a finished run again, from what its folder holds: no model, no sandbox, no data set."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.aggregate import Results, aggregate_run
from stem2code_eval.pipeline.interrupt import until_interrupted
from stem2code_eval.pipeline.judging import Judging
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.protocols import Protocol, protocol_of
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.score_stage import Place, ScoreStage
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.store import Store

_FILE_THREADS = 4


def rescore(
    store: Store,
    metrics: Mapping[str, Mapping[str, Any]],
    progress: Progress,
    scorer: Scorer | None = None,
    judging: Judging | None = None,
    protocol: Protocol | None = None,
) -> Results:
    """Score the stored pictures under `metrics` and return the new content of `results.json`.

    Samples without a result stay without one; `run` tries them again.

    Args:
        store: a run that has ended.
        metrics: name to version and parameters.
        progress: told about every sample.
        scorer: the processes that score; None starts some.
        judging: the judges; None for a run without any.
        protocol: what is reported; None takes the run's own.

    Raises:
        UserError: the folder holds no finished run.
        Interrupted: Ctrl-C or SIGTERM; starting again goes on from there.
    """
    manifest = store.read_manifest()
    if manifest is None:
        raise UserError(f"{store.root} is not a run folder: it has no run.json.")
    if len(store.scores) != manifest["task"]["n"] * manifest.get("repeats", 1):
        raise UserError(f"The run in {store.root} has not ended; repeat its command first, then score it.")
    judges = judging or Judging({}, {})
    order = store.scores.ids()
    progress.start(len(store.scores))
    try:
        until_interrupted(_score_all(store, metrics, progress, scorer or Scorer(), judges))
    finally:
        progress.close()
    store.compact(order)
    protocol = protocol or protocol_of(manifest)
    described = {name: dict(about) for name, about in metrics.items()}
    manifest = {**manifest, "metrics": described, "protocol": protocol.name, **judges.to_json()}
    results = aggregate_run(store, manifest)
    store.write_results(results)
    store.write_manifest(manifest)
    return results


async def _score_all(
    store: Store, metrics: Mapping[str, Mapping[str, Any]], progress: Progress, scorer: Scorer, judging: Judging
) -> None:
    files = ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")
    stage = ScoreStage(store, scorer, metrics, files, judging)
    order = store.scores.ids()
    rows = store.scores.rows()
    judging.open(store, files, progress.say)

    async def work() -> None:
        for row in rows:
            progress.done(await _again(stage, row))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(2 * scorer.workers + judging.width):
                group.create_task(work())
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    finally:
        scorer.close()
        await judging.close(order)
        files.shutdown(wait=True)


async def _again(stage: ScoreStage, row: ScoreRow) -> ScoreRow:
    place = Place(row.id, row.subject, row.level, row.source, row.repeat)
    reference, rendering = stage.store.references.get(row.id), stage.store.renders.get(row.id, row.repeat)
    if reference is None or rendering is None or not row.is_of(rendering):
        return await stage.without_result(place, row.outcome, row.message)
    return await stage.score(place, reference, rendering)
