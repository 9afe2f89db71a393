"""From the options of `stem2code-eval score` to new scores and a table."""

from pathlib import Path

from rich.console import Console

from stem2code_eval.errors import ExitCode, UserError
from stem2code_eval.metrics.pair import describe
from stem2code_eval.pipeline.interrupt import Interrupted
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


def launch_rescore(
    folder: Path,
    metrics: tuple[str, ...],
    quiet: bool,
    protocol: str | None = None,
    image_judge: str | None = None,
    code_judge: str | None = None,
) -> int:
    """Score the run in `folder` again, print the table and return the exit code.

    Args:
        folder: a run folder.
        metrics: names; empty takes the run's own.
        quiet: plain lines instead of a live bar.
        protocol: a name; None takes the run's own.
        image_judge: the model of the image score.
        code_judge: the model of the code score.

    Raises:
        UserError: the folder holds no finished run, or a metric is unknown.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise UserError(f"{folder} is not a run folder: it has no run.json.")
    reporting = get_protocol(protocol) if protocol else protocol_of(manifest)
    refuse_without_judges(reporting, image_judge, code_judge)
    refuse_other_settings(reporting, manifest["renderer"]["settings"])
    progress = make_progress(Console(stderr=True), quiet)
    described = describe(metric_names(metrics, tuple(manifest["metrics"])))
    with Store(folder, progress.say) as store:
        try:
            results = rescore(store, described, progress, protocol=reporting)
        except Interrupted as interrupted:
            progress.say("Stopped; repeat the command to go on.")
            return interrupted.exit_code
        title = f"{manifest['model']['name']}, scored again"
        print_summary(Console(), title, results, reporting.complete(store.scores.rows()), reporting.labels)
    return int(ExitCode.DONE)
