"""The body of a request, with pictures as data URLs (RFC 2397).

The JSON library would look at every character of a picture for one to escape, of which base64 has none.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Any

from stem2code_eval.models.protocol import Picture

_STAND_IN = secrets.token_hex(16)
"""Stands for the data of a picture; made anew in each process, so that no text that is sent can hold it."""


def encode(body: Mapping[str, Any]) -> bytes:
    """Return a request's body as JSON, in which every `Picture` is a text: its data URL."""
    data: list[bytes] = []

    def url(value: object) -> str:
        if not isinstance(value, Picture):
            raise TypeError(f"JSON has no {type(value).__name__}")
        data.append(base64.b64encode(value.data))
        return f"data:{value.media_type};base64,{_STAND_IN}"

    text = json.dumps(body, allow_nan=False, default=url).encode("ascii")
    first, *others = text.split(_STAND_IN.encode("ascii"))
    return b"".join([first, *(part for pair in zip(data, others, strict=True) for part in pair)])
