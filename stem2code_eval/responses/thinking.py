"""What of a response is the answer, and what is the model thinking aloud.

Several families of models mark their thinking with tags in the text itself; servers that know the model
take it out, others leave it in, sometimes without the opening tag because the chat template had already
written it.
"""

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass

from stem2code_eval.responses.fences import scan_fences
from stem2code_eval.responses.source import SourceReader

_WORDS = "think|thinking|thought|thoughts|reasoning|scratchpad|seed:think"
_TAG = re.compile(
    rf"<(?P<slash>/?)(?:{_WORDS})\s?>"
    r"|◁(?P<triangle>/?)think▷"
    r"|\[(?P<bracket>/?)think\]"
    r"|<\|(?P<verb>begin|end)_of_thought\|>"
    r"|<\|(?P<verb2>start|end)_thinking\|>"
    r"|<\|channel\|>(?P<channel>analysis|final)<\|message\|>",
    re.IGNORECASE,
)
_QUOTES = "\"'`"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response without its thinking."""

    parts: tuple[str, ...]
    """Visible text in order; the last part follows the last closed thinking block."""
    unclosed: str | None = None
    """What follows an opening tag that nothing closes."""


def split_thinking(text: str, reader: SourceReader) -> Answer:
    """Separate the visible parts of `text`, whose newlines are line feeds, from the thinking.

    A closing tag without an opening one makes everything before it thinking. A tag in quotes, and one inside
    a fenced block that parses and draws, is text that speaks of the tag and ends nothing.
    """
    tags = [tag for tag in _TAG.finditer(text) if not _is_quoted(text, tag)]
    if tags:
        shielded = _programs_around(text, tags, reader)
        tags = [tag for tag in tags if not _is_inside(tag.start(), shielded)]
    if not tags:
        return Answer((text,))
    parts: list[str] = []
    visible_from: int | None = None if _closes(tags[0]) else 0
    for tag in tags:
        if not _closes(tag) and visible_from is not None:
            parts.append(text[visible_from : tag.start()])
        visible_from = tag.end() if _closes(tag) else None
    if visible_from is not None:
        return Answer((*parts, text[visible_from:]))
    return Answer(tuple(parts), unclosed=text[tags[-1].end() :])


def _closes(tag: re.Match[str]) -> bool:
    verbs = {tag["verb"], tag["verb2"], tag["channel"]} - {None}
    return bool(tag["slash"] or tag["triangle"] or tag["bracket"]) or any(
        verb is not None and verb.lower() in {"end", "final"} for verb in verbs
    )


def _is_quoted(text: str, tag: re.Match[str]) -> bool:
    before, after = text[max(0, tag.start() - 1) : tag.start()], text[tag.end() : tag.end() + 1]
    return before != "" and before == after and before in _QUOTES


def _is_inside(position: int, ranges: list[tuple[int, int]]) -> bool:
    before = bisect_right(ranges, (position, sys.maxsize)) - 1
    return before >= 0 and position < ranges[before][1]


def _programs_around(text: str, tags: list[re.Match[str]], reader: SourceReader) -> list[tuple[int, int]]:
    """Return the character ranges of closed fenced blocks that hold a tag and draw all the same."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return [
        (starts[block.start], starts[block.end])
        for block in scan_fences(lines, reader)
        if block.closed and _TAG.search(block.text) and reader.analyse(block.text).draws
    ]
