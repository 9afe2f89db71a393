"""The text of one request to a judge: the rubric with the pair put in, everything foreign between random marks."""

import json
import re
import secrets

from stem2code_eval.judge.pair import CodePair, Pair
from stem2code_eval.judge.rubric import PLACEHOLDER, TOTAL, Rubric
from stem2code_eval.judge.strip import MAX_CODE_CHARS, Shown

_NAMES = ("REFERENCE", "CANDIDATE")
_ORDINALS = ("first", "second")


def write_prompt(rubric: Rubric, pair: Pair, swapped: bool, complaint: str = "") -> str:
    """Return the text of a request.

    Args:
        rubric: what is asked.
        pair: what is compared.
        swapped: the candidate comes first, and the text says so.
        complaint: why the last answer did not count; empty the first time.
    """
    mark = _new_mark(pair)
    order = tuple(reversed(_NAMES)) if swapped else _NAMES
    values = {
        "order": _order(order),
        "criteria": "\n".join(
            f"- {name} (0 to {criterion.most}): {criterion.about}" for name, criterion in rubric.criteria.items()
        ),
        "reply": _reply(rubric),
        "mark": mark,
    }
    if isinstance(pair, CodePair):
        shown = dict(zip(_NAMES, (pair.reference, pair.candidate), strict=True))
        fenced = {name: _fenced(name, program, mark) for name, program in shown.items()}
        values |= {
            "reference": fenced["REFERENCE"],
            "candidate": fenced["CANDIDATE"],
            "programs": "\n\n".join(fenced[name] for name in order),
        }
    text = PLACEHOLDER.sub(lambda found: values.get(found[1], ""), rubric.text).strip()
    if rubric.form == "json" and "reply" not in rubric.names:
        text = f"{text}\n\n{values['reply']}"
    if complaint:
        text = f"{text}\n\nYour last answer did not count: {complaint}. Answer in exactly the form asked for."
    return text


def _new_mark(pair: Pair) -> str:
    while True:
        mark = secrets.token_hex(8)
        if isinstance(pair, CodePair) and any(mark in each.text for each in (pair.reference, pair.candidate)):
            continue
        return mark


def _order(order: tuple[str, ...]) -> str:
    return " ".join(f"The {ordinal} picture is the {name}." for ordinal, name in zip(_ORDINALS, order, strict=True))


def _fenced(name: str, program: Shown, mark: str) -> str:
    text = re.sub(r"\n*\Z", "", program.text)
    end = f"<<<END OF {name} {mark}>>>"
    note = f"\n({name} is longer; only its first {MAX_CODE_CHARS} characters are shown.)" if program.cut else ""
    return f"<<<{name} {mark}>>>\n{text}\n{end}{note}"


def _reply(rubric: Rubric) -> str:
    if rubric.form == "score_line":
        return f"End with one line of the form: Score: N/{TOTAL}"
    form = {name: {"evidence": "...", "score": 0} for name in rubric.criteria}
    return (
        "Answer with one JSON object and nothing else: no text before or after it, no other names, and for each "
        "criterion one short sentence of evidence (what you saw, in your own words) and the whole number of points:\n"
        + json.dumps(form)
    )
