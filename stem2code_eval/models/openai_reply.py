"""From the body of a chat completion to a response.

Servers that call themselves OpenAI-compatible differ in what they leave out, add or send as null. The body
is read as plain JSON, so that a field in an unexpected form costs that field and not the answer.
"""

import json
from typing import Any

from stem2code_eval.models.protocol import Response, Usage
from stem2code_eval.models.retries import is_retryable

_SENTENCE_CHARS = 300
_ANSWERS_WITHOUT_TEXT = frozenset({"length", "content_filter", "tool_calls", "function_call"})
"""Finish reasons by which a model may rightly have written nothing."""


class BadReplyError(Exception):
    """The server answered 200 with something that is no answer."""

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable


def read_reply(body: bytes) -> Response:
    """Return the response in a chat completion's body; the latency is left at 0.

    A refusal is an answer, and so is an empty text that the finish reason or the reasoning explains.

    Raises:
        BadReplyError: not JSON, an error object, no choices, or no content without a reason.
    """
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadReplyError(f"the answer is not valid JSON: {_shorten(body.decode('utf-8', 'replace'))}") from error
    choices = payload.get("choices") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(choices, list) or not choices:
        raise _no_choices(payload)
    choice = choices[0] if isinstance(choices[0], dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        raise BadReplyError("the answer's first choice holds no message")
    finish_reason = _text_or_none(choice.get("finish_reason"))
    if finish_reason == "error":
        raise BadReplyError(server_sentence(json.dumps(choice)) or "the server broke off the answer")
    text, reasoning = _content(message.get("content"))
    reasoning = reasoning or _text_or_none(message.get("reasoning_content")) or _text_or_none(message.get("reasoning"))
    refusal = _text_or_none(message.get("refusal"))
    extra = {key: payload[key] for key in ("id", "model", "system_fingerprint") if isinstance(payload.get(key), str)}
    if not text and refusal:
        text, extra = refusal, {**extra, "refusal": True}
    if text is None and reasoning is None and finish_reason not in _ANSWERS_WITHOUT_TEXT:
        raise BadReplyError("the answer's message has neither content nor reasoning")
    return Response(text or "", finish_reason, _usage(payload.get("usage")), reasoning, extra=extra)


def server_sentence(body: str) -> str:
    """Return what a server says in the body of an error, on one line and at most 300 characters long."""
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        return _shorten(body)
    for _ in range(3):
        if not isinstance(value, dict):
            break
        value = next((value[key] for key in ("error", "message", "detail") if value.get(key)), None)
    return _shorten(value if isinstance(value, str) else body)


def _no_choices(payload: Any) -> BadReplyError:
    error = payload.get("error") if isinstance(payload, dict) else None
    if not error:
        return BadReplyError("the answer holds no choices")
    code = error.get("code") if isinstance(error, dict) else None
    sentence = server_sentence(json.dumps(payload))
    return BadReplyError(sentence, retryable=not isinstance(code, int) or is_retryable(code))


def _content(content: Any) -> tuple[str | None, str | None]:
    """Return the text and the thinking of a message's content, which may be a list of parts."""
    if isinstance(content, str):
        return content, None
    if not isinstance(content, list):
        return None, None
    texts: list[str] = []
    thoughts: list[str] = []
    for part in content:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict) and isinstance(part.get("text"), str):
            (thoughts if part.get("type") in ("thinking", "reasoning") else texts).append(part["text"])
        elif isinstance(part, dict) and "thinking" in part:
            thoughts.append(_content(part["thinking"])[0] or "")
    return ("".join(texts) if texts else None), ("".join(thoughts) or None)


def _usage(usage: Any) -> Usage | None:
    if not isinstance(usage, dict):
        return None
    counts = [usage.get(key) for key in ("prompt_tokens", "completion_tokens")]
    prompt, completion = (n if isinstance(n, int) and n >= 0 else 0 for n in counts)
    return Usage(prompt, completion)


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _shorten(text: str) -> str:
    line = " ".join(text[: 4 * _SENTENCE_CHARS].split())
    return line if len(line) <= _SENTENCE_CHARS else line[: _SENTENCE_CHARS - 1] + "…"
