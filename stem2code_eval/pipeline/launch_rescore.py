"""From the options of `stem2code-eval score` to new scores and a table."""

from pathlib import Path

from rich.console import Console

from stem2code_eval.errors import ExitCode, IncompleteError, UserError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.judging import make_judging
from stem2code_eval.pipeline.launch import metric_names
from stem2code_eval.pipeline.progress import make_progress
from stem2code_eval.pipeline.protocols import (
    get_protocol,
    protocol_of,
    refuse_other_settings,
    refuse_without_judges,
)
from stem2code_eval.pipeline.rescore import rescore
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.pipeline.summary import print_summary

_NO_CLIP = ClipChoice()


def launch_rescore(
    folder: Path,
    metrics: tuple[str, ...],
    quiet: bool,
    judges: JudgeChoice | None = None,
    protocol: str | None = None,
    clip: ClipChoice = _NO_CLIP,
) -> int:
    """Score the run in `folder` again, print the table and return the exit code.

    Args:
        folder: a run folder.
        metrics: names; empty takes the run's own.
        quiet: plain lines instead of a live bar.
        judges: who judges; a kind for which nobody is named keeps the judges of the run, by their stored votes.
        protocol: a name; None takes the run's own.
        clip: the model of `clip`, where that is among the metrics.

    Raises:
        UserError: the folder holds no finished run, or a metric is unknown.
        IncompleteError: a judge failed on some figures; the others are scored.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise UserError(f"{folder} is not a run folder: it has no run.json.")
    reporting = get_protocol(protocol) if protocol else protocol_of(manifest)
    refuse_other_settings(reporting, manifest["renderer"]["settings"])
    progress = make_progress(Console(stderr=True), quiet)
    names, configured = configure(metric_names(metrics, tuple(manifest["metrics"])), clip, progress.say)
    judging = make_judging(judges or JudgeChoice(), manifest)
    refuse_without_judges(reporting, judging.metrics)
    with Store(folder, progress.say) as store:
        try:
            described, scorer = describe(names, configured), BatchingScorer(configured) if configured else None
            results = rescore(store, described, progress, scorer, judging=judging, protocol=reporting)
        except Interrupted as interrupted:
            progress.say("Stopped; repeat the command to go on.")
            return interrupted.exit_code
        title = f"{manifest['model']['name']}, scored again"
        print_summary(Console(), title, results, reporting.complete(store.scores.rows()), reporting.labels)
    failed = results["outcomes"].get(str(Outcome.JUDGE_ERROR), 0)
    if failed:
        raise IncompleteError(f"The judges failed on {failed} figures; repeat the command to ask them again.")
    return int(ExitCode.DONE)
