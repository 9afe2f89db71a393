"""The rows of the benchmark's JSONL: `messages[1].content[0].image` and `messages[3].content[0].text`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.errors import UserError

IMAGE = ("messages", 1, "content", 0, "image")
CODE = ("messages", 3, "content", 0, "text")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, whether or not it is a row."""

    number: int
    """From 1, empty lines counted."""
    image: str | None = None
    """Path or address of the picture, as written."""
    code: str | None = None
    problems: tuple[str, ...] = ()
    """What is wrong, each as a sentence."""
    empty: bool = False


def read_lines(path: Path) -> Iterator[Line]:
    """Yield every line of `path`, in order.

    Raises:
        UserError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield _read(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line, number)
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.") from error


def _read(line: bytes, number: int) -> Line:
    if not line.strip():
        return Line(number, empty=True)
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Line(number, problems=("the line is not UTF-8.",))
    except (ValueError, RecursionError) as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply, or too long a number"
        return Line(number, problems=(f"the line is not JSON ({detail}).",))
    problems: list[str] = []
    image, code = (_text_at(value, place, problems) for place in (IMAGE, CODE))
    return Line(number, image, code, tuple(problems))


def _text_at(value: Any, place: tuple[str | int, ...], problems: list[str]) -> str | None:
    """Return the text at `place`; note a problem and return None where there is none."""
    for step in place:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            problems.append(f"there is no {_spoken(place)}.")
            return None
    if not isinstance(value, str) or not value.strip():
        problems.append(f"{_spoken(place)} is not a text with something in it.")
        return None
    return value


def _spoken(place: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")
