"""The reference program in a row's text: as it stands, or taken out of what is around it."""

import re
from dataclasses import dataclass

from stem2code_eval.responses.extract import extract_program
from stem2code_eval.responses.source import SourceReader

_STATEMENT = re.compile(r"\s*[A-Za-z_][\w.\[\]]*\s*(?:=[^=]|\()")
"""A line that begins as an assignment or a call does, and prose does not."""


@dataclass(frozen=True, slots=True)
class Program:
    """What was found in a text."""

    text: str | None
    """Ends in a newline; None where the text holds no program."""
    kind: str | None = None
    """The finding it is worth, of `findings.KINDS`; None when the text was a plain program."""
    said: str = ""
    """A sentence for the finding."""


def read_program(text: str) -> Program:
    """Return the program that `text` holds.

    A text that parses and draws stays as it is, character for character but for line ends. Of another the program is
    taken as from a model's response, unless that would leave out lines of code. What is not valid Python is kept: a
    judge can still read it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if SourceReader().analyse(text).draws:
        return Program(text if text.endswith("\n") else text + "\n")
    found = extract_program(text, None)
    if found.program is None:
        return Program(None, "no program", f"the text holds no program ({len(text)} characters, {found.rule}).")
    program = text if "bare" in found.rule and _leaves_out_code(text, found.program) else found.program
    error = SourceReader().parse_error(program)
    if error is not None:
        said = f"the program is not valid Python (its line {error.line}); kept as it is."
        return Program(program, "program does not parse", said)
    return Program(found.program, "program taken out", f"the program was taken out of the text ({found.rule}).")


def _leaves_out_code(text: str, program: str) -> bool:
    kept = set(program.split("\n"))
    return any(_STATEMENT.match(line) for line in text.split("\n") if line not in kept)
