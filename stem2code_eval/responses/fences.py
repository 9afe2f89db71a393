"""Fenced code blocks in an answer, as a careful reader of Markdown sees them.

The base is CommonMark's rule for fenced blocks (https://spec.commonmark.org/0.31.2/#fenced-code-blocks),
widened where models write fences that a person understands all the same: labels of any form, indented and
quoted fences, a fence after a word of prose, a closing fence on the last code line, none at all. The wider
reading is tried only where the strict one does not give Python, so that it can never spoil a block that is
right as it stands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from stem2code_eval.responses.source import SourceReader

PYTHON_LABELS = frozenset(
    {
        "python",
        "py",
        "python3",
        "python2",
        "py3",
        "python-repl",
        "pycon",
        "ipython",
        "ipython3",
        "pyplot",
        "matplotlib",
    }
    | {"code-cell", "tool_code", "sage"}
)
"""Labels that say the block is meant as Python, in lower case."""
FOREIGN_LABELS = frozenset(
    {"bash", "sh", "shell", "console", "zsh", "powershell", "cmd", "json", "yaml", "toml", "html", "xml", "svg", "css"}
    | {"latex", "tex", "tikz", "asy", "asymptote", "javascript", "js", "typescript", "r", "julia", "matlab", "mermaid"}
)
"""Labels that say the block is meant as something else; it counts only if it is Python that draws all the same."""
_MAX_EXTENSIONS = 8
"""Closing fences tried for one block whose docstring may itself show a fence."""
_CONTAINER = re.compile(r"[ \t>\u00a0\u200b\u2060\ufeff]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?\Z")
_LABEL_BREAK = re.compile(r"[\s,:{}.=]+")
_CODE_ON_FENCE_LINE = re.compile(r"(?:import\s+\w|from\s+[\w.]+\s+import\b)")
_BLANKS = " \t\u00a0\u200b\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an answer that may be the program."""

    text: str
    """The lines inside, without the indentation that the fence shares, ending in a newline."""
    label: str = ""
    """The first word after the opening fence, in lower case."""
    closed: bool = True
    start: int = 0
    """Index of the opening fence's line."""
    end: int = 0
    """Index after the closing fence's line."""
    notes: tuple[str, ...] = ()
    """What had to be undone to read it, for `Extraction.rule`."""

    @property
    def says_python(self) -> bool:
        """True when the label names Python."""
        return self.label in PYTHON_LABELS


@dataclass(frozen=True, slots=True)
class _Opening:
    char: str
    count: int
    prefix: str
    label: str
    first_line: str
    """Code that stands on the fence's own line, or nothing."""


def scan_fences(lines: list[str], reader: SourceReader) -> list[Block]:
    """Return the fenced blocks of `lines` in order; an empty block is left out."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        opening = _opening(lines[at])
        if opening is None:
            at += 1
            continue
        found = _read_block(lines, at, opening, reader)
        blocks.extend(block for block in found if block.text.strip())
        at = max(at + 1, found[-1].end)
    return blocks


def _read_block(lines: list[str], at: int, opening: _Opening, reader: SourceReader) -> list[Block]:
    close = _find_close(lines, at + 1, opening)
    block = _block(lines, at, close, opening, reader)
    error = reader.analyse(block.text).error
    if error is None:
        return [block]
    if error.in_triple_quotes:
        longer = _past_inner_fences(lines, at, close, opening, reader)
        if longer is not None:
            return [longer]
    shortest = 3 if close is None else opening.count
    split = _split_loosely(lines, at, block.end, shortest, reader)
    return split if any(reader.analyse(piece.text).is_code for piece in split) else [block]


def _past_inner_fences(
    lines: list[str], at: int, close: int | None, opening: _Opening, reader: SourceReader
) -> Block | None:
    """Return the block up to a later closing fence that parses: the nearer ones stand in a docstring."""
    for _ in range(_MAX_EXTENSIONS):
        if close is None:
            return None
        close = _find_close(lines, close + 1, opening)
        block = _block(lines, at, close, opening, reader)
        if close is not None and reader.parses(block.text):
            return block
    return None


def _split_loosely(lines: list[str], at: int, end: int, shortest: int, reader: SourceReader) -> list[Block]:
    """Read lines `at` to `end` again; a fence now closes at a line's end, before prose or an opening too."""
    blocks: list[Block] = []
    opened: tuple[int, _Opening] | None = None
    extra: list[str] = []

    def close_at(index: int) -> None:
        nonlocal opened
        if opened is not None:
            body = [*lines[opened[0] + 1 : index], *extra]
            blocks.append(_make(body, opened[0], index + 1, True, opened[1], reader))
        opened = None
        extra.clear()

    for index in range(at, end):
        line = lines[index]
        if opened is None:
            new = _opening(line)
            opened = (index, new) if new else None
            continue
        mark = opened[1].char * shortest
        stripped = line.strip(_BLANKS)
        if stripped.startswith(mark):
            close_at(index)
            new = _opening(line)
            one_word = " " not in stripped.strip(mark[0]).strip()
            if new is not None and (new.first_line or (new.label and one_word)):
                opened = (index, new)
        elif stripped.endswith(mark):
            extra.append(line.rstrip(_BLANKS).rstrip(mark[0]))
            close_at(index)
    if opened is not None:
        blocks.append(_make(lines[opened[0] + 1 : end], opened[0], end, False, opened[1], reader))
    return [replace(b, end=end) if i == len(blocks) - 1 else b for i, b in enumerate(blocks)]


