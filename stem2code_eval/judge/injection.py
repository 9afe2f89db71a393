"""Instructions to a judge, hidden in what it is to compare: found by their wording, told by the flag `injection`.

Finding them changes no score. What keeps them from working is elsewhere: judges do not see comments, what they see is
fenced, and only numbers of the form that was asked for count. A wording that nobody thought of is not found.
"""

import ast
import io
import json
import re
import tokenize
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stem2code_eval.synth.perturb.source import normalised

MAX_CHARS = 400_000
"""Of a program and of its labels, this much is read."""
SNIPPET_CHARS = 160
MOST = 20
"""Findings that are kept."""

_GRADE = r"(?:full|perfect|maximum|maximal|max|highest|top|best|100 ?%?)"
_POINTS = r"(?:marks?|scores?|points?|rating|grades?|credit|stars?)"
_REPLY_NAMES = r"structure|position|layout|quantity|relations|quality|clarity|total|score"
_JUDGE = r"(?:judges?|graders?|evaluators?|reviewers?|assistant|language models?|llms?|ais?)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:ignore|disregard|forget|override|bypass|do not follow)\b.{0,40}"
        r"\b(?:instructions?|rubric|criteria|prompt|rules|guidelines|everything|anything|above|previous|prior)\b",
        rf"\b(?:give|award|assign|grant|output|return|respond|reply|answer|rate|mark|score|deserves?|gets?|receives?)\b"
        rf".{{0,60}}\b{_GRADE} ?{_POINTS}\b",
        r"\b(?:give|award|assign|grant|output|return|respond|reply|answer|rate|score|mark)\b.{0,60}"
        r"\b100 ?(?:/ ?100|out of|points|percent|%)",
        r"\b(?:final|total|overall|image|code|the) score\b.{0,12}\b(?:is|be|:|=)? ?(?:9\d|100)\b ?/ ?100",
        r"^\W*(?:score|rating|grade) ?[:=] ?(?:9\d|100) ?/ ?100",
        rf"\b(?:{_JUDGE}|chatgpt|gpt-?4o?|gemini|claude)\b"
        r".{0,60}\b(?:must|should|shall|please|give|award|rate|score|ignore|consider|treat|note)\b",
        rf"\b(?:note|message|attention|instructions?|dear|hello|hey)\b.{{0,12}}\b(?:to|for)? ?(?:the |all )?{_JUDGE}\b",
        r"\byou are (?:now )?(?:an? |the )?(?:\w+ )?(?:judge|grader|evaluator|assistant|helper|ai)\b",
        r"\bsystem (?:prompt|message|override|note|instruction)\b|\bnew (?:instructions|rubric|task)\b",
        r"<\|?/?(?:im start|im end|system|endoftext|end of turn|start of turn|eot id)\b",
        r"\[/?inst\]|</?(?:system|instructions?)>",
        r"^\W*(?:system|assistant|user|developer) ?: ",
        rf"[\"'{{] ?(?:{_REPLY_NAMES}) ?[\"'] ?: ?(?:\d|\{{ ?[\"'](?:score|evidence))",
        r"\b(?:end|close) (?:of )?(?:the )?(?:candidate|reference|data|program|fence)\b|<<<",
        r"\b(?:this|the) (?:program|image|figure|code|picture|drawing|candidate|reconstruction|redrawing)\b.{0,40}"
        r"\b(?:is|are) (?:\w+ ){0,2}(?:identical|perfect|flawless|indistinguishable)\b",
        r"忽略.{0,12}(?:指令|指示|说明|要求|规则|标准)|满分|[给打].{0,8}(?:100|一百) ?分|评(?:委|审|分员)",
        r"\bignor(?:iere|ez|er|e[sz]?|a|ar|ad)\b.{0,30}\b(?:anweisung|anweisungen|instructions|consignes|instrucciones|instruções)\b",
        r"\b(?:volle|maximale) punktzahl\b|\b(?:note|puntuación|nota|pontuação) (?:maximale|máxima)\b",
    )
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One suspicious wording."""

    where: str
    """`comment`, `string`, `name`, `label` or `program` (one that cannot be taken apart)."""
    text: str
    """The words around it, on one line."""


def find_in_program(program: str | None) -> list[Finding]:
    """Return suspicious wordings in a program's comments, strings and names; it need not parse."""
    if not program:
        return []
    return _findings(_texts(normalised(program[:MAX_CHARS])))


def find_in_labels(elements: bytes | None) -> list[Finding]:
    """Return suspicious wordings in what a figure says, each label alone and all labels read in the order drawn.

    Args:
        elements: an element list as JSON; anything else says nothing.
    """
    labels = _labels(elements)
    alone = _findings(("label", label) for label in labels)
    return alone or _findings([("label", " ".join(labels)), ("label", "".join(labels))])


def only_new(found: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """Return those of `found` whose wording is not in `known`: what the reference says too is nobody's trick."""
    old = [each.text for each in known]
    return [each for each in found if not any(each.text in text or text in each.text for text in old)][:MOST]


def folded(text: str) -> str:
    """Return `text` as the patterns read it: compatible forms, lower case, single spaces, nothing unseen."""
    seen = "".join(
        " " if character in "_\n\r\t" else character
        for character in unicodedata.normalize("NFKC", text)
        if character in "\n\r\t" or unicodedata.category(character) not in ("Cf", "Cc", "Mn")
    )
    return " ".join(seen.casefold().split())


def _findings(texts: Iterable[tuple[str, str]]) -> list[Finding]:
    found: dict[Finding, None] = {}
    for where, text in texts:
        plain = folded(text)
        for pattern in _PATTERNS:
            for match in pattern.finditer(plain):
                found[Finding(where, plain[match.start() : match.end() + 40][:SNIPPET_CHARS].strip())] = None
                if len(found) >= MOST:
                    return list(found)
    return list(found)


def _texts(program: str) -> Iterator[tuple[str, str]]:
    try:
        tree = ast.parse(program)
        tokens = list(tokenize.generate_tokens(io.StringIO(program, newline="\n").readline))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        yield from (("program", line) for line in program.split("\n"))
        yield "program", program
        return
    comments = [token.string.lstrip("#! ") for token in tokens if token.type == tokenize.COMMENT]
    yield from (("comment", comment) for comment in comments)
    yield "comment", " ".join(comments)
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    yield from (("string", text) for text in strings)
    yield "string", " ".join(strings)
    names = {token.string for token in tokens if token.type == tokenize.NAME and len(token.string) > 8}
    yield from (("name", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)) for name in sorted(names))


def _labels(elements: bytes | None) -> list[str]:
    if not elements or len(elements) > 64 * MAX_CHARS:
        return []
    try:
        value = json.loads(elements)
    except (ValueError, RecursionError):
        return []
    parts = value.get("elements") if isinstance(value, dict) else None
    texts = [part.get("text") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    kept: list[str] = []
    left = MAX_CHARS
    for text in texts:
        if isinstance(text, str) and left > 0:
            kept.append(text[:left])
            left -= len(text)
    return kept
