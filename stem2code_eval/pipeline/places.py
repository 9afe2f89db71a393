"""Where the rows of tables are in their files: what memory holds of each, in few bytes and no object of its own."""

import threading
from array import array
from collections.abc import Iterable, Iterator
from itertools import repeat

Name = str | tuple[str, int]
"""A sample's id; with the number of the repeat where there are several."""
_NOWHERE = -1


class Names:
    """Numbers for the names of rows, from 0, the same for all tables that share them. Safe for many threads."""

    def __init__(self) -> None:
        self._numbers: dict[Name, int] = {}
        self._names: list[Name] = []
        self._lock = threading.Lock()

    def __getitem__(self, number: int) -> Name:
        return self._names[number]

    def find(self, name: Name) -> int | None:
        """Return the number of a name, or None where it has none yet."""
        return self._numbers.get(name)

    def number(self, name: Name) -> int:
        """Return the number of a name, which is given one if it has none yet."""
        with self._lock:
            found = self._numbers.setdefault(name, len(self._names))
            if found == len(self._names):
                self._names.append(name)
            return found


class Places:
    """Start and size, in bytes, of the newest row of each name in one file, in the order of their first rows.

    Args:
        names: numbers the rows; may be shared with other files of the same samples.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._starts, self._sizes = array("q"), array("I")
        self._order = array("I")

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Name]:
        """Yield the names that are there now; others may be put meanwhile."""
        return (self.names[self._order[at]] for at in range(len(self)))

    def find(self, name: Name) -> tuple[int, int] | None:
        """Return start and size of a row, or None where there is none."""
        number = self.names.find(name)
        if number is None or number >= len(self._starts) or self._starts[number] == _NOWHERE:
            return None
        return self._starts[number], self._sizes[number]

    def put(self, name: Name, start: int, size: int) -> None:
        """Note where the newest row of a name is."""
        number = self.names.number(name)
        lacking = number + 1 - len(self._starts)
        if lacking > 0:
            self._starts.extend(repeat(_NOWHERE, lacking))
            self._sizes.extend(repeat(0, lacking))
        if self._starts[number] == _NOWHERE:
            self._order.append(number)
        self._starts[number], self._sizes[number] = start, size

    def keep(self, names: Iterable[Name]) -> int:
        """Note that the rows of these names, each once, now follow each other in the file, and forget all others.

        Returns:
            The size of the file.
        """
        order, end = array("I"), 0
        for name in names:
            number = self.names.number(name)
            order.append(number)
            self._starts[number] = end
            end += self._sizes[number]
        if len(order) < len(self._order):
            for number in set(self._order) - set(order):
                self._starts[number] = _NOWHERE
        self._order = order
        return end