def _opening(line: str) -> _Opening | None:
    ticks = line.rfind("```")
    if ticks >= 0:
        prefix = line[:ticks].rstrip("`")
        char, count, info = "`", ticks - len(prefix) + 3, line[ticks + 3 :]
        if "`" in info:
            return None
    else:
        tildes = line.find("~~~")
        if tildes < 0:
            return None
        rest = line[tildes:].lstrip("~")
        prefix, char, count, info = line[:tildes], "~", len(line) - tildes - len(rest), rest
    label, first_line = _label_and_code(info.strip(_BLANKS))
    if not _CONTAINER.match(prefix) and (char == "~" or label not in PYTHON_LABELS or "`" in prefix):
        return None
    return _Opening(char, count, prefix, label, first_line)


def _label_and_code(info: str) -> tuple[str, str]:
    if _CODE_ON_FENCE_LINE.match(info):
        return "", info
    words = [word for word in _LABEL_BREAK.split(info[:200], maxsplit=3) if word]
    label = words[0].lower() if words else ""
    rest = info[len(label) :].lstrip()
    return label, rest if _CODE_ON_FENCE_LINE.match(rest) else ""


def _find_close(lines: list[str], start: int, opening: _Opening) -> int | None:
    limit = (len(opening.prefix) if _CONTAINER.match(opening.prefix) else 0) + 4
    unquote = _unquoter(opening.prefix)
    for index in range(start, len(lines)):
        line = unquote(lines[index])
        stripped = line.strip(_BLANKS)
        if len(stripped) >= opening.count and stripped[0] == opening.char and not stripped.strip(opening.char):
            if len(line) - len(line.lstrip(_BLANKS)) < limit:
                return index
    return None


def _block(lines: list[str], at: int, close: int | None, opening: _Opening, reader: SourceReader) -> Block:
    stop = len(lines) if close is None else close
    end = stop if close is None else close + 1
    return _make(lines[at + 1 : stop], at, end, close is not None, opening, reader)


def _make(body: list[str], start: int, end: int, closed: bool, opening: _Opening, reader: SourceReader) -> Block:
    unquote = _unquoter(opening.prefix)
    body = [unquote(line) for line in body]
    if not closed:
        while body and not body[-1].strip():
            body.pop()
    width = 0 if ">" in opening.prefix or not _CONTAINER.match(opening.prefix) else len(opening.prefix)
    shared = min((_indent(line) for line in body if line.strip()), default=0)
    text = _assemble(opening.first_line, [line[min(width, shared, _indent(line)) :] for line in body])
    if width > shared and not reader.parses(text):
        # A string's own lines may stand further left than the code: CommonMark takes off what each line has.
        other = _assemble(opening.first_line, [line[min(width, _indent(line)) :] for line in body])
        text = other if reader.parses(other) else text
    return Block(text, opening.label, closed, start, end)


def _assemble(first_line: str, body: list[str]) -> str:
    return "\n".join([first_line, *body] if first_line else body).removeprefix("\ufeff") + "\n"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _unquoter(prefix: str) -> Callable[[str], str]:
    """Return what takes the `>` marks of a block quote off a line."""
    depth = prefix.count(">") if _CONTAINER.match(prefix) else 0

    def unquote(line: str) -> str:
        for _ in range(depth):
            inner = line.lstrip(" ")
            if not inner.startswith(">"):
                break
            line = inner[1:].removeprefix(" ")
        return line

    return unquote
