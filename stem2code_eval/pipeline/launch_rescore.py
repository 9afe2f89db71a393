"""From the options of `stem2code-eval score` to new scores and a table."""

from pathlib import Path

from rich.console import Console

from stem2code_eval.errors import ExitCode, UserError
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.metrics.pair import describe
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.launch import metric_names
from stem2code_eval.pipeline.progress import make_progress
from stem2code_eval.pipeline.rescore import rescore
from stem2code_eval.pipeline.store import Store, read_manifest
from stem2code_eval.pipeline.summary import print_summary

_NO_CLIP = ClipChoice()


def launch_rescore(folder: Path, metrics: tuple[str, ...], quiet: bool, clip: ClipChoice = _NO_CLIP) -> int:
    """Score the run in `folder` again, print the table and return the exit code.

    Args:
        folder: a run folder.
        metrics: names; empty takes the run's own.
        quiet: plain lines instead of a live bar.
        clip: the model of `clip`, where that is among the metrics.

    Raises:
        UserError: the folder holds no finished run, or a metric is unknown.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise UserError(f"{folder} is not a run folder: it has no run.json.")
    progress = make_progress(Console(stderr=True), quiet)
    names, configured = configure(metric_names(metrics, tuple(manifest["metrics"])), clip, progress.say)
    with Store(folder, progress.say) as store:
        try:
            results = rescore(
                store, describe(names, configured), progress, BatchingScorer(configured) if configured else None
            )
        except Interrupted as interrupted:
            progress.say("Stopped; repeat the command to go on.")
            return interrupted.exit_code
        print_summary(Console(), f"{manifest['model']['name']}, scored again", results, store.scores.rows())
    return int(ExitCode.DONE)
