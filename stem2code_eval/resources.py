"""Where the folders that travel with the package lie, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    return (_PACKAGE / name).resolve()


def sandbox_folder() -> Path:
    """Return the folder of what runs inside the jail: the runner, fonts, pinned requirements, Dockerfile."""
    return _folder("sandbox")


def tasks_folder() -> Path:
    """Return the folder of our own tasks."""
    return _folder("tasks")


def leaderboard_folder() -> Path:
    """Return the folder of leaderboard entries."""
    return _folder("leaderboard")
