"""What a process of ours prints: kept in a file without secrets, and its last lines ready to be shown."""

import os
import re
import tempfile
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path

from stem2code_eval.pipeline.terminal import plain

_MAX_FILE_BYTES = 64 * 2**20
_MAX_LINE_BYTES = 2**16
_KEPT_LINES = 400
_SHOWN_CHARACTERS = 300
_SHOWN_LINES = 8
_ESCAPE_SEQUENCES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|.)"
)
"""CSI, OSC and other control strings of ECMA-48."""
_NAMES_A_CAUSE = re.compile(r"(?:^|[\])] |ERROR )[\w.]*(?:Error|Exception): \S")
"""The end of a traceback, also where a logger put its own words before it."""
_SECRET_NAME = re.compile(r"(?:key|token|secret|password)s?$", re.IGNORECASE)
_SHORTEST_SECRET = 8


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """Return the values of an environment whose names say that they are keys, tokens, secrets or passwords."""
    return [v for name, v in environment.items() if _SECRET_NAME.search(name) and len(v) >= _SHORTEST_SECRET]


def names_a_secret(name: str) -> bool:
    """Return whether an argument of this name would hold a key, token, secret or password."""
    return bool(_SECRET_NAME.search(name))


class ProcessLog:
    """The output of one process, in a file that only this account can read.

    `feed` is called from one thread; the rest may be called from another.

    Args:
        what: goes into the file's name.
        secrets: texts that are replaced by `***` before anything is written or shown.
    """

    def __init__(self, what: str, secrets: Iterable[str]) -> None:
        handle, name = tempfile.mkstemp(prefix=f"stem2code-{what}-", suffix=".log")
        self.path = Path(name)
        self._file = os.fdopen(handle, "wb", buffering=0)
        self._written = 0
        self._secrets = sorted((s.encode() for s in secrets), key=len, reverse=True)
        self._lines: deque[bytes] = deque(maxlen=_KEPT_LINES)
        self._unfinished = b""
        self._count = self._innocent = 0
        self._kept = False

    def feed(self, data: bytes) -> None:
        """Take in what the process wrote; it is kept line by line."""
        *lines, self._unfinished = (self._unfinished + data).replace(b"\r", b"\n").split(b"\n")
        if len(self._unfinished) > _MAX_LINE_BYTES:
            lines.append(self._unfinished)
            self._unfinished = b""
        for line in lines:
            self._keep(line)

    def end(self) -> None:
        """Keep the last line and close the file."""
        if self._unfinished:
            self._keep(self._unfinished)
            self._unfinished = b""
        self._file.close()

    def keep(self) -> Path:
        """Return the file's path for the user to look into it; it then stays."""
        self._kept = True
        return self.path

    def dispose(self) -> None:
        """Delete the file, unless the user was told of it."""
        if not self._kept:
            self.path.unlink(missing_ok=True)

    def last_lines(self, count: int) -> list[str]:
        """Return the last lines that are not empty, without control characters, each at most 300 characters long."""
        lines: list[str] = []
        for raw in reversed(list(self._lines)):
            if line := self._shown(raw):
                lines.append(line)
            if len(lines) == count:
                break
        return lines[::-1]

    def all_is_well(self) -> None:
        """Note that nothing printed so far is the cause of what may come."""
        self._innocent = self._count

    def cause(self) -> str:
        """Return the first line that names an error, else the last line; empty when there is none.

        Frameworks report the error that matters first and what followed from it after. Lines from before the last
        `all_is_well` are left out.
        """
        lines, suspect = list(self._lines), self._count - self._innocent
        for raw in lines[-suspect:] if suspect else []:
            line = self._shown(raw)
            if _NAMES_A_CAUSE.search(line):
                return line
        return "".join(self.last_lines(1))

    def without_secrets(self, text: str) -> str:
        """Return a text with `***` in place of each secret."""
        return self._clean(text.encode("utf-8", "replace")).decode("utf-8", "replace")

    def _keep(self, line: bytes) -> None:
        clean = self._clean(line)
        self._lines.append(clean)
        self._count += 1
        if self._written < _MAX_FILE_BYTES:
            self._written += self._file.write(clean + b"\n") or 0

    def _clean(self, text: bytes) -> bytes:
        for secret in self._secrets:
            text = text.replace(secret, b"***")
        return text

    @staticmethod
    def _shown(raw: bytes) -> str:
        return plain(_ESCAPE_SEQUENCES.sub("", raw.decode("utf-8", "replace")), _SHOWN_CHARACTERS)


def report(name: str, what: str, log: ProcessLog) -> str:
    """Return what happened to a process, its last lines, the first error in its log, and where all of that is."""
    lines = log.last_lines(_SHOWN_LINES)
    said = "\n  ".join(["Its last lines:", *lines]) if lines else "It printed nothing."
    cause = log.cause()
    first = f"\nThe first error in its log: {cause}" if cause not in ("", *lines) else ""
    return f"{name}: {what}. {said}{first}\nThe whole log: {log.keep()}"
