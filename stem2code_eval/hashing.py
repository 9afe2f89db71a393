"""Content keys: one way to hash bytes, text and JSON values, used for every key and fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def sha256_bytes(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_text(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8; lone surrogates, which model output may hold, are kept apart."""
    return sha256_bytes(text.encode("utf-8", "surrogatepass"))


def canonical_json(value: Any) -> str:
    """Return `value` as JSON with sorted keys and no spaces, so that equal values give equal text.

    Raises:
        ValueError: the value holds NaN or infinity, which JSON cannot carry.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def sha256_json(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`."""
    return sha256_bytes(canonical_json(value).encode("ascii"))


def sha256_texts(texts: Iterable[str]) -> str:
    """Return `sha256_json` of the list of `texts`, which are taken one by one."""
    found = hashlib.sha256(b"[")
    for at, text in enumerate(texts):
        found.update((("," if at else "") + canonical_json(text)).encode("ascii"))
    found.update(b"]")
    return found.hexdigest()
