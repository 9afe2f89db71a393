"""Keep out of a bundle what is nobody's business: keys, and traces of the machine and its user.

What our own files say (`run.json`) is cleaned. What the model wrote is never changed, since it would not verify; where
it holds a secret, packing is refused.
"""

import getpass
import os
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from stem2code_eval.errors import UserError
from stem2code_eval.models.redaction import Redactor

_KEY_OPTIONS = ("--api-key-env", "--judge-api-key-env")
_DEFAULT_KEY = "OPENAI_API_KEY"
_LIKE_A_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{20,}|AIza[0-9A-Za-z_-]{35}|gh[oprsu]_[A-Za-z0-9]{36,}"
    r"|github_pat_[A-Za-z0-9_]{50,}|hf_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{20,}"
    r"|Bearer [A-Za-z0-9._~+/-]{20,})|-----BEGIN [A-Z ]*PRIVATE KEY-----|://[^\s/@\"']+:[^\s/@\"']+@"
)
"""Forms of keys that services document, and passwords in addresses."""
_ABSOLUTE = re.compile(r"(?:(?<=[=,/])(?<!:/)|(?<![^\s\"'(]))(?:/(?!/)|~/|[A-Za-z]:\\)[^\s,;\"']+")
_SPEAKING = re.compile(r"(^|_)(KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD)$", re.IGNORECASE)
"""Names of variables that hold a key."""
_FEWEST = 4
"""Characters; a shorter user's or machine's name is part of too many words."""
_COMMON = frozenset({"root", "user", "users", "localhost", "home", "runner", "ubuntu", "debian", "admin", "python"})
"""Names that say nothing about anyone, and occur in models' names and versions."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must be in no file of a bundle."""

    redactors: Mapping[str, Redactor]
    """By the name of the variable whose value each one knows."""
    home: str
    names: Sequence[str]
    """Of the user and the machine; looked for only in what we wrote ourselves."""

    def refuse(self, text: str, where: str, ours: bool) -> None:
        """Raise where `text` holds a secret.

        Args:
            text: what is to be packed, as it stands in its file.
            where: how to call it.
            ours: whether we wrote it, and not the model.

        Raises:
            UserError: says where and what kind of secret, and never the secret.
        """
        for variable, redactor in self.redactors.items():
            if redactor.text(text) != text:
                raise UserError(f"{where} holds the value of the environment variable {variable}; not packed. {_MEND}")
        if _LIKE_A_KEY.search(text):
            raise UserError(f"{where} holds what looks like a key or a password; not packed. {_MEND}")
        if self.home and re.search(re.escape(self.home) + r"(?![\w-])", text):
            raise UserError(f"{where} holds the path of your home folder; not packed. {_MEND}")
        if ours:
            for name in self.names:
                if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                    raise UserError(f"{where} holds the name of this machine or of its user; not packed. {_MEND}")


_MEND = "Take the figure's lines out of the run folder's files and repeat the run, so that it is asked again."


def find_secrets(argv: Sequence[str], environment: Mapping[str, str] | None = None) -> Secrets:
    """Return what must not be packed of a run that was started by the words `argv`.

    The variables are those that the run was told to take its keys from, and all whose names say that they hold one.
    """
    surroundings = os.environ if environment is None else environment
    named = {_DEFAULT_KEY, *_after(argv, _KEY_OPTIONS)}
    speaking = {name for name in surroundings if _SPEAKING.search(name)}
    values = {name: surroundings.get(name, "").strip() for name in sorted(named | speaking)}
    home = str(Path.home()).rstrip("/")
    names = {socket.gethostname(), socket.gethostname().partition(".")[0], _user()}
    return Secrets(
        redactors={name: Redactor(value) for name, value in values.items() if value},
        home=home if home.count("/") > 1 else "",
        names=sorted(name for name in names if len(name) >= _FEWEST and name.lower() not in _COMMON),
    )


def without_paths(value: Any) -> Any:
    """Return a JSON value in which each absolute path is only its last name."""
    if isinstance(value, str):
        return _ABSOLUTE.sub(lambda found: PurePath(found[0].replace("\\", "/")).name, value)
    if isinstance(value, list):
        return [without_paths(item) for item in value]
    if isinstance(value, dict):
        return {str(name): without_paths(item) for name, item in value.items()}
    return value


def _after(words: Sequence[str], options: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options:
            yield value if equals else "".join(words[at + 1 : at + 2])


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
