"""Code inside another form than a fence: JSON, HTML-like tags, a single line between triple backticks."""

import json
import re
from collections.abc import Iterator
from typing import Any

from stem2code_eval.responses.drawing import hints_at_drawing
from stem2code_eval.responses.fences import PYTHON_LABELS, Block, scan_fences
from stem2code_eval.responses.source import SourceReader

_MAX_JSON_CHARS = 2_000_000
_MAX_STRINGS = 1_000
_MAX_PIECES = 1_000
_TAG = re.compile(
    r"<(?P<close>/?)(?:pre|code|python|answer|solution|program|script|tool_call|execute)(?:\s[^<>\n]{0,200})?>"
    r"|\[(?P<close2>/?)(?:python|code)\]|<\|[a-z_]{1,30}\|>",
    re.IGNORECASE,
)


def json_blocks(text: str, reader: SourceReader, depth: int = 0) -> list[Block]:
    """Return the programs that stand as strings in `text`, when the whole of it is one JSON value.

    A list of strings is read as lines, as notebooks store them; a string may itself hold JSON or fences.
    """
    stripped = text.strip()
    if stripped[:1] not in ("{", "[", '"') or len(stripped) > _MAX_JSON_CHARS:
        return []
    try:
        value = json.loads(stripped, strict=False)
    except (ValueError, RecursionError):
        return []
    blocks: list[Block] = []
    for number, string in enumerate(_strings(value)):
        if number >= _MAX_STRINGS:
            break
        if not hints_at_drawing(string) and not reader.analyse(string).calls:
            continue
        inner = json_blocks(string, reader, depth + 1) if depth == 0 else []
        blocks.extend(inner or scan_fences(string.split("\n"), reader) or [Block(string.rstrip("\n") + "\n")])
    return [Block(b.text, b.label, b.closed, notes=("json",)) for b in blocks]


def tagged_blocks(text: str, reader: SourceReader) -> list[Block]:
    """Return the pieces between tags such as `<code>` and `<answer>` that speak of drawing."""
    blocks: list[Block] = []
    tags = list(_TAG.finditer(text))[-_MAX_PIECES:]
    if not tags:
        return []
    for tag, following in zip(tags, [*tags[1:], None], strict=True):
        piece = text[tag.end() : following.start() if following else len(text)].strip("\n")
        if not hints_at_drawing(piece):
            continue
        opens_code = not (tag["close"] or tag["close2"])
        if opens_code and (following is not None or reader.parses(piece + "\n")):
            blocks.append(Block(piece + "\n", closed=following is not None, notes=("tags",)))
    return blocks


def inline_blocks(lines: list[str], reader: SourceReader) -> list[Block]:
    """Return programs written on one line between triple backticks, with or without a label."""
    blocks: list[Block] = []
    for line in lines:
        if line.count("```") < 2 or len(line) > _MAX_JSON_CHARS:
            continue
        for piece in line.split("```")[1::2][:_MAX_PIECES]:
            label, _, rest = piece.strip().partition(" ")
            code = (rest if label.lower() in PYTHON_LABELS else piece).strip() + "\n"
            if hints_at_drawing(code) and reader.analyse(code).draws:
                blocks.append(Block(code, notes=("one-line",)))
    return blocks


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings of a JSON value in order, keys left out."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            if item and all(isinstance(line, str) for line in item):
                yield "".join(line if line.endswith("\n") else line + "\n" for line in item)
            else:
                waiting.extend(reversed(item))
