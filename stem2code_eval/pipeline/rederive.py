"""From a run folder's stored answers to a fresh run folder: extracted, drawn and scored again, and nobody is asked.

Of the old folder only the answers are believed, the votes of judges, and what attempts without an answer cost. All else
is made anew, references included, from the task's own files. Where nothing has changed the new folder holds the same
rows and the same results, byte for byte but for times.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import IncomparableError, UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.models.protocol import ModelError, Request, Response, Usage
from stem2code_eval.pipeline.aggregate import Results, price_of
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.judging import VOTES, make_judging
from stem2code_eval.pipeline.manifest import Manifest, build_manifest, differences, limits_of
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.reading import RunFolder
from stem2code_eval.pipeline.runner import Run, execute
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Renderer

REDERIVED = "rederived_from"
"""The field of `run.json` that says that no model answered in this folder, and where the answers are from."""
_COPIED = (VOTES, "spent.jsonl")
_ANOTHER_TASK = ("format", "task.", "prompt_hash", "seed", "repeats", "protocol", "renderer.")
"""Fields of a manifest with which another run is asked for, and not this one again."""
_NO_CLIP = ClipChoice()


@dataclass(frozen=True, slots=True)
class Again:
    """What deriving again needs beside the folder and its task."""

    sandbox: str = "auto"
    workers: int | None = None
    clip: ClipChoice = _NO_CLIP
    """The model of `clip`, where that is among the metrics."""


class StoredAnswers:
    """The model of a run, as far as its folder remembers it: answers what is stored there and knows nothing else.

    Args:
        folder: the run.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder

    @property
    def name(self) -> str:
        """The name of the model that answered."""
        return str(self._folder.manifest["model"]["name"])

    @property
    def identity(self) -> dict[str, Any]:
        """The identity of the model that answered."""
        return dict(self._folder.manifest["model"]["identity"])

    async def generate(self, request: Request) -> Response:
        """Return the stored answer.

        Raises:
            ModelError: the folder holds none to this figure.
        """
        row = self._folder.responses.get((request.sample_id, request.repeat))
        if row is None:
            raise ModelError(f"{self._folder.root} holds no answer to this figure.")
        usage = (
            None if row.usage is None else Usage(**{each.name: row.usage.get(each.name, 0) for each in fields(Usage)})
        )
        return Response(row.text, row.finish_reason, usage, row.reasoning, row.latency_s, extra=dict(row.extra))

    async def close(self) -> None:
        """Nothing to release."""


def task_again(manifest: Manifest, named: str | None = None) -> Task:
    """Return the task of a run, if it is on this machine and still the same.

    Args:
        manifest: of the run.
        named: the task's name or folder; None takes what the run was told.

    Raises:
        IncomparableError: the task is not here, or its figures, its version or its question are others.
    """
    about = manifest["task"]
    place = named or manifest.get("options", {}).get("task") or about["name"]
    try:
        task = load_task(place, about["split"], about["subjects"], about["limit"], manifest["seed"])
    except UserError as error:
        raise IncomparableError(f"The run cannot be repeated here: {error}") from error
    return task


def manifest_again(
    manifest: Manifest, task: Task, model: Mapping[str, Any], metrics: Mapping[str, Any], judging: Mapping[str, Any]
) -> Manifest:
    """Return the manifest of the same run, here and now.

    Args:
        manifest: of the run.
        task: as `task_again` returns it.
        model: `name` and `identity`.
        metrics: described, as they are here.
        judging: as `Judging.to_json` returns it.

    Raises:
        IncomparableError: it would not be the same run; the fields are named.
    """
    limits, settings = limits_of(manifest)
    again = build_manifest(
        task=task,
        subjects=manifest["task"]["subjects"],
        limit=manifest["task"]["limit"],
        seed=manifest["seed"],
        model_name=model["name"],
        model_identity=model["identity"],
        metrics=metrics,
        limits=limits,
        settings=settings,
        protocol=protocol_of(manifest).name,
        repeats=manifest.get("repeats", 1),
        max_pixels=manifest["model"].get("max_pixels"),
        price=price_of(manifest),
        judging=judging,
    )
    found = [each for each in differences(manifest, again, task) if each.startswith(_ANOTHER_TASK)]
    if found:
        raise IncomparableError(f"The run cannot be repeated here, it would be another one: {'; '.join(found)}.")
    return again


def metrics_again(
    manifest: Manifest, clip: ClipChoice, say: Callable[[str], object]
) -> tuple[dict[str, dict[str, Any]], BatchingScorer | None]:
    """Return the run's metrics, as they are here, and what scores them where the registry's do not do.

    Raises:
        IncomparableError: a metric is not there.
    """
    try:
        names, configured = configure(tuple(manifest["metrics"]), clip, say)
        return describe(names, configured), BatchingScorer(configured) if configured else None
    except UserError as error:
        raise IncomparableError(f"The run cannot be repeated here: {error}") from error


def rederive(source: RunFolder, out: Path, task: Task, progress: Progress, again: Again) -> Results:
    """Make the run folder `out` from the answers of `source`, and return the content of its `results.json`.

    Args:
        source: a run.
        out: a folder that is new or empty.
        task: of the run, from the task's own files; see `task_again`.
        progress: told about every sample.
        again: how.

    Raises:
        IncomparableError: the task is another, or a metric is not there.
        UserError: there is no sandbox, or the disk is full.
        Interrupted: Ctrl-C or SIGTERM.
    """
    refuse_used(out)
    manifest = source.manifest
    limits, settings = limits_of(manifest)
    metrics, scorer = metrics_again(manifest, _clip(manifest, again.clip), progress.say)
    judging = make_judging(JudgeChoice(), manifest)
    model = StoredAnswers(source)
    fresh = manifest_again(manifest, task, {"name": model.name, "identity": model.identity}, metrics, judging.to_json())
    opener: Callable[[], Renderer] = partial(
        open_renderer,
        sandbox=again.sandbox,
        workers=again.workers,
        limits=limits,
        settings=settings,
        say=progress.say,
    )
    run = Run(
        task,
        model,
        opener,
        {**fresh, REDERIVED: _origin(source)},
        limits,
        settings,
        concurrency=8,
        repeats=manifest.get("repeats", 1),
        max_pixels=manifest["model"].get("max_pixels"),
        price=price_of(manifest),
        judging=judging if judging.metrics else None,
    )
    out.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        if (source.root / name).exists():
            shutil.copyfile(source.root / name, out / name)
    with Store(out, progress.say) as store:
        return execute(run, store, progress, scorer)


def _clip(manifest: Manifest, named: ClipChoice) -> ClipChoice:
    return named if named.made else ClipChoice(**manifest.get("options", {}).get("clip", {}))


def refuse_used(out: Path) -> None:
    """Raise where a folder holds anything: what is stored there would be taken for made again.

    Raises:
        UserError: it is not empty.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(f"{out} is not an empty folder; choose another --out.")


def _origin(source: RunFolder) -> dict[str, Any]:
    path = source.root / "responses.jsonl"
    return {"folder": source.root.name, "responses_sha256": sha256_bytes(path.read_bytes()) if path.exists() else None}
