"""What a verification found: sentences, each with a level that decides the exit code."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stem2code_eval.errors import ExitCode, UserError

LONGEST = 1000
"""Characters that are told of a finding; a bundle can make it as long as it likes."""


class BundleError(UserError):
    """A file is no bundle that can be read safely; it does not verify."""

    exit_code = ExitCode.FAILED


class Level(StrEnum):
    """How much a finding weighs."""

    FAILED = "failed"
    """The bundle says what is not so."""
    INCOMPARABLE = "incomparable"
    """The bundle was made with something that this installation does not have."""
    INCOMPLETE = "incomplete"
    """It could not be found out; another try may."""
    NOTE = "note"
    """Worth knowing, and no fault of the bundle."""


_EXIT_CODES = (
    (Level.FAILED, ExitCode.FAILED),
    (Level.INCOMPARABLE, ExitCode.INCOMPARABLE),
    (Level.INCOMPLETE, ExitCode.INCOMPLETE),
)
"""The first level that occurs decides."""
_VERDICTS = {
    ExitCode.DONE: "verified",
    ExitCode.FAILED: "does not verify",
    ExitCode.INCOMPARABLE: "cannot be compared here",
    ExitCode.INCOMPLETE: "incomplete",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    check: str
    """A word or two: which check found it."""
    level: Level
    text: str
    """A sentence for people; may hold text of the bundle, so print it as such."""
    sample: str | None = None
    repeat: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the finding as a JSON object."""
        return {
            "check": self.check,
            "level": str(self.level),
            "sample": self.sample,
            "repeat": self.repeat,
            "text": self.text[:LONGEST],
        }


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """Return 0 verified, 1 does not verify, 4 cannot be compared here, 3 incomplete; the first that applies."""
    levels = {finding.level for finding in findings}
    return next((code for level, code in _EXIT_CODES if level in levels), ExitCode.DONE)


def verdict(findings: Iterable[Finding]) -> str:
    """Return what `exit_code` means, in words."""
    return _VERDICTS[exit_code(findings)]
