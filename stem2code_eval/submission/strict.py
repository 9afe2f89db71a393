"""JSON from people who are not trusted: bounded, without the liberties that readers of JSON take differently."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from stem2code_eval.strict_json import no_number, without_twins
from stem2code_eval.submission.findings import BundleError

MAX_LINE = 16 * 2**20
"""Bytes of one row."""
MAX_ROWS = 100_000
MAX_DIGITS = 30
"""Of a whole number."""
P = TypeVar("P", bound=BaseModel)


def read_object(path: Path, form: type[P]) -> P:
    """Return the JSON object in a file.

    Raises:
        BundleError: it is not of the form.
    """
    return _formed(_parsed(path.read_bytes(), path.name), form, path.name)


def read_json(path: Path) -> Any:
    """Return the JSON value in a file.

    Raises:
        BundleError: it is no JSON.
    """
    return _parsed(path.read_bytes(), path.name)


def read_rows(path: Path, form: type[P]) -> Iterator[P]:
    """Yield the rows of a JSONL file.

    Raises:
        BundleError: a line is not of the form or too long, or there are too many.
    """
    with path.open("rb") as file:
        for number in range(1, MAX_ROWS + 2):
            line = file.readline(MAX_LINE + 1)
            if not line:
                return
            where = f"{path.name}, line {number}"
            if number > MAX_ROWS:
                raise BundleError(f"{path.name} has more than {MAX_ROWS} rows.")
            if len(line) > MAX_LINE:
                raise BundleError(f"{where}: it has more than {MAX_LINE} bytes.")
            if not line.endswith(b"\n"):
                raise BundleError(f"{where}: the line has no end.")
            yield _formed(_parsed(line, where), form, where)


def _formed(value: Any, form: type[P], where: str) -> P:
    try:
        return form.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        said = first["msg"].removeprefix("Value error, ")
        raise BundleError(f"{where}: {place}: {said}.") from error


def _parsed(data: bytes, where: str) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BundleError(f"{where}: it is not UTF-8 (byte {error.start}).") from error
    try:
        return json.loads(
            text, object_pairs_hook=without_twins, parse_constant=no_number, parse_int=_whole, parse_float=_finite
        )
    except RecursionError as error:
        raise BundleError(f"{where}: the JSON is nested too deeply.") from error
    except ValueError as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        raise BundleError(f"{where}: it is not JSON: {detail}.") from error


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a whole number of {len(digits)} digits")
    return int(digits)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number too large to be one")
    return value
