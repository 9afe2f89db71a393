"""Where outputs go: files that are whole or not at all, never over an input, or JSON on standard output."""

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console

from stem2code_eval.data.files import replace_file
from stem2code_eval.errors import UserError

STANDARD_OUTPUT = Path("-")
_WIDE = 140
"""Columns of a table in a log."""


def refuse_overwriting(inputs: Iterable[Path], outputs: Iterable[Path | None]) -> None:
    """Raise where an output would replace an input, or two outputs each other.

    Raises:
        UserError: names the file.
    """
    taken = {path.resolve() for path in inputs}
    for path in outputs:
        if path is None or path == STANDARD_OUTPUT:
            continue
        if path.resolve() in taken:
            raise UserError(f"{path} is read or written already; name another file.")
        taken.add(path.resolve())


def forget(outputs: Iterable[Path | None]) -> None:
    """Remove what an earlier command left at the outputs, so that a command that fails leaves no old verdict there.

    Raises:
        UserError: one cannot be removed.
    """
    for path in outputs:
        try:
            if path is not None and path != STANDARD_OUTPUT:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(f"Cannot write {path}: {error.strerror}.") from error


def write(path: Path | None, text: str | bytes) -> None:
    """Write a file, with its folders; nothing without a path.

    Raises:
        UserError: it cannot be written.
    """
    if path is None:
        return
    if path == STANDARD_OUTPUT:
        print(text if isinstance(text, str) else text.decode())
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"Cannot make the folder {path.parent}: {error.strerror}.") from error
    replace_file(path, [text if isinstance(text, bytes) else f"{text.rstrip()}\n".encode()])


def console(json: Path | None) -> Console:
    """Return where tables go: to standard error where standard output is for JSON; wide where there is no terminal."""
    found = Console(stderr=json == STANDARD_OUTPUT)
    return found if found.is_terminal else Console(stderr=found.stderr, width=_WIDE)
