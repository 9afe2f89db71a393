"""Rows that hold values of other types than a run writes, told as a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.report.text import short


@contextmanager
def reading(root: Path, name: str) -> Iterator[None]:
    """Turn what goes wrong inside, while rows of the id `name` are read, into a `UserError`."""
    try:
        yield
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        said = f'{root}: the rows of the id "{short(name)}" are damaged ({error})'
        raise UserError(f"{said}. Delete them and repeat the run.") from error
