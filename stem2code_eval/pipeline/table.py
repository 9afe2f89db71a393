"""An append-only JSONL file with one live row per sample or repeat of one, which survives being killed at any byte.

Each row is written with one call and synced before `append` returns. What a crash can leave behind is one
torn last line; opening the file drops it. The newest row of a name wins, and `compact` leaves only those.
"""

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from stem2code_eval.data.files import replace_file, sync_folder
from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.places import Name, Names, Places
from stem2code_eval.pipeline.records import Record

R = TypeVar("R", bound=Record)


class Table(Generic[R]):
    """The rows of one JSONL file; memory holds their places, not their content. Safe for many threads.

    No reader waits for the disk that a row is being written to.

    Args:
        path: the file; made when it is not there.
        parse: a JSON object to a row; raises `ValueError` or `TypeError` for one that is not a row.
        warn: told, in a sentence, about every line that was dropped.
        names: shared with other tables of the same samples, which then hold their ids once.
    """

    def __init__(
        self,
        path: Path,
        parse: Callable[[Mapping[str, Any]], R],
        warn: Callable[[str], None],
        names: Names | None = None,
    ) -> None:
        self.path = path
        self._parse = parse
        self._warn = warn
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._places = Places(names or Names())
        self._file = -1
        self._end = 0
        self._open()

    def __len__(self) -> int:
        return len(self._places)

    def ids(self) -> list[str]:
        """Return the ids of the samples in the order of their first rows."""
        return list(dict.fromkeys(_parts(name)[0] for name in self._places))

    def names(self) -> list[tuple[str, int | None]]:
        """Return id and repeat of each row, in the order of their first rows."""
        return [_parts(name) for name in self._places]

    def get(self, sample: str, repeat: int | None = None) -> R | None:
        """Return the newest row of the sample with that id, or None."""
        with self._lock:
            place = self._places.find(_name(sample, repeat))
            if place is None:
                return None
            line = os.pread(self._file, place[1], place[0])
        return self._parse(json.loads(line))

    def rows(self) -> Iterator[R]:
        """Yield the newest row of each name."""
        for name in self._places:
            row = self.get(*_parts(name))
            if row is not None:
                yield row

    def append(self, row: R) -> None:
        """Write `row` and return once it is on the disk.

        Raises:
            UserError: the disk is full or failed; the file is left as it was before.
        """
        line = _encode(row)
        with self._writing:
            try:
                _write_all(self._file, line)
                os.fsync(self._file)
            except OSError as error:
                os.ftruncate(self._file, self._end)
                raise UserError(f"Cannot write to {self.path}: {error.strerror}.") from error
            with self._lock:
                self._places.put(_name_of(row), self._end, len(line))
            self._end += len(line)

    def compact(self, order: Sequence[str]) -> None:
        """Rewrite the file at once, with the rows of each id of `order`, in that order, repeats by number."""
        with self._writing, self._lock:
            places = map(self._places.find, self._kept(order))
            replace_file(self.path, (os.pread(self._file, place[1], place[0]) for place in places if place is not None))
            os.close(self._file)
            self._file = self._opened()
            self._end = self._places.keep(self._kept(order))

    def _kept(self, order: Iterable[str]) -> Iterator[Name]:
        """Yield the names that have a row, in order."""
        repeats = sorted({_parts(name)[1] or 0 for name in self._places})
        for sample in order:
            names: list[Name] = [sample, *((sample, number) for number in repeats)]
            yield from (name for name in names if self._places.find(name) is not None)

    def close(self) -> None:
        """Close the file."""
        with self._writing, self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1

    def _open(self) -> None:
        is_new = not self.path.exists()
        self._file = self._opened()
        if is_new:
            sync_folder(self.path.parent)
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if not line.endswith(b"\n"):
                    self._warn(f"{self.path}: the last line was cut off by a crash; dropped it.")
                    os.ftruncate(self._file, self._end)
                    break
                self._index(line, number)
                self._end += len(line)

    def _opened(self) -> int:
        return os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)

    def _index(self, line: bytes, number: int) -> None:
        try:
            self._places.put(_name_of(self._parse(json.loads(line))), self._end, len(line))
        except (ValueError, TypeError) as error:
            self._warn(f"{self.path}, line {number}: not a row ({error}); its work is done again.")


def _name_of(row: Record) -> Name:
    return _name(row.id, getattr(row, "repeat", None))


def _name(sample: str, repeat: int | None) -> Name:
    return sample if repeat is None else (sample, repeat)


def _parts(name: Name) -> tuple[str, int | None]:
    return (name, None) if isinstance(name, str) else name


def _encode(row: Record) -> bytes:
    text = json.dumps(row.to_json(), ensure_ascii=True, allow_nan=False, separators=(", ", ": "))
    return text.encode("ascii") + b"\n"


def _write_all(file: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
