"""From the options of `stem2code-eval run` to a finished run folder and a table."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from rich.console import Console

from stem2code_eval.data.entries import SamplesById
from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import ExitCode, IncompleteError, UserError
from stem2code_eval.metrics.pair import describe
from stem2code_eval.models.prices import find_price
from stem2code_eval.models.protocol import Model
from stem2code_eval.models.registry import ModelOptions, create_model
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.aggregate import Results
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.folder import choose_folder
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.judging import make_judging
from stem2code_eval.pipeline.manifest import build_manifest
from stem2code_eval.pipeline.options import Options
from stem2code_eval.pipeline.progress import Progress, counts, make_progress
from stem2code_eval.pipeline.protocols import (
    chosen_metrics,
    refuse_without_judges,
    refuse_without_programs,
)
from stem2code_eval.pipeline.remembered import remembered
from stem2code_eval.pipeline.runner import Run, execute
from stem2code_eval.pipeline.score_stage import EXEC_RATE
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.spending import Budget
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.summary import print_summary
from stem2code_eval.render.choose import open_renderer

_SHOWN_PROBLEMS = 5


def launch(options: Options) -> int:
    """Run, print the table, and return the exit code: 0, or 130 (143) after Ctrl-C (SIGTERM).

    Raises:
        IncompleteError: coverage is below `min_coverage`.
        UserError: whatever else the user can mend.
    """
    progress = make_progress(Console(stderr=True), options.quiet)
    task = load_task(options.task, options.split, options.subjects, options.limit, options.seed)
    run, scorer = prepare(options, task, progress)
    folder = choose_folder(options.out, run.manifest, task)
    with Store(folder, progress.say) as store:
        progress.say(f"The run folder is {folder}.")
        try:
            results = execute(run, store, progress, scorer)
        except Interrupted as interrupted:
            _tell_how_to_go_on(progress, store, task)
            return interrupted.exit_code
        title = " ".join(filter(None, (options.model, "on", task.name, task.split)))
        print_summary(
            Console(), title, results, options.protocol.complete(store.scores.rows()), options.protocol.labels
        )
        unasked = next((row.message for row in store.scores.rows() if row.outcome == Outcome.NOT_ASKED), "")
        Console().print(f"run folder: {folder}", markup=False, highlight=False, soft_wrap=True)
    _refuse_incomplete(results, options.min_coverage, unasked)
    return int(ExitCode.DONE)


def prepare(options: Options, task: Task, progress: Progress) -> tuple[Run, Scorer | None]:
    """Return what is to be run, and what scores it where the scoring processes alone do not do.

    Raises:
        UserError: the options do not fit each other, the task or this machine.
    """
    refuse_without_judges(options.protocol, options.judges.named)
    _tell(task, progress)
    refuse_without_programs(options.protocol, task)
    chosen = chosen_metrics(options.protocol, options.metrics, task.metrics)
    names, configured = configure(metric_names(chosen, ()), options.clip, progress.say)
    run = _prepare(options, task, progress, describe(names, configured))
    return run, BatchingScorer(configured) if configured else None


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
    price = find_price(options.model, options.prices)
    model = _model(options, task)
    judging = make_judging(options.judges)
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
        protocol=options.protocol.name,
        repeats=options.repeats,
        max_pixels=options.max_pixels,
        price=price,
        judging=judging.to_json(),
        options=remembered(options),
    )
    opener = partial(
        open_renderer,
        sandbox=options.sandbox,
        workers=options.workers,
        limits=options.limits,
        settings=options.settings,
        say=progress.say,
    )
    return Run(
        task,
        model,
        opener,
        manifest,
        options.limits,
        options.settings,
        options.concurrency,
        options.repeats,
        options.max_pixels,
        Budget(options.max_cost_usd, options.max_tokens_total),
        price,
        judging if judging.metrics else None,
    )


def _model(options: Options, task: Task) -> Model:
    return create_model(
        options.model,
        ModelOptions(
            base_url=options.base_url,
            api_key_env=options.api_key_env,
            sampling=parse_arguments(options.gen_args, "--gen-args"),
            model_args=parse_arguments(options.model_args, "--model-args"),
            samples=SamplesById(task.entries),
            concurrency=options.concurrency,
            request_timeout_s=options.request_timeout,
            idle_timeout_s=options.idle_timeout,
            total_timeout_s=options.total_timeout,
            max_retries=options.max_retries,
            seed=options.seed,
            vllm_bin=options.vllm_bin,
            vllm_args=options.vllm_args,
            lmms_python=options.lmms_python,
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


def _refuse_incomplete(results: Results, min_coverage: float, unasked: str) -> None:
    if results["coverage"] >= min_coverage:
        return
    if unasked:
        raise IncompleteError(
            f"{unasked} Coverage is {results['coverage']:.1f} % ({counts(results['outcomes'])}). "
            "Repeat the command with a larger budget to go on."
        )
    raise IncompleteError(
        f"Coverage is {results['coverage']:.1f} %, below {min_coverage:g} % ({counts(results['outcomes'])}). "
        "Repeat the command to try the missing figures again, or accept this with --min-coverage."
    )
