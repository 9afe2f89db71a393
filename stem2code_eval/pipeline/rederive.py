"""From a run folder's stored answers to a fresh run folder: extracted, drawn and scored again, and nobody is asked.

Of the old folder only the answers are believed, the votes of judges, and what attempts without an answer cost. All else
is made anew, references included, from the task's own files. Where nothing has changed the new folder holds the same
rows and the same results, byte for byte but for times.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import IncomparableError, UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.models.protocol import Response, Usage
from stem2code_eval.models.stored import StoredAnswers
from stem2code_eval.pipeline.aggregate import Results, price_of
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.derive import Recipe, derive
from stem2code_eval.pipeline.judging import VOTES, make_judging
from stem2code_eval.pipeline.manifest import Manifest, differences, limits_of
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.protocols import protocol_of
from stem2code_eval.pipeline.reading import RunFolder
from stem2code_eval.pipeline.records import ResponseRow
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits, Renderer, RenderSettings

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


def refuse_another(manifest: Manifest, again: Manifest, task: Task) -> None:
    """Raise where a manifest is not of the same run, made once more.

    Args:
        manifest: of the run.
        again: of the run that is to repeat it.
        task: of that.

    Raises:
        IncomparableError: names the fields that differ.
    """
    found = [each for each in differences(manifest, again, task) if each.startswith(_ANOTHER_TASK)]
    if found:
        raise IncomparableError(f"The run cannot be repeated here, it would be another one: {'; '.join(found)}.")


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
    metrics, scorer = metrics_again(manifest, _clip(manifest, again.clip), progress.say)
    limits, settings = limits_of(manifest)
    recipe = Recipe(
        task=task,
        metrics=metrics,
        limits=limits,
        settings=settings,
        protocol=protocol_of(manifest).name,
        seed=manifest["seed"],
        judging=make_judging(JudgeChoice(), manifest),
        scorer=scorer,
        subjects=manifest["task"]["subjects"],
        limit=manifest["task"]["limit"],
        repeats=manifest.get("repeats", 1),
        max_pixels=manifest["model"].get("max_pixels"),
        price=price_of(manifest),
    )
    answers = stored_answers(source)
    fresh = recipe.manifest(answers.name, answers.identity)
    refuse_another(manifest, fresh, task)
    out.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        if (source.root / name).exists():
            shutil.copyfile(source.root / name, out / name)

    def opened(limits: Limits, settings: RenderSettings) -> Renderer:
        return open_renderer(
            sandbox=again.sandbox, workers=again.workers, limits=limits, settings=settings, say=progress.say
        )

    return derive(recipe, answers, {**fresh, REDERIVED: _origin(source)}, out, opened, progress)


def stored_answers(source: RunFolder) -> StoredAnswers:
    """Return the model of a run, as far as its folder remembers it."""
    model = source.manifest["model"]
    answers = {(sample, repeat or 0): _response(row) for (sample, repeat), row in source.responses.items()}
    return StoredAnswers(str(model["name"]), model["identity"], answers, str(source.root))


def _response(row: ResponseRow) -> Response:
    usage = None if row.usage is None else Usage(**{each.name: row.usage.get(each.name, 0) for each in fields(Usage)})
    return Response(row.text, row.finish_reason, usage, row.reasoning, row.latency_s, extra=dict(row.extra))


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
