"""Answers read from a file: responses made elsewhere, or by an earlier run, scored without any model."""

import json
from pathlib import Path

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.models.protocol import Response
from stem2code_eval.models.stored import StoredAnswers


class Replay(StoredAnswers):
    """Answers from a JSONL file, one `{"id", "response"}` a line; `text` is taken for `response` too.

    A line may say `finish_reason`, and `repeat` (from 0) where there are several answers to a sample. Blank lines are
    skipped, and other columns are not read, so that the `responses.jsonl` of a run folder can be replayed as it is.

    Args:
        path: the file, read once and whole.

    Raises:
        UserError: the file cannot be read, or a line is broken, lacks a column, or answers again.
    """

    def __init__(self, path: str) -> None:
        try:
            data = Path(path).expanduser().read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UserError(f"Cannot read the responses to replay from {path}: {reason}.") from error
        # Where the file lies does not matter.
        identity = {"provider": "replay", "file_sha256": sha256_bytes(data)}
        super().__init__(f"replay/{path}", identity, _read_rows(path, data), path)


def _read_rows(path: str, data: bytes) -> dict[tuple[str, int], Response]:
    responses: dict[tuple[str, int], Response] = {}
    lines_of: dict[tuple[str, int], int] = {}
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        name, response = _read_row(f"{path}:{number}", line)
        if name in lines_of:
            raise UserError(
                f'{path}:{number}: the id "{name[0]}" was already on line {lines_of[name]}; '
                "keep one response an id, or number them by `repeat`."
            )
        lines_of[name] = number
        responses[name] = response
    return responses


def _read_row(where: str, line: bytes) -> tuple[tuple[str, int], Response]:
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(f"{where}: not UTF-8 (byte {error.start} of the line); save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{where}: not valid JSON ({error}); each line must be one JSON object.") from error
    if not isinstance(row, dict):
        raise UserError(f'{where}: expected a JSON object with "id" and "response", found {_kind(row)}.')
    sample_id = row.get("id")
    if not isinstance(sample_id, str) or not sample_id:
        raise UserError(f'{where}: "id" must be a text that is not empty, found {_kind(sample_id)}.')
    column = "response" if "response" in row else "text"
    text = row.get(column)
    if not isinstance(text, str):
        raise UserError(f'{where}: "{column}" of "{sample_id}" must be a text, found {_kind(text)}.')
    finish_reason = row.get("finish_reason")
    if finish_reason is not None and not isinstance(finish_reason, str):
        raise UserError(
            f'{where}: "finish_reason" of "{sample_id}" must be a text or null, found {_kind(finish_reason)}.'
        )
    repeat = row.get("repeat", 0)
    if not isinstance(repeat, int) or isinstance(repeat, bool) or repeat < 0:
        raise UserError(f'{where}: "repeat" of "{sample_id}" must be a whole number from 0, found {_kind(repeat)}.')
    return (sample_id, repeat), Response(text=text, finish_reason=finish_reason)


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    names = {bool: "a truth value", int: "a number", float: "a number", str: "an empty text", list: "a list"}
    return names.get(type(value), "an object")
