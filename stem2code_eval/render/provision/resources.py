"""The files that decide what the jail holds: pinned packages and the runner's sources."""

from pathlib import Path

from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.resources import sandbox_folder


def requirements_file() -> Path:
    """Return the file that pins every package inside the jail by hash."""
    return sandbox_folder() / "requirements.txt"


def requirements_sha256() -> str:
    """Return the SHA-256 of the pinned requirements as 64 hex digits."""
    return sha256_bytes(requirements_file().read_bytes())


def runner_sources() -> tuple[Path, ...]:
    """Return the Python files of the runner, sorted by path."""
    return tuple(sorted((sandbox_folder() / "runner").rglob("*.py")))
