"""Which of several blocks is the program, and what of the earlier ones it needs."""

import ast
from dataclasses import dataclass

from stem2code_eval.responses.drawing import hints_at_drawing
from stem2code_eval.responses.fences import FOREIGN_LABELS, Block
from stem2code_eval.responses.source import Analysis, Reading, SourceReader

MAX_BLOCKS = 256
"""Of more blocks only the last ones are looked at."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The program that one way of reading an answer gives."""

    program: str
    rule: str
    draws: bool
    """True when it parses and draws; another way of reading is tried first when False."""


def choose(blocks: list[Block], reader: SourceReader, cut: bool, kind: str) -> Choice | None:
    """Return the last complete block that draws, with earlier ones whose names it needs; else the next best.

    Args:
        blocks: in the order of the answer.
        reader: parses within the response's budget.
        cut: True when the answer stopped at the token limit: a block that is not closed is then incomplete,
            and nothing but a program that draws, or a closed one with an error of its own, is taken.
        kind: what the blocks are (`fence`, `bare`), for the rule's name.
    """
    offset = max(0, len(blocks) - MAX_BLOCKS)
    blocks = blocks[offset:]
    analyses = [reader.analyse(block.text) for block in blocks]
    for index in reversed(range(len(blocks))):
        chain = _needed_chain(blocks, analyses, index, reader, cut)
        if not chain:
            continue
        program = blocks[index].text if len(chain) == 1 else _join([blocks[i].text for i in chain])
        joined = reader.analyse(program)
        if joined.draws or joined.reading is Reading.UNREAD or any(analyses[i].draws for i in chain):
            return Choice(program, _rule(blocks, chain, offset, kind), draws=True)
    return _next_best(blocks, analyses, cut, kind)


def _needed_chain(
    blocks: list[Block], analyses: list[Analysis], index: int, reader: SourceReader, cut: bool
) -> list[int]:
    """Return the indices of block `index` and the earlier ones it needs; nothing where it cannot end one."""
    block, analysis = blocks[index], analyses[index]
    if cut and not block.closed:
        return []
    if analysis.reading is Reading.UNREAD:
        return [index] if hints_at_drawing(block.text) else []
    if analysis.reading is Reading.BROKEN or not analysis.calls:
        return []
    chain = [index]
    needs = reader.names(block.text).needs if index else frozenset()
    for earlier in reversed(range(index)):
        if not needs:
            break
        names = reader.names(blocks[earlier].text)
        if names.star or needs & names.binds:
            chain.insert(0, earlier)
            needs = frozenset() if names.star else (needs - names.binds) | names.needs
    return chain


def _next_best(blocks: list[Block], analyses: list[Analysis], cut: bool, kind: str) -> Choice | None:
    """Return a program with an error, or one that does not draw: the model answered it all the same."""
    pairs = list(zip(blocks, analyses, strict=True))
    unfinished = cut and any(not block.closed for block in blocks)
    broken = [b for b, a in pairs if a.reading is Reading.BROKEN]
    ranks: list[tuple[str, list[Block]]] = [(f"broken-{kind}", [b for b in broken if _is_drawing_attempt(b, kind)])]
    if not cut:
        parsed = [(b, a) for b, a in pairs if a.reading is Reading.PARSED]
        ranks += [
            (f"{kind}-with-imports-only", [b for b, a in parsed if a.imports_drawing]),
            (
                f"{kind}-without-drawing",
                [b for b, a in parsed if b.says_python or (not b.label and a.is_code)],
            ),
            (f"broken-{kind}", [b for b in broken if b.says_python]),
            (f"unread-{kind}", [b for b, a in pairs if a.reading is Reading.UNREAD and b.says_python]),
        ]
    if unfinished:
        return None
    for rule, found in ranks:
        if found:
            return Choice(found[-1].text, "+".join([rule, *found[-1].notes]), draws=False)
    return None


def _is_drawing_attempt(block: Block, kind: str) -> bool:
    if not hints_at_drawing(block.text) or block.label in FOREIGN_LABELS:
        return False
    if kind == "bare":
        return "import " in block.text
    return block.says_python or "import " in block.text or "plt." in block.text


def _rule(blocks: list[Block], chain: list[int], offset: int, kind: str) -> str:
    block = blocks[chain[-1]]
    if len(chain) > 1:
        name = f"joined-{kind}s({'+'.join(str(i + offset + 1) for i in chain)})"
    elif not block.closed:
        name = f"unclosed-{kind}"
    else:
        name = f"only-{kind}" if len(blocks) == 1 else f"last-drawing-{kind}"
    notes = [note for i in chain for note in blocks[i].notes]
    return "+".join([name, *dict.fromkeys(notes)])


def _join(texts: list[str]) -> str:
    """Put blocks one after the other; `from __future__` imports of later ones move to the top."""
    futures: list[str] = []
    pieces = [texts[0]]
    for text in texts[1:]:
        lines = text.split("\n")
        for statement in ast.parse(text).body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
                futures.extend(lines[first:last])
                lines[first:last] = [""] * (last - first)
        pieces.append("\n".join(lines))
    return "\n".join([*futures, *pieces] if futures else pieces)
