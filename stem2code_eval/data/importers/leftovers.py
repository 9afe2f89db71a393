"""Files that operating systems leave beside what one meant to keep."""

_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


def is_leftover(path: str) -> bool:
    """Return whether the file is macOS's or Windows' own: `__MACOSX/`, `._x`, `.DS_Store`, `Thumbs.db`."""
    folders = path.replace("\\", "/").split("/")
    name = folders[-1].casefold()
    return "__MACOSX" in folders or name in _NAMES or name.startswith("._")
