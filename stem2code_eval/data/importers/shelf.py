"""The pictures at hand, and which of them a row means by a path that was right on another machine."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stem2code_eval.data.importers.names import base_name, parts
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import sha256_bytes


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A file that may be a picture; read only when a row names it."""

    place: str
    """Where it lies, for messages."""
    paths: tuple[str, ...]
    """What it may be called: a name that is not UTF-8 has several readings."""
    read: Callable[[], bytes]
    """Returns the bytes, at most as many as a picture may have; raises `PictureError`."""


@dataclass(frozen=True, slots=True)
class Match:
    """The file that a row means."""

    stored: Stored
    kind: str | None = None
    """The finding it is worth; None when the name alone told it."""
    said: str = ""


class NoMatch(Exception):
    """No file can be taken for the one that a row means; the text is a sentence."""


class Shelf:
    """Files by their base names."""

    def __init__(self, files: Iterable[Stored]) -> None:
        self._files = list(files)
        self._exact: dict[str, list[Stored]] = defaultdict(list)
        self._loose: dict[str, list[Stored]] = defaultdict(list)
        for stored in self._files:
            names = {_name_of(path) for path in stored.paths}
            for name in names:
                self._exact[name].append(stored)
            for loose in {form for name in names for form in _loose_forms(name)}:
                self._loose[loose].append(stored)
        self._used: set[int] = set()

    def find(self, reference: str) -> Match:
        """Return the file that `reference`, a path or an address, means.

        By its name; else by its name in other letters, or with another suffix. Of several files the one whose
        folders agree with the reference longest is taken, else any if they are all alike.

        Raises:
            NoMatch: there is none, or there are several that differ.
        """
        raw = unicodedata.normalize("NFC", reference.replace("\\", "/")).rpartition("/")[2]
        name = base_name(reference)
        for key in dict.fromkeys((raw, name)):
            if found := self._exact.get(key):
                return self._use(self._one_of(found, reference))
        for form in _loose_forms(name):
            if found := self._loose.get(form):
                match = self._one_of(found, reference)
                said = f'there is no "{name}"; took {match.stored.place} by its spelling.'
                return self._use(Match(match.stored, "chosen by spelling", said))
        raise NoMatch(f'there is no file "{name or reference}" among the pictures.')

    def unused(self) -> list[Stored]:
        """Return the files that were never found."""
        return [stored for stored in self._files if id(stored) not in self._used]

    def _use(self, match: Match) -> Match:
        self._used.add(id(match.stored))
        return match

    def _one_of(self, found: list[Stored], reference: str) -> Match:
        if len(found) == 1:
            return Match(found[0])
        wanted = parts(reference)
        agreement = {id(stored): max(_common(wanted, parts(path)) for path in stored.paths) for stored in found}
        most = max(agreement.values())
        best = [stored for stored in found if agreement[id(stored)] == most]
        if len(best) == 1:
            others = ", ".join(stored.place for stored in found if stored is not best[0])
            return Match(best[0], "chosen by folder", f"took {best[0].place} and not {others}.")
        if len({_content(stored) for stored in best}) == 1:
            self._used.update(map(id, best))
            said = f"{len(best)} files with this name are all alike; took {best[0].place}."
            return Match(best[0], "several copies", said)
        places = ", ".join(stored.place for stored in best)
        self._used.update(map(id, best))
        raise NoMatch(f"{len(best)} files with this name differ and its path does not tell which is meant: {places}.")


def _name_of(path: str) -> str:
    return unicodedata.normalize("NFC", path.replace("\\", "/")).rpartition("/")[2]


def _loose_forms(name: str) -> tuple[str, str]:
    """Return the name without regard to case, and the same without its suffix; the marks keep the two apart."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return f"name {folded}", f"stem {folded.rpartition('.')[0] or folded}"


def _common(wanted: tuple[str, ...], found: tuple[str, ...]) -> int:
    """Return how many parts from the end are the same."""
    count = 0
    for one, other in zip(reversed(wanted), reversed(found), strict=False):
        if one != other:
            break
        count += 1
    return count


def _content(stored: Stored) -> str:
    try:
        return sha256_bytes(stored.read())
    except PictureError as error:
        return f"{stored.place}: {error}"
