"""Keep keys out of everything that is stored or shown: some servers repeat them in their complaints about them."""

import json
from typing import Any

_SHORTEST_SECRET = 8
"""Shorter "keys" are placeholders such as `EMPTY`, and may rightly stand in an answer."""
_SHOWN = "***"
_SHOWN_DATA = _SHOWN.encode("ascii")


class Redactor:
    """Replaces secrets by `***`.

    Args:
        secrets: the texts; the forms that they take in JSON, also with escaped slashes, are replaced as well.
    """

    def __init__(self, *secrets: str) -> None:
        forms: set[str] = set()
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                escaped = json.dumps(secret)[1:-1]
                forms |= {secret, escaped, secret.replace("/", "\\/"), escaped.replace("/", "\\/")}
        self._forms = sorted(forms, key=len, reverse=True)
        self._encoded = [form.encode("utf-8") for form in self._forms]

    def __repr__(self) -> str:
        return "Redactor(***)"

    def text(self, text: str) -> str:
        """Return `text` without the secrets."""
        for form in self._forms:
            text = text.replace(form, _SHOWN)
        return text

    def data(self, data: bytes) -> bytes:
        """Return `data` without the secrets; done before anything is shortened, so that no half of one is left."""
        for form in self._encoded:
            data = data.replace(form, _SHOWN_DATA)
        return data

    def value(self, value: Any) -> Any:
        """Return a JSON value without the secrets in any of its texts."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {self.text(str(name)): self.value(item) for name, item in value.items()}
        return value
