"""Code that stands in an answer without any fence, with prose before, after or between."""

import keyword
import re

from stem2code_eval.responses.drawing import hints_at_drawing
from stem2code_eval.responses.fences import Block
from stem2code_eval.responses.source import Reading, SourceReader

_FIRST_WINDOW = 64
"""Lines parsed at first to find where code that starts here ends; then four times as many, and so on."""
_MAX_CUTS = 30
_CODE_LINE = re.compile(
    r"\s{0,40}(?:import\s+\w|from\s+[\w.]+\s+import\b|@\w|try:|\"\"\"|'''"
    r"|(?:async\s+)?(?:def|class|for|while|if|elif|else|with|except|finally)\b.*:\s*(?:#.*)?$"
    r"|[A-Za-z_][\w.]*\s{0,4}\("
    r"|[A-Za-z_(\[][\w.,\s*()\[\]:'\"]{0,80}?[-+*/%|&]?=(?!=))"
)
_WORD_RUN = re.compile(r"[A-Za-z']+(?:,? [A-Za-z']+){2,}")
_LONE_WORD = re.compile(r"[A-Za-z_]\w*\s*\Z")
_CUT_NAME = re.compile(r"\s*[A-Za-z_][\w.]*\s*\Z")
_LINE_CHARS = 400
"""Of a longer line only this much is looked at to tell code from prose."""


def bare_blocks(lines: list[str], reader: SourceReader, cut: bool) -> list[Block]:
    """Return the runs of `lines` that are code, in order.

    Args:
        lines: an answer's lines outside every fence.
        reader: parses within the response's budget.
        cut: True when the answer stopped at the token limit; a run that ends in an unfinished statement
            is then not closed.
    """
    whole = _whole_text(lines, reader)
    if whole is not None:
        return [_mark_cut(whole, lines, cut)]
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        count = _longest_program(lines, at, reader) if _looks_like_code(lines[at]) else 0
        if count == 0:
            at += 1
            continue
        stop = _end_of_code(lines, at + count)
        start = _first_comment(lines, at, blocks[-1].end if blocks else 0)
        kept = lines[start:stop] if _is_last(lines, stop) else _without_last_comments(lines[start:stop])
        indent = _indent(lines[at])
        text = "\n".join(_without_lone_words([line.removeprefix(indent) for line in kept])) + "\n"
        blocks.append(_mark_cut(Block(text, start=start, end=stop), lines, cut and _is_last(lines, stop)))
        if cut and _is_last(lines, stop) and stop > at + count:
            blocks[-1] = Block(text, closed=False, start=start, end=stop)
        at = stop
    return blocks


def _whole_text(lines: list[str], reader: SourceReader) -> Block | None:
    text = "\n".join(lines).rstrip("\n") + "\n"
    analysis = reader.analyse(text)
    first = next((line for line in lines if line.strip()), "")
    too_long = analysis.reading is Reading.UNREAD and _looks_like_code(first) and hints_at_drawing(text)
    if analysis.draws or too_long:
        kept = "\n".join(_without_lone_words(lines)).rstrip("\n") + "\n"
        return Block(kept, end=len(lines))
    return None


def _mark_cut(block: Block, lines: list[str], cut: bool) -> Block:
    """A name or `a.b` alone on the last line before the token limit is the beginning of a statement."""
    last = next((line for line in reversed(lines) if line.strip()), "")
    if cut and _CUT_NAME.match(last[:_LINE_CHARS]) and not keyword.iskeyword(last.strip()):
        return Block(block.text, closed=False, start=block.start, end=block.end)
    return block


def _longest_program(lines: list[str], at: int, reader: SourceReader) -> int:
    """Return how many lines from `at` on parse together, without blank lines at the end; 0 for none."""
    size = _FIRST_WINDOW
    while True:
        window = _as_indented(lines[at : at + size])
        count, unfinished = _cut_at_errors(window, reader)
        if at + size >= len(lines) or len(window) < size or (count < len(window) and not unfinished):
            while count and not window[count - 1].strip():
                count -= 1
            return count
        size *= 4


def _as_indented(lines: list[str]) -> list[str]:
    """Return the leading lines that are indented at least as the first one, less that indentation."""
    indent = _indent(lines[0])
    if not indent:
        return lines
    end = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith(indent)), len(lines))
    return [line.removeprefix(indent) for line in lines[:end]]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def _cut_at_errors(window: list[str], reader: SourceReader) -> tuple[int, bool]:
    count = len(window)
    unfinished = False
    for _ in range(_MAX_CUTS):
        error = reader.parse_error("\n".join(window[:count]) + "\n")
        if error is None:
            return count, unfinished
        unfinished = unfinished or error.unfinished
        count = min(count, error.line) - 1
        if count <= 0:
            break
    return 0, unfinished


def _end_of_code(lines: list[str], stop: int) -> int:
    """Move past broken code that follows: an error in the middle does not end the program, prose does."""
    end = stop
    after_blank = False
    for index in range(stop, len(lines)):
        line = lines[index]
        if not line.strip():
            after_blank = True
            continue
        continues = not after_blank and end > stop and not _is_prose(line)
        if not (continues or _looks_like_code(line)):
            break
        end, after_blank = index + 1, False
    return end


def _first_comment(lines: list[str], at: int, floor: int) -> int:
    while at > floor and lines[at - 1].startswith("#"):
        at -= 1
    return at


def _without_lone_words(lines: list[str]) -> list[str]:
    """Drop blank lines and single words ("Code", "Enjoy") at both ends, which Python would read as names."""
    start, end = 0, len(lines)
    while start < end and (not lines[start].strip() or _is_lone_word(lines[start])):
        start += 1
    while end and (not lines[end - 1].strip() or _is_lone_word(lines[end - 1])):
        end -= 1
    return lines[start:end]


def _without_last_comments(lines: list[str]) -> list[str]:
    """Drop comment lines after a blank one: before more prose they are a heading of Markdown."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return lines[:end] if end < len(lines) and not lines[end].strip() else lines


def _is_lone_word(line: str) -> bool:
    return bool(_LONE_WORD.match(line[:_LINE_CHARS])) and not keyword.iskeyword(line.strip())


def _is_last(lines: list[str], stop: int) -> bool:
    return not any(line.strip() for line in lines[stop:])


def _looks_like_code(line: str) -> bool:
    line = line[:_LINE_CHARS]
    return bool(_CODE_LINE.match(line)) and not _is_prose(line)


def _is_prose(line: str) -> bool:
    """Three plain words in a row, none of Python's own, outside strings and comments."""
    plain = re.split(r"[\"#]|'(?!\w)|(?<!\w)'", line[:_LINE_CHARS], maxsplit=1)[0]
    for run in _WORD_RUN.finditer(plain):
        words = run.group().replace(",", "").split(" ")
        if sum(1 for word in words if not keyword.iskeyword(word)) >= 3 and not any(map(keyword.iskeyword, words[:2])):
            return True
    return False
