"""From a bundle to a folder of the leaderboard, with the badge that it earned."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from stem2code_eval.data.catalogue import task_registry
from stem2code_eval.data.task import Task
from stem2code_eval.errors import ExitCode, IncompleteError, UserError
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.progress import Progress, make_progress
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.pipeline.store import Store
from stem2code_eval.resources import leaderboard_folder
from stem2code_eval.submission.bundle import Bundle, open_bundle
from stem2code_eval.submission.entry import (
    RE_RENDERED,
    RE_RUN,
    SELF_REPORTED,
    make_entry,
    picture_name,
    sample_lines,
    slug,
    write_entry,
)
from stem2code_eval.submission.findings import exit_code
from stem2code_eval.submission.launch import VerifyOptions, verified
from stem2code_eval.submission.rerun import Evidence, evidence, values_of
from stem2code_eval.submission.show import print_report
from stem2code_eval.submission.thumbnails import MOST, chosen, side_by_side
from stem2code_eval.submission.totals import score_rows
from stem2code_eval.submission.verify import Report, load_task_of, look


@dataclass(frozen=True, slots=True)
class AddOptions:
    """What the user chose; see `stem2code_eval.cli.leaderboard` for each."""

    verify: VerifyOptions
    believe: bool = False
    re_run: Path | None = None
    entries: Path | None = None
    url: str | None = None
    note: str | None = None
    pictures: int | None = None
    min_coverage: float = 100.0

    @property
    def source(self) -> dict[str, str]:
        """What the submitter wants readers to know."""
        return {name: text for name, text in (("url", self.url), ("note", self.note)) if text is not None}


def launch_add(options: AddOptions) -> int:
    """Verify a bundle, write its entry and return the exit code; a bundle that does not verify is not added.

    Verification is in `docker`, which alone counts on the leaderboard: the sandbox with every layer (docs/security.md).

    Raises:
        UserError: the bundle is of a part of its task, or the entry is there already.
        IncompleteError: coverage is too low.
    """
    if options.believe and options.re_run is not None:
        raise UserError("--re-run is evidence for a verified bundle; leave --no-verify out.")
    progress = make_progress(Console(stderr=True), options.verify.quiet)
    try:
        if options.believe:
            return _believe(options, progress)
        with verified(options.verify, progress) as (bundle, report):
            print_report(Console(stderr=True), options.verify.bundle.name, report)
            if report.exit_code is not ExitCode.DONE:
                return int(report.exit_code)
            _refuse(bundle, load_task_of(bundle, options.verify.task), options)
            _add_verified(bundle, report, options)
    except Interrupted as interrupted:
        progress.say("Stopped; nothing was added.")
        return interrupted.exit_code
    return int(ExitCode.DONE)


def _believe(options: AddOptions, progress: Progress) -> int:
    """Add a bundle with the scores that it gives; what can be seen without a sandbox is checked all the same."""
    with open_bundle(options.verify.bundle, options.verify.max_bytes) as bundle:
        task = load_task_of(bundle, options.verify.task)
        _, configured = configure(tuple(bundle.manifest.metrics), options.verify.clip, progress.say)
        findings = look(bundle, task, configured, None)
        if exit_code(findings) is not ExitCode.DONE:
            report = Report(bundle.sha256, tuple(findings), len(bundle.scores))
            print_report(Console(stderr=True), options.verify.bundle.name, report)
            return int(exit_code(findings))
        _refuse(bundle, task, options)
        samples = sample_lines(bundle, {})
        entry = make_entry(bundle, bundle.results, SELF_REPORTED, options.source, None, samples)
        folder = _folder(bundle, options)
        write_entry(folder, entry, samples, {})
        print(f"{folder}: {SELF_REPORTED}")
    return int(ExitCode.DONE)


def _add_verified(bundle: Bundle, report: Report, options: AddOptions) -> None:
    derived, copies = report.derived, report.copies
    if derived is None or copies is None:
        raise AssertionError("a verified bundle was derived again")
    found = _evidence(bundle, options)
    with Store(derived.folder, lambda line: None) as store:
        shown = chosen(list(store.scores.rows()), _pictures(bundle, options))
        sheets = {row.id: sheet for row in shown if (sheet := side_by_side(store, row)) is not None}
    names = {sample: picture_name(sample) for sample in sheets}
    samples = sample_lines(bundle, names)
    verification = {
        "copies": copies.to_json(),
        "judge_votes": None if report.spot_check is None else report.spot_check.to_json(),
        "re_run": None if found is None else found.to_json(),
    }
    badge = RE_RENDERED if found is None else RE_RUN
    entry = make_entry(bundle, derived.results, badge, options.source, verification, samples)
    folder = _folder(bundle, options)
    write_entry(folder, entry, samples, {names[sample]: sheet for sample, sheet in sheets.items()})
    print(f"{folder}: {badge}")


def _evidence(bundle: Bundle, options: AddOptions) -> Evidence | None:
    if options.re_run is None:
        return None
    rows = list(get_protocol(bundle.manifest.protocol).complete(score_rows(bundle)))
    return evidence(bundle, options.re_run, values_of(rows), {row.id: row.source for row in rows})


def _refuse(bundle: Bundle, task: Task, options: AddOptions) -> None:
    """Refuse what verifies and is no entry: a part of a task, a choice of its metrics, low coverage."""
    about, coverage = bundle.manifest.task, bundle.results["coverage"]
    own = task.metrics if get_protocol(bundle.manifest.protocol).own_metrics else ()
    missing = [name for name in own if name not in bundle.manifest.metrics]
    if missing:
        raise UserError(f"The bundle lacks {', '.join(missing)}; entries have all metrics of {about.name}.")
    if about.limit is not None or about.subjects:
        raise UserError(f"The bundle holds {about.n} figures, a part of {about.name}; entries are of whole splits.")
    if coverage < options.min_coverage:
        raise IncompleteError(
            f"Coverage is {coverage:.1f} %, below {options.min_coverage:g} %; accept this with --min-coverage."
        )


def _pictures(bundle: Bundle, options: AddOptions) -> int:
    """Return how many figures are shown: none of a task that is not public, unless they are asked for."""
    if options.pictures is not None:
        return options.pictures
    return MOST if bundle.manifest.task.name in task_registry().names() else 0


def _folder(bundle: Bundle, options: AddOptions) -> Path:
    return (options.entries or leaderboard_folder() / "entries") / "submitted" / slug(bundle)
