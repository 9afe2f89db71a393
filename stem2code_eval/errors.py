"""Errors a user can act on, and the exit codes of the command line."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every `stem2code-eval` command."""

    DONE = 0
    FAILED = 1
    """A gate found a regression, or a verification failed."""
    USAGE = 2
    INCOMPLETE = 3
    """Coverage is below `--min-coverage`."""
    INCOMPARABLE = 4
    """The manifests of two runs differ in what makes scores comparable."""


class UserError(Exception):
    """A problem the user can mend; printed as one sentence, without a traceback.

    The text says what is wrong, where (file, line, id), and what to do next.
    """

    exit_code: ExitCode = ExitCode.USAGE


class IncompleteError(UserError):
    """The work could not be finished for every sample."""

    exit_code = ExitCode.INCOMPLETE


class IncomparableError(UserError):
    """Two runs, or a run and its folder, were made under different configurations."""

    exit_code = ExitCode.INCOMPARABLE
