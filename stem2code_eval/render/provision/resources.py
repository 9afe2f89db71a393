"""Where the parts of the jail lie on the host, in a checkout and in an installed wheel alike."""

from importlib.resources import files
from pathlib import Path

from stem2code_eval.hashing import sha256_bytes


def sandbox_folder() -> Path:
    """Return the folder with the runner, the pinned requirements, the fonts table, Dockerfile and profile."""
    return Path(str(files("stem2code_eval"))) / "sandbox"


def requirements_file() -> Path:
    """Return the file that pins every package inside the jail by hash."""
    return sandbox_folder() / "requirements.txt"


def requirements_sha256() -> str:
    """Return the SHA-256 of the pinned requirements as 64 hex digits."""
    return sha256_bytes(requirements_file().read_bytes())


def runner_sources() -> tuple[Path, ...]:
    """Return the Python files of the runner, sorted by path."""
    return tuple(sorted((sandbox_folder() / "runner").rglob("*.py")))
