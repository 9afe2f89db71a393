"""Keep a key out of everything that is stored or shown: some servers repeat it in their complaints about it."""

from typing import Any

_SHORTEST_SECRET = 8
"""Shorter "keys" are placeholders such as `EMPTY`, and may rightly stand in an answer."""
_SHOWN = "***"


class Redactor:
    """Replaces one key by `***`.

    Args:
        key: printable ASCII. Its form in JSON with escaped slashes is replaced as well.
    """

    def __init__(self, key: str) -> None:
        forms = {key, key.replace("\\", "\\\\").replace('"', '\\"'), key.replace("/", "\\/")}
        self._forms = sorted(forms, key=len, reverse=True) if len(key) >= _SHORTEST_SECRET else []

    def __repr__(self) -> str:
        return "Redactor(***)"

    def text(self, text: str) -> str:
        """Return `text` without the key."""
        for form in self._forms:
            text = text.replace(form, _SHOWN)
        return text

    def data(self, data: bytes) -> bytes:
        """Return `data` without the key; done before anything is shortened, so that no half of it is left."""
        for form in self._forms:
            data = data.replace(form.encode("ascii"), _SHOWN.encode("ascii"))
        return data

    def value(self, value: Any) -> Any:
        """Return a JSON value without the key in any of its texts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {self.text(str(name)): self.value(item) for name, item in value.items()}
        return value
