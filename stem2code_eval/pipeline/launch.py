"""From the options of `stem2code-eval run` to a finished run folder and a table."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import ExitCode, IncompleteError, UserError
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.models.protocol import Model
from stem2code_eval.models.registry import ModelOptions, create_model
from stem2code_eval.pipeline.aggregate import Results
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.folder import choose_folder
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.progress import Progress, counts, make_progress
from stem2code_eval.pipeline.runner import Run, execute
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.summary import print_summary
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits, RenderSettings

_SHOWN_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose; see `stem2code_eval.cli.run` for each."""

    model: str
    task: str
    split: str | None
    limit: int | None
    subjects: tuple[str, ...]
    out: Path | None
    seed: int
    sandbox: str
    workers: int | None
    concurrency: int
    metrics: tuple[str, ...]
    base_url: str | None
    api_key_env: str | None
    model_args: str | None
    gen_args: str | None
    min_coverage: float
    quiet: bool
    limits: Limits = field(default_factory=Limits)
    settings: RenderSettings = field(default_factory=RenderSettings)
    clip: ClipChoice = field(default_factory=ClipChoice)


def launch(options: Options) -> int:
    """Run, print the table, and return the exit code: 0, or 130 (143) after Ctrl-C (SIGTERM).

    Raises:
        IncompleteError: coverage is below `min_coverage`.
        UserError: whatever else the user can mend.
    """
    said = Console(stderr=True)
    progress = make_progress(said, options.quiet)
    task = load_task(options.task, options.split, options.subjects, options.limit, options.seed)
    _tell(task, progress)
    names, configured = configure(metric_names(options.metrics, task.metrics), options.clip, progress.say)
    run = _prepare(options, task, progress, describe(names, configured))
    folder = choose_folder(options.out, run.manifest, task)
    with Store(folder, progress.say) as store:
        progress.say(f"The run folder is {folder}.")
        try:
            results = execute(run, store, progress, BatchingScorer(configured) if configured else None)
        except Interrupted as interrupted:
            _tell_how_to_go_on(progress, store, task)
            return interrupted.exit_code
        title = " ".join(filter(None, (options.model, "on", task.name, task.split)))
        print_summary(Console(), title, results, store.scores.rows())
        Console().print(f"run folder: {folder}", markup=False, highlight=False, soft_wrap=True)
    _refuse_incomplete(results, options.min_coverage)
    return int(ExitCode.DONE)


def parse_arguments(text: str | None, option: str) -> dict[str, Any]:
    """Return `k=v,...` as a dictionary; values that are JSON (numbers, true, null, "...") are read as such.

    Raises:
        UserError: a part has no `=` or no name before it.
    """
    found: dict[str, Any] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise UserError(f'{option}: "{part.strip()}" is not of the form name=value.')
        try:
            found[name.strip()] = json.loads(value)
        except ValueError:
            found[name.strip()] = value.strip()
    return found


def metric_names(chosen: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics to compute, each once; `exec_rate` is always there and needs no computing."""
    return tuple(name for name in dict.fromkeys(chosen or default) if name != EXEC_RATE)


def _prepare(options: Options, task: Task, progress: Progress, metrics: Mapping[str, Mapping[str, Any]]) -> Run:
    model = _model(options, task)
    manifest = build_manifest(
        task=task,
        subjects=options.subjects,
        limit=options.limit,
        seed=options.seed,
        model_name=options.model,
        model_identity=model.identity,
        metrics=metrics,
        limits=options.limits,
        settings=options.settings,
    )
    opener = partial(
        open_renderer,
        sandbox=options.sandbox,
        workers=options.workers,
        limits=options.limits,
        settings=options.settings,
        say=progress.say,
    )
    return Run(task, model, opener, manifest, options.limits, options.settings, options.concurrency)


def _model(options: Options, task: Task) -> Model:
    return create_model(
        options.model,
        ModelOptions(
            base_url=options.base_url,
            api_key_env=options.api_key_env,
            sampling=parse_arguments(options.gen_args, "--gen-args"),
            model_args=parse_arguments(options.model_args, "--model-args"),
            samples={sample.id: sample for sample in task.samples},
            concurrency=options.concurrency,
        ),
    )


def _tell(task: Task, progress: Progress) -> None:
    split = f", split {task.split}" if task.split else ""
    progress.say(f"{task.name} {task.version}{split}: {len(task.entries)} figures.")
    for problem in task.problems[:_SHOWN_PROBLEMS]:
        progress.say(problem)
    if len(task.problems) > _SHOWN_PROBLEMS:
        progress.say(f"... and {len(task.problems) - _SHOWN_PROBLEMS} more figures that cannot be used.")


def _tell_how_to_go_on(progress: Progress, store: Store, task: Task) -> None:
    done = sum(row.covered for row in store.scores.rows())
    progress.say(
        f"Stopped: {done} of {len(task.entries)} figures are done and on the disk. "
        f"To go on, repeat the command with --out {store.root}."
    )


def _refuse_incomplete(results: Results, min_coverage: float) -> None:
    if results["coverage"] >= min_coverage:
        return
    raise IncompleteError(
        f"Coverage is {results['coverage']:.1f} %, below {min_coverage:g} % ({counts(results['outcomes'])}). "
        "Repeat the command to try the missing figures again, or accept this with --min-coverage."
    )
