"""The reference pictures of a task, drawn once for a renderer and kept in the cache folder."""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.task import Task
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_json
from stem2code_eval.integrations.lmms.answers import Answered
from stem2code_eval.integrations.lmms.figures import Figures
from stem2code_eval.integrations.lmms.shared import Borrowed, Shared
from stem2code_eval.pipeline.faults import StageFailure
from stem2code_eval.pipeline.manifest import Manifest, build_manifest
from stem2code_eval.pipeline.records import ReferenceRow
from stem2code_eval.pipeline.runner import Run, make_stages
from stem2code_eval.pipeline.spending import Budget, Spending
from stem2code_eval.pipeline.stages import Stages
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.provision.cache import lock, make_cache_root
from stem2code_eval.render.types import as_json

_FILE_THREADS = 4


@dataclass(frozen=True, slots=True)
class Prepared:
    """The figures of a task that can be shown."""

    parquet: Path
    folder: Path
    references: tuple[ReferenceRow, ...]

    @property
    def shown(self) -> frozenset[str]:
        """Their ids."""
        return frozenset(row.id for row in self.references)

    def copy_to(self, store: Store) -> None:
        """Copy the references into a run folder, so that nothing is drawn there again."""
        for row in self.references:
            if store.references.get(row.id) == row and all(map(store.blobs.has, row.blobs)):
                continue
            for blob in row.blobs:
                store.blobs.put((self.folder / blob).read_bytes(), Path(blob).suffix)
            store.references.append(row)


def prepare(task: Task, shared: Shared) -> Prepared:
    """Draw what was not drawn before, and write the figures down for lmms-eval.

    Raises:
        UserError: no figure of the task can be shown, or there is no sandbox.
    """
    with _open(task, shared) as store:
        found = shared.loop.call(_draw(task, shared, store))
        references = tuple(row for row in found if isinstance(row, ReferenceRow))
        reasons = [row for row in found if isinstance(row, str)]
        for reason in reasons[:5]:
            shared.say(f"left out: {reason}")
        if not references:
            raise UserError(f"No figure of {task.name} can be shown; the first is left out because: {reasons[0]}")
        return Prepared(Figures(task, store, references).write(), store.root, references)


@contextmanager
def _open(task: Task, shared: Shared) -> Iterator[Store]:
    drawn = [shared.renderer.fingerprint, as_json(shared.limits), as_json(shared.render_settings)]
    name = f"{task.name}-{sha256_json([task.name, drawn])[:16]}"
    with lock(f"lmms-{name}", shared.say), Store(make_cache_root() / "lmms" / name, shared.say) as store:
        yield store


async def _draw(task: Task, shared: Shared, store: Store) -> list[ReferenceRow | str]:
    """Return each figure's reference, or why it has none."""
    files = ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files")
    manifest: Manifest = build_manifest(
        task=task,
        subjects=(),
        limit=None,
        seed=0,
        model_name="",
        model_identity={},
        metrics={},
        limits=shared.limits,
        settings=shared.render_settings,
    )
    run = Run(
        task, Answered({}, ""), lambda: Borrowed(shared.renderer), manifest, shared.limits, shared.render_settings, 1
    )
    stages = make_stages(run, manifest, store, Spending(store, Budget(), None), shared.scorer, files)
    under_way = asyncio.Semaphore(4 * (os.cpu_count() or 1))
    try:
        return await asyncio.gather(*(_reference(stages, entry, under_way) for entry in task.entries))
    finally:
        await stages.renderer.close()
        files.shutdown(wait=True)


async def _reference(stages: Stages, entry: Entry, under_way: asyncio.Semaphore) -> ReferenceRow | str:
    async with under_way:
        try:
            return await stages.reference(entry)
        except StageFailure as failure:
            return failure.message
