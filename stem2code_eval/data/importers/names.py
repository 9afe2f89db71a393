"""Names in published rows: from paths and addresses of other machines to base names, subjects and ids."""

import re
import unicodedata
from collections.abc import Container
from urllib.parse import unquote

SUBJECTS = ("MathVista", "We-Math", "MathVision", "LogicVista", "MathVerse", "DynaMath")
"""The test sets that the benchmark's figures come from (arXiv 2603.10757, section on STEM2Code-Eval)."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_NOT_IN_IDS = re.compile(r"[^\w.+-]+")
_LONGEST_ID = 120


def parts(reference: str) -> tuple[str, ...]:
    """Return the folders and the name of a path or an address, in Unicode's form C.

    Of an address, host, query and fragment are left out and `%20` is read as a space; backslashes separate too.
    """
    path = reference
    scheme = _SCHEME.match(path)
    if scheme:
        path = re.split(r"[?#]", path[scheme.end() :], maxsplit=1)[0].partition("/")[2]
        path = unquote(path)
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    return tuple(part for part in path.split("/") if part not in ("", "."))


def base_name(reference: str) -> str:
    """Return the last part of a path or an address; empty where it has none."""
    return (parts(reference) or ("",))[-1]


def subject_of(name: str) -> str | None:
    """Return the test set that the beginning of a picture's name tells; None where it tells none."""
    letters = _letters(name)
    return next((subject for subject in SUBJECTS if letters.startswith(_letters(subject))), None)


def figure_id(name: str, line: int, taken: Container[str]) -> str:
    """Return an id that is not in `taken`: the picture's name without suffix, or the line where there is no name.

    It depends on the rows before it alone, so that rows that are added at the end change no id.
    """
    stem = name.rpartition(".")[0] or name
    plain = _NOT_IN_IDS.sub("_", stem).strip("_.")[:_LONGEST_ID] or f"line-{line}"
    found, number = plain, 1
    while found in taken:
        number += 1
        found = f"{plain}~{number}"
    return found


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
