"""The figures of a task, of which memory holds ids, hashes and places; the rest is read when it is asked for.

A task may have tens of thousands of figures with a program each, and a run looks at one after the other.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import overload

from stem2code_eval.data.resolve import BROKEN, Entry, resolve_again
from stem2code_eval.data.rows import Place, Row, RowFile
from stem2code_eval.data.sample import Sample

_BYTES = 32
"""Of a SHA-256."""
_NO_HASH = bytes(_BYTES)


class Entries(Sequence[Entry]):
    """The entries of the chosen rows of a file, in file order.

    A row that was changed since is an entry that cannot be used.

    Args:
        file: the rows.
        folder: of the task.
        found: each entry, resolved, and the place of its row.
    """

    def __init__(self, file: RowFile, folder: Path, found: Iterable[tuple[Entry, Place]]) -> None:
        self._file = file
        self._folder = folder
        self._ids: list[str] = []
        self._starts, self._lines = array("Q"), array("I")
        self._contents, self._images = bytearray(), bytearray()
        self._kept: dict[int, Entry] = {}
        for entry, place in found:
            self._add(entry, place)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, at: int | slice) -> Entry | tuple[Entry, ...]:
        positions = range(len(self))[at]
        if isinstance(positions, int):
            return next(self._read([positions]))
        return tuple(self._read(positions))

    def __iter__(self) -> Iterator[Entry]:
        return self._read(range(len(self)))

    @property
    def ids(self) -> Sequence[str]:
        """The ids, in order."""
        return self._ids

    @property
    def broken(self) -> list[int]:
        """The positions of the entries that cannot be used."""
        return [at for at, entry in self._kept.items() if entry.sample is None]

    @property
    def problems(self) -> list[str]:
        """Why those cannot be used, a sentence each."""
        return [entry.problem for entry in self._kept.values() if entry.problem is not None]

    @property
    def content_hashes(self) -> Iterator[str]:
        """The `content_hash` of each, in order."""
        return (self._content_hash(at) for at in range(len(self)))

    def only(self, ids: Collection[str]) -> "Entries":
        """Return the entries with these ids, in their order here."""
        chosen = [at for at, name in enumerate(self._ids) if name in ids]
        return Entries(self._file, self._folder, zip(self._read(chosen), map(self._place, chosen), strict=True))

    def _add(self, entry: Entry, place: Place) -> None:
        if entry.sample is None or entry.is_generated:
            self._kept[len(self)] = entry
        self._ids.append(entry.id)
        self._starts.append(place.start)
        self._lines.append(place.line)
        self._contents += _NO_HASH if entry.sample is None else bytes.fromhex(entry.content_hash)
        self._images += _NO_HASH if entry.image_sha256 is None else bytes.fromhex(entry.image_sha256)

    def _read(self, positions: Sequence[int]) -> Iterator[Entry]:
        """Yield the entries at the positions; the file is open meanwhile."""
        for at, row in zip(positions, self._file.rows(map(self._place, positions)), strict=True):
            yield self._kept[at] if at in self._kept else self._resolved(at, row)

    def _resolved(self, at: int, row: Row) -> Entry:
        # The id that is held already, so that the run's tables do not hold another one.
        row = replace(row, id=self._ids[at])
        return resolve_again(row, self._folder, self._content_hash(at), self._image_sha256(at))

    def _place(self, at: int) -> Place:
        return Place(self._starts[at], self._lines[at])

    def _content_hash(self, at: int) -> str:
        return _hash(self._contents, at) or BROKEN

    def _image_sha256(self, at: int) -> str | None:
        return _hash(self._images, at)


class SamplesById(Mapping[str, Sample]):
    """The figures of some entries that can be used, by id; each is read when it is asked for."""

    def __init__(self, entries: Entries) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> Sample:
        sample = self._entries[self._positions[name]].sample
        if sample is None:
            raise KeyError(name)
        return sample

    def __len__(self) -> int:
        return len(self._positions)

    def __iter__(self) -> Iterator[str]:
        return iter(self._positions)

    @cached_property
    def _positions(self) -> dict[str, int]:
        broken = set(self._entries.broken)
        return {name: at for at, name in enumerate(self._entries.ids) if at not in broken}


def _hash(hashes: bytearray, at: int) -> str | None:
    found = hashes[_BYTES * at : _BYTES * (at + 1)]
    return None if found == _NO_HASH else found.hex()
