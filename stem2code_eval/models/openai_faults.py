"""What a failed request means: whether to try again, and whether it is the user's to mend before anything is asked.

Servers word their refusals freely, so some are known by their words; the order of the rules below decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stem2code_eval.models.openai_reply import server_sentence
from stem2code_eval.models.protocol import Usage
from stem2code_eval.models.retries import is_retryable, is_throttling, read_retry_after

_OF_THE_SAMPLE = re.compile(
    r"content.?filter|content.?policy|content.?management|moderation|safety system|flagged|"
    r"context.?length|maximum context|max_model_len|"
    r"(image|picture|prompt|input|request|payload|body)\b.{0,40}(too (large|long|big)|exceeds)",
    re.IGNORECASE,
)
"""Refusals of one picture or one prompt; the next sample may fare better."""
_NO_PICTURES = re.compile(
    r"image|multi-?modal|multi-?media|vision|mmproj|picture|content.{0,30}(must|should|valid).{0,30}string",
    re.IGNORECASE,
)
"""How servers say that a model takes no pictures, when the request is the usual one."""
_NOT_SUPPORTED = re.compile(r"not support|unsupported|mmproj", re.IGNORECASE)
_NO_FORM = re.compile(r"response.?format|json.?(schema|object)|grammar|guided|structured.?output", re.IGNORECASE)
"""How servers say that they cannot hold an answer to a form."""
_NO_CREDIT = re.compile(r"insufficient.?(quota|credit|balance|funds)", re.IGNORECASE)

MEND_KEY = "Check the key in the environment variable {key_variable}, or name another variable."
MEND_PICTURES = "Name a model that takes pictures."
MEND_CREDIT = "Add credit to the account, or use another key."
MEND_NAME = "Check the model's name and the base URL."
MEND_REQUEST = "Change the model's arguments or sampling parameters to what it accepts."
MEND_ADDRESS = "Check the base URL, and that the server is running."


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one attempt gave no answer."""

    message: str
    retryable: bool = True
    mend: str | None = None
    """What the user can do when the very first request fails in this way; None: go on with the next sample."""
    retry_after_s: float | None = None
    throttled: bool = False
    unreachable: bool = False
    """No connection came about at all."""
    usage: Usage | None = None
    """What the server counted all the same."""


def fault_of_status(status: int, body: str, headers: Mapping[str, str]) -> Fault:
    """Return what an HTTP error means.

    Args:
        status: of the answer, 400 or above.
        body: its text, without any secret.
        headers: its headers; looked up in lower case.
    """
    message = f"HTTP {status}: {server_sentence(body) or 'the server said no more'}"
    if status in (402, 403, 429) and _NO_CREDIT.search(body):
        return Fault(message, retryable=False, mend=MEND_CREDIT)
    if not is_retryable(status) and (status == 413 or _OF_THE_SAMPLE.search(body)):
        return Fault(message, retryable=False)
    if _NO_PICTURES.search(body) and (
        status in (400, 404, 415, 422) or (status >= 500 and _NOT_SUPPORTED.search(body))
    ):
        return Fault(message, retryable=False, mend=MEND_PICTURES)
    if is_retryable(status):
        return Fault(message, retry_after_s=read_retry_after(headers), throttled=is_throttling(status))
    mend = {401: MEND_KEY, 403: MEND_KEY, 404: MEND_NAME}.get(status, MEND_REQUEST)
    return Fault(message, retryable=False, mend=mend)


def refused_field(status: int, body: str, fields: tuple[str, ...]) -> str | None:
    """Return the first of `fields` that the server refused in a request by naming it, or None."""
    if status not in (400, 404, 405, 415, 422, 501):
        return None
    return next((name for name in fields if re.search(rf"\b{name}", body, re.IGNORECASE)), None)


def refuses_form(status: int, body: str) -> bool:
    """Return whether the server refused the form that a request asks of its answer."""
    return status in (400, 404, 415, 422, 500, 501) and _NO_FORM.search(body) is not None
