"""From the options of `submit` to a bundle or a verdict."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console

from stem2code_eval.data.private import read_secret
from stem2code_eval.errors import UserError
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.pipeline.configured import configure
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.progress import Progress, make_progress
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Limits, Renderer, RenderSettings
from stem2code_eval.submission.archive import MAX_BUNDLE
from stem2code_eval.submission.bundle import Bundle, open_bundle
from stem2code_eval.submission.packing import pack
from stem2code_eval.submission.show import print_report
from stem2code_eval.submission.spot_check import Asking
from stem2code_eval.submission.verify import Commitment, Report, load_task_of, verify


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What the user chose; see `stem2code_eval.cli.submit` for each."""

    bundle: Path
    task: str | None = None
    sandbox: str = "auto"
    workers: int | None = None
    secret: Path | None = None
    commitment: str | None = None
    clip: ClipChoice = field(default_factory=ClipChoice)
    asking: Asking | None = None
    max_mb: int | None = None
    as_json: bool = False
    quiet: bool = False

    @property
    def max_bytes(self) -> int:
        """Of the bundle."""
        return MAX_BUNDLE if self.max_mb is None else min(self.max_mb * 2**20, MAX_BUNDLE)


def launch_pack(run: Path, bundle: Path | None, min_coverage: float) -> int:
    """Pack a run, say what was packed, and return the exit code."""
    said = Console(stderr=True)
    packed = pack(run, bundle, min_coverage, partial(said.print, markup=False, highlight=False, soft_wrap=True))
    print(f"{packed.path}: {packed.samples} figures, {packed.bytes} bytes, SHA-256 {packed.sha256}")
    return 0


def launch_verify(options: VerifyOptions) -> int:
    """Verify a bundle, print the report and return the exit code.

    Raises:
        UserError: the task is not here, or there is no sandbox.
        BundleError: the file cannot be read as a bundle.
    """
    progress = make_progress(Console(stderr=True), options.quiet)
    try:
        with verified(options, progress) as (bundle, report):
            if options.as_json:
                print(json.dumps(report.to_json(), indent=2))
            else:
                title = f"{options.bundle.name}: {bundle.manifest.model.name} on {bundle.manifest.task.name}"
                print_report(Console(), title, report)
            return int(report.exit_code)
    except Interrupted as interrupted:
        progress.say("Stopped; nothing is kept.")
        return interrupted.exit_code


@contextmanager
def verified(options: VerifyOptions, progress: Progress) -> Iterator[tuple[Bundle, Report]]:
    """Yield a bundle and the report on it; both are gone from the disk afterwards."""
    commitment = _commitment(options)
    with _stopped_cleanly(), open_bundle(options.bundle, options.max_bytes) as bundle:
        task = load_task_of(bundle, options.task)
        _, configured = configure(tuple(bundle.manifest.metrics), options.clip, progress.say)
        opener = partial(_open, options, progress.say)
        with verify(bundle, task, opener, progress, configured, commitment, options.asking) as report:
            yield bundle, report


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """Let SIGTERM raise, as Ctrl-C does, so that temporary folders are removed; only the main thread hears signals."""

    def stop(number: int, frame: object) -> None:
        raise Interrupted(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _open(options: VerifyOptions, say: Callable[[str], None], limits: Limits, settings: RenderSettings) -> Renderer:
    return open_renderer(options.sandbox, options.workers, limits, settings, say)


def _commitment(options: VerifyOptions) -> Commitment | None:
    if options.commitment is None and options.secret is None:
        return None
    if options.commitment is None or options.secret is None:
        raise UserError("--commitment is checked with the secret of the split: give both --commitment and --secret.")
    return Commitment(read_secret(options.secret), options.commitment)
