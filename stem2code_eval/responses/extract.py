"""From a model's response to the program in it: the one a careful reader would take.

The rules, their order and their reasons are in `docs/extraction.md`; every one has a row in the table of
cases that the tests run. The text of the program itself is never edited but for what `presentation` says.
"""

from dataclasses import dataclass, replace

from stem2code_eval.outcomes import Outcome
from stem2code_eval.responses.bare import bare_blocks
from stem2code_eval.responses.choose import Choice, choose
from stem2code_eval.responses.fences import Block, scan_fences
from stem2code_eval.responses.presentation import reads_as_escaped, undo_presentation
from stem2code_eval.responses.source import Reading, SourceReader
from stem2code_eval.responses.thinking import split_thinking
from stem2code_eval.responses.wrapped import inline_blocks, json_blocks, tagged_blocks

CUT_REASONS = frozenset({"length", "max_tokens", "max_output_tokens", "model_length"})
"""Finish reasons, in lower case, by which servers say that the token limit ended the answer."""
_MAX_PARTS = 32
"""Of more visible parts, between thinking blocks, only the last ones are looked at."""
_FEWEST_BARE_LINES = 3
"""Bare code that imports no matplotlib is a program from this many lines on; less is a mention in prose."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The program of one response, or why there is none."""

    program: str | None
    """Ends in a newline; newlines are `\\n`, as Python itself reads them. It need not be valid Python."""
    outcome: Outcome | None
    """`no_code` or `truncated`, exactly when `program` is None."""
    rule: str
    """The rule that decided, with what had to be undone after `+` signs: `last-drawing-fence+prompts`."""


def extract_program(text: str, finish_reason: str | None) -> Extraction:
    """Take the program out of a response.

    Args:
        text: the response as the model gave it; any text at all.
        finish_reason: why the server stopped, in its own words; None when unknown.

    Returns:
        The program and the rule that found it; never raises for what `text` holds.
    """
    cut = finish_reason is not None and finish_reason.lower() in CUT_REASONS
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    reader = SourceReader()
    answer = split_thinking(text, reader)
    last = len(answer.parts) - 1
    parts = [(index, part) for index, part in enumerate(answer.parts) if part.strip()]
    for index, part in reversed(parts[-_MAX_PARTS:]):
        is_cut = cut and index == last and answer.unclosed is None
        choice = _find(part, reader, is_cut)
        if choice is not None:
            return _found(choice)
    if cut:
        return Extraction(None, Outcome.TRUNCATED, "cut-in-thinking" if answer.unclosed is not None else "cut")
    if answer.unclosed is not None:
        choice = _find(answer.unclosed, reader, cut=False)
        if choice is not None:
            return _found(replace(choice, rule=choice.rule + "+unclosed-thinking"))
    return Extraction(None, Outcome.NO_CODE, "prose" if text.strip() else "empty")


def _found(choice: Choice) -> Extraction:
    return Extraction(choice.program.removeprefix("\ufeff"), None, choice.rule)


def _find(text: str, reader: SourceReader, cut: bool) -> Choice | None:
    """Try the ways of reading one part of an answer, the plainest first, until a program draws."""
    if not text.strip():
        return None
    lines = text.split("\n")
    fences = scan_fences(lines, reader)
    second_best: Choice | None = None
    for way in (_from_json, _from_fences, _from_tags, _from_bare):
        choice = way(text, lines, fences, reader, cut)
        if choice is not None and choice.draws:
            return choice
        second_best = second_best or choice
    return second_best


def _from_json(text: str, lines: list[str], fences: list[Block], reader: SourceReader, cut: bool) -> Choice | None:
    return choose(_readable(json_blocks(text, reader), reader, cut), reader, cut, "string")


def _from_fences(text: str, lines: list[str], fences: list[Block], reader: SourceReader, cut: bool) -> Choice | None:
    blocks: list[Block] = []
    for block in fences:
        strings = [] if reader.analyse(block.text).draws else json_blocks(block.text, reader)
        blocks.extend(replace(string, closed=block.closed) for string in strings)
        if not strings:
            blocks.append(block)
    return choose(_readable(blocks, reader, cut), reader, cut, "fence")


def _from_tags(text: str, lines: list[str], fences: list[Block], reader: SourceReader, cut: bool) -> Choice | None:
    blocks = [] if fences else [*tagged_blocks(text, reader), *inline_blocks(lines, reader)]
    return choose(_readable(blocks, reader, cut), reader, cut, "piece")


def _from_bare(text: str, lines: list[str], fences: list[Block], reader: SourceReader, cut: bool) -> Choice | None:
    outside: list[Block] = []
    at = 0
    for start, end in [*((block.start, block.end) for block in fences), (len(lines), len(lines))]:
        if at < start:
            outside.extend(bare_blocks(lines[at:start], reader, cut and start == len(lines)))
        at = end
    choice = choose(_readable(outside, reader, cut), reader, cut, "bare")
    if choice is None or not choice.draws:
        return choice if choice is not None and choice.rule.startswith("broken") else None
    filled = sum(1 for line in choice.program.split("\n") if line.strip())
    imports = "import" in choice.program and reader.analyse(choice.program).imports_drawing
    return choice if imports or filled >= _FEWEST_BARE_LINES else None


def _readable(blocks: list[Block], reader: SourceReader, cut: bool) -> list[Block]:
    """Undo the presentation of blocks that do not parse, and leave out prose after a fence nobody closed."""
    result: list[Block] = []
    for block in blocks:
        if reader.analyse(block.text).reading is Reading.BROKEN or reads_as_escaped(block.text, reader):
            undone = undo_presentation(block.text, reader)
            if undone is not None:
                block = replace(block, text=undone[0], notes=(*block.notes, undone[1]))
            elif not block.closed and not cut:
                block = _without_trailing_prose(block, reader)
        result.append(block)
    return result


def _without_trailing_prose(block: Block, reader: SourceReader) -> Block:
    runs = bare_blocks(block.text.split("\n"), reader, cut=False)
    if len(runs) == 1 and reader.analyse(runs[0].text).draws:
        return replace(block, text=runs[0].text, notes=(*block.notes, "prose-after-code"))
    return block
