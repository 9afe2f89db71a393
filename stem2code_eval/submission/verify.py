"""Verify a bundle: look at it, do its run again without the model, compare.

*Verified* means: with the same renderer (by fingerprint) and the same metrics, these responses give exactly these
programs, pictures, element lists, outcomes, scores and means. It does not mean that the model gave these responses;
only asking it again tells that. With another renderer nothing is verified, however near the means are: a bound within
which scores may differ would be a bound within which they may be shaded.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stem2code_eval.data.catalogue import task_registry
from stem2code_eval.data.private import is_committed
from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import ExitCode, UserError
from stem2code_eval.metrics.pair import describe
from stem2code_eval.metrics.protocol import Metric
from stem2code_eval.metrics.registry import METRICS
from stem2code_eval.pipeline.progress import Progress
from stem2code_eval.pipeline.protocols import PROTOCOLS
from stem2code_eval.pipeline.store import Store
from stem2code_eval.render.types import Limits, Renderer, RenderSettings
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.checks import Here, check_bundle
from stem2code_eval.submission.compare import compare_samples
from stem2code_eval.submission.copies import Copies, count_copies
from stem2code_eval.submission.findings import Finding, Level, exit_code, verdict
from stem2code_eval.submission.rederive import Derived, rederive
from stem2code_eval.submission.spot_check import Asking, SpotCheck, casts, spot_check
from stem2code_eval.submission.totals import compare_totals, results_of
from stem2code_eval.submission.votes import check_votes, judge_specs

OpenRenderer = Callable[[Limits, RenderSettings], Renderer]


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was published of a split before anyone saw it, and the secret that opens it (`data.private`)."""

    secret: bytes
    published: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    bundle_sha256: str
    findings: tuple[Finding, ...]
    samples: int
    """Answers in the bundle."""
    derived: Derived | None = None
    """The run done again; None where a look at the bundle was enough to refuse it."""
    copies: Copies | None = None
    spot_check: SpotCheck | None = None
    """What the judges said when they were asked again; None where they were not."""
    means: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    """Metric to its mean in the bundle and here."""

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with."""
        return exit_code(self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            "verified": self.exit_code == ExitCode.DONE,
            "verdict": verdict(self.findings),
            "exit_code": int(self.exit_code),
            "bundle_sha256": self.bundle_sha256,
            "samples": self.samples,
            "sandbox": None if self.derived is None else self.derived.backend,
            "means": {name: {"bundle": theirs, "here": ours} for name, (theirs, ours) in self.means.items()},
            "copies": None if self.copies is None else self.copies.to_json(),
            "spot_check": None if self.spot_check is None else self.spot_check.to_json(),
            "findings": [finding.to_json() for finding in self.findings],
        }


def load_task_of(bundle: Bundle, task: str | None) -> Task:
    """Return the figures that a bundle is of, from this machine.

    Args:
        bundle: names task, split, subjects and limit.
        task: a name or folder in place of the name; needed for tasks that are not shipped.

    Raises:
        UserError: there is no such task, split or subject here.
    """
    about = bundle.manifest.task
    if task is None and about.name not in task_registry().names():
        raise UserError(
            f'The bundle is of the task "{about.name[:100]}", which is not here. If you have its folder, name it with '
            "--task."
        )
    return load_task(task or about.name, about.split, about.subjects, about.limit, bundle.manifest.seed)


def look(bundle: Bundle, task: Task, configured: Mapping[str, Metric], commitment: Commitment | None) -> list[Finding]:
    """Return what can be found without drawing anything."""
    if bundle.manifest.protocol not in PROTOCOLS:
        text = f'there is no protocol "{bundle.manifest.protocol[:100]}" here.'
        return [Finding("protocol", Level.INCOMPARABLE, text)]
    known = tuple(name for name in bundle.manifest.metrics if name in configured or name in METRICS.names())
    findings = check_bundle(bundle, Here(task, describe(known, configured)))
    findings += check_votes(bundle)
    findings += compare_totals(bundle, results_of(bundle), "its own rows")
    if commitment is not None and not is_committed(commitment.secret, task, commitment.published):
        text = "the figures here are not those that the published commitment fixed."
        findings.append(Finding("commitment", Level.FAILED, text))
    return findings


@contextmanager
def verify(
    bundle: Bundle,
    task: Task,
    open_renderer: OpenRenderer,
    progress: Progress,
    configured: Mapping[str, Metric],
    commitment: Commitment | None = None,
    asking: Asking | None = None,
) -> Iterator[Report]:
    """Yield the report on a bundle; the run that was done again is there until the end.

    Raises:
        BundleError: the bundle names files that it does not hold, or judges in an unknown form.
        UserError: there is no sandbox.
        Interrupted: Ctrl-C or SIGTERM.
    """
    findings = look(bundle, task, configured, commitment)
    if exit_code(findings) is not ExitCode.DONE:
        yield Report(bundle.sha256, tuple(findings), len(bundle.scores))
        return
    with tempfile.TemporaryDirectory(prefix="stem2code-verify-") as place:
        derived = rederive(bundle, task, Path(place), open_renderer, progress, configured)
        with Store(derived.folder, progress.say) as store:
            findings += _compared(bundle, derived, store)
            copies = count_copies(store)
            checked = _judges(bundle, store, asking, findings)
        findings += copies.findings()
        means = dict(_means(bundle, derived.results))
        yield Report(bundle.sha256, tuple(findings), len(bundle.scores), derived, copies, checked, means)


def _compared(bundle: Bundle, derived: Derived, store: Store) -> list[Finding]:
    same = derived.fingerprint == bundle.manifest.renderer.fingerprint
    findings = list(compare_samples(bundle, store, same))
    if not same:
        version = bundle.manifest.packages.get("stem2code-eval", "of its own version")
        text = (
            f"it was drawn by another renderer ({_short(bundle.manifest.renderer.fingerprint)} there, "
            f"{_short(derived.fingerprint)} here): pictures and scores cannot be compared. Verify it with "
            f"stem2code-eval {version} and its sandbox, or pack a run made here."
        )
        findings.append(Finding("renderer", Level.INCOMPARABLE, text))
    elif exit_code(findings) is ExitCode.DONE:
        findings += compare_totals(bundle, derived.results, "the run done again")
    return findings


def _judges(bundle: Bundle, store: Store, asking: Asking | None, findings: list[Finding]) -> SpotCheck | None:
    """Look for votes that belong to nothing, and ask the judges again where everything else agrees."""
    if not bundle.manifest.judges or exit_code(findings) is not ExitCode.DONE:
        return None
    known = casts(store, judge_specs(bundle))
    stray = [vote for vote in bundle.votes if vote.id not in known]
    if stray:
        text = f"{len(stray)} votes were cast on pictures or programs that are not in this run."
        findings.append(Finding("judges", Level.FAILED, text))
    if asking is None:
        text = "the judges' votes were not asked for again; that they were cast at all is the submitter's word."
        findings.append(Finding("judges", Level.NOTE, text))
        return None
    checked = spot_check(bundle.votes, known, asking)
    if checked is not None:
        findings += checked.findings
    return checked


def _means(bundle: Bundle, results: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float | None, float | None]]]:
    claimed = bundle.results.get("metrics", {})
    for name, found in results["metrics"].items():
        yield name, (claimed.get(name, {}).get("mean"), found["mean"])


def _short(fingerprint: str | None) -> str:
    return "none" if fingerprint is None else fingerprint[:12]
