"""What an import has to say: every oddity of the files, with its place; nothing is mended in silence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity, and what was done about it."""

    kind: str
    """One of the words of `KINDS`."""
    where: str
    """`FILE, line LINE`, or a file or an archive's member."""
    text: str
    """A sentence."""
    id: str | None = None
    """The figure it is about, where there is one."""

    @property
    def unusable(self) -> bool:
        """True when the figure lacks its picture or its program, so that some score cannot be had."""
        return self.kind in UNUSABLE

    @property
    def line(self) -> str:
        """The finding as a line for people."""
        name = "" if self.id is None else f', id "{self.id}"'
        return f"{self.where}{name}: {self.text}"

    def to_json(self) -> dict[str, Any]:
        """Return the finding as a JSON object."""
        return asdict(self)


UNUSABLE = {
    "broken row": "rows that are not what the format says",
    "no picture": "figures whose picture is missing, cannot be told from others, or cannot be read",
    "no program": "figures without a reference program",
}
"""Kinds of findings that cost a figure something, and what they are in the plural."""
NOTES = {
    "program does not parse": "reference programs that are not valid Python; kept as they are",
    "program taken out": "reference programs taken out of fences or prose",
    "shared name": "rows that share the name of their picture with another row",
    "same figure": "rows with the picture and program of another row",
    "same picture": "rows with the picture of another row under another name",
    "chosen by folder": "pictures that several folders have, told apart by the row's path",
    "several copies": "pictures that several folders have, all alike",
    "chosen by spelling": "pictures found by their name in other letters or without its suffix",
    "other format": "pictures whose suffix names another format than they have",
    "refused member": "files that were not read: unsafe names, links, too large, encrypted",
    "name not UTF-8": "files whose names are not UTF-8",
    "not a picture's file": "files that systems leave behind, passed over",
    "unused": "files that no row names",
    "empty line": "empty lines, passed over",
}
"""Kinds that cost nothing."""
KINDS = {**UNUSABLE, **NOTES}


def counted(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each kind that there is, in the order of `KINDS`."""
    found = Counter(finding.kind for finding in findings)
    return {kind: found[kind] for kind in KINDS if found[kind]}
