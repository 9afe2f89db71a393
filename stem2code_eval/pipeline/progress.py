"""What a run says while it works: a live bar on a terminal, a plain line now and then elsewhere."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress
from rich.text import Text

from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.terminal import markup, plain

EVERY_S = 5.0
"""Seconds between two plain lines."""


class Progress(Protocol):
    """Told about everything a user may want to see. Used from one thread, but `say` from any."""

    def start(self, total: int) -> None:
        """Begin; there are `total` samples."""
        ...

    def done(self, row: ScoreRow) -> None:
        """One sample has ended as `row` says."""
        ...

    def say(self, text: str) -> None:
        """Show one sentence."""
        ...

    def close(self) -> None:
        """End; the terminal is as it was before. Idempotent."""
        ...


class LiveProgress:
    """A bar with rate, time left and the number of each outcome."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._outcomes: Counter[str] = Counter()
        self._bar = RichProgress(
            TextColumn("evaluating"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
        )

    def start(self, total: int) -> None:
        """Show the bar."""
        self._task = self._bar.add_task("", total=total)
        self._bar.start()

    def done(self, row: ScoreRow) -> None:
        """Move the bar by one."""
        self._outcomes[row.outcome] += 1
        self._bar.update(self._task, advance=1, description=counts(self._outcomes))

    def say(self, text: str) -> None:
        """Show one sentence above the bar."""
        self._console.print(markup(text, 1000), highlight=False)

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()


class PlainProgress:
    """Lines of text for logs and pipes, `EVERY_S` seconds apart or more."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._outcomes: Counter[str] = Counter()
        self._total = 0
        self._started = self._last = time.monotonic()

    def start(self, total: int) -> None:
        """Remember when it began."""
        self._total = total
        self._started = self._last = time.monotonic()

    def done(self, row: ScoreRow) -> None:
        """Count, and print a line when the last one is long enough ago."""
        self._outcomes[row.outcome] += 1
        now = time.monotonic()
        if now - self._last >= EVERY_S:
            self._last = now
            self.say(self._line(now))

    def say(self, text: str) -> None:
        """Print one sentence."""
        self._console.print(plain(text, 1000), highlight=False, markup=False, soft_wrap=True)

    def close(self) -> None:
        """Nothing to put back."""

    def _line(self, now: float) -> str:
        done = self._outcomes.total()
        rate = done / max(now - self._started, 1e-9)
        left = (self._total - done) / rate
        return f"{done}/{self._total}, {rate:.1f}/s, {left:.0f} s left: {counts(self._outcomes)}"


class FirstFaults:
    """Says at once why the first samples got no result, so that a wrong address is found out early."""

    def __init__(self, say: Callable[[str], None], most: int = 3) -> None:
        self._say = say
        self._left = most

    def tell(self, row: ScoreRow) -> None:
        """Say why `row` has no result, if it has none.

        Broken rows were named before the run began, and a spent budget is named at its end.
        """
        if row.covered or row.outcome in (Outcome.DATA_ERROR, Outcome.NOT_ASKED) or self._left == 0:
            return
        self._left -= 1
        more = " (the table at the end names more)" if self._left == 0 else ""
        self._say(f'id "{row.id}": {row.outcome}: {row.message}{more}')


class _Rate(ProgressColumn):
    """Samples a second."""

    def render(self, task: Task) -> Text:
        """Return the rate, or nothing while it is unknown."""
        return Text(f"{task.speed:.1f}/s" if task.speed else "")


def counts(outcomes: Counter[str]) -> str:
    """Return the counts as `ok 12, timeout 1`, the most frequent first."""
    ordered = sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {number}" for name, number in ordered)


def make_progress(console: Console, quiet: bool) -> Progress:
    """Return the live bar on a terminal, plain lines elsewhere and where `quiet` asks for them."""
    return LiveProgress(console) if console.is_terminal and not quiet else PlainProgress(console)
