"""A registry of named things, filled by us and by plug-ins, that answers an unknown name with the nearest one."""

import difflib
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from stem2code_eval.errors import UserError

T = TypeVar("T")


def did_you_mean(name: str, known: list[str]) -> str:
    """Return ` Did you mean "x"?` for the closest known names, or the list of all names where none is close."""
    close = difflib.get_close_matches(name, known, n=2, cutoff=0.5)
    if close:
        return " Did you mean " + " or ".join(f'"{c}"' for c in close) + "?"
    return f" Known: {', '.join(sorted(known))}."


class Registry(Generic[T]):
    """Names to things of one kind, loaded on first use.

    Args:
        kind: what the things are, in the singular, for error messages ("metric").
        entry_point_group: the group through which installed packages add their own.
    """

    def __init__(self, kind: str, entry_point_group: str) -> None:
        self._kind = kind
        self._group = entry_point_group
        self._loaders: dict[str, Callable[[], T]] = {}

    def add(self, name: str, loader: Callable[[], T]) -> None:
        """Register `name`; `loader` returns the thing and may import late."""
        self._loaders[name] = loader

    def names(self) -> list[str]:
        """Return every name, ours first, then the plug-ins'."""
        return list(self._loaders) + [n for n in self._plugins() if n not in self._loaders]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def get(self, name: str) -> T:
        """Return the thing called `name`.

        Raises:
            UserError: nobody registered the name; the message holds the nearest known ones.
        """
        if name in self._loaders:
            return self._loaders[name]()
        plugins = self._plugins()
        if name in plugins:
            return plugins[name]()
        raise UserError(f'Unknown {self._kind} "{name}".' + did_you_mean(name, self.names()))

    def _plugins(self) -> dict[str, Callable[[], T]]:
        return {point.name: point.load for point in entry_points(group=self._group)}
