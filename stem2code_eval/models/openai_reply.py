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

_DECODER = json.JSONDecoder()


class BadReplyError(Exception):
    """The server answered 200 with something that is no answer."""

    def __init__(self, message: str, *, retryable: bool = True, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.mend: str | None = None
        """What the user can do where the very first answer is of this kind."""
        self.usage = usage
        """What the server counted all the same, and may want to be paid for."""


def parse_json(body: bytes) -> Any:
    """Return the JSON value in what a server sent, which is in UTF-8 (RFC 8259, section 8.1).

    Raises:
        BadReplyError: it is none.
    """
    try:
        text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogatepass").strip(" \t\r\n")
        value, end = _DECODER.raw_decode(text)
        if end < len(text):
            raise ValueError
        return value
    except (ValueError, RecursionError) as error:
        raise BadReplyError(f"the answer is not valid JSON: {_shorten(body.decode('utf-8', 'replace'))}") from error


def read_reply(payload: Any) -> Response:
    """Return the response in a chat completion; the latency is left at 0.

    A refusal is an answer, and so is an empty text that the finish reason or the reasoning explains.

    Args:
        payload: the JSON value of its body.

    Raises:
        BadReplyError: an error object, no choices, or no content without a reason.
    """
    try:
        return _read(payload)
    except BadReplyError as error:
        error.usage = read_usage(payload.get("usage")) if isinstance(payload, dict) else None
        raise


def _read(payload: Any) -> Response:
    choices = payload.get("choices") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(choices, list) or not choices:
        raise no_choices(payload)
    choice = choices[0] if isinstance(choices[0], dict) else {}
    message = choice.get("message")
    if not isinstance(message, dict):
        raise BadReplyError("the answer's first choice holds no message")
    finish_reason = _text_or_none(choice.get("finish_reason"))
    if finish_reason == "error":
        raise BadReplyError(server_sentence(json.dumps(choice)) or "the server broke off the answer")
    text, reasoning = read_content(message.get("content"))
    reasoning = reasoning or _text_or_none(message.get("reasoning_content")) or _text_or_none(message.get("reasoning"))
    refusal = _text_or_none(message.get("refusal"))
    extra = {key: payload[key] for key in ("id", "model", "system_fingerprint") if isinstance(payload.get(key), str)}
    if not text and refusal:
        text, extra = refusal, {**extra, "refusal": True}
    if text is None and reasoning is None and finish_reason not in _ANSWERS_WITHOUT_TEXT:
        raise BadReplyError("the answer's message has neither content nor reasoning")
    return Response(text or "", finish_reason, read_usage(payload.get("usage")), reasoning, extra=extra)


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


def no_choices(payload: Any) -> BadReplyError:
    """Return the error of an answer without choices, which may say why."""
    error = payload.get("error") if isinstance(payload, dict) else None
    if not error:
        return BadReplyError("the answer holds no choices")
    code = error.get("code") if isinstance(error, dict) else None
    sentence = server_sentence(json.dumps(payload))
    return BadReplyError(sentence, retryable=not isinstance(code, int) or is_retryable(code))


def read_content(content: Any) -> tuple[str | None, str | None]:
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
            thoughts.append(read_content(part["thinking"])[0] or "")
    return ("".join(texts) if texts else None), ("".join(thoughts) or None)


def read_usage(usage: Any) -> Usage | None:
    """Return what a server counted, or None where it counted neither prompt nor completion.

    The parts, cached and reasoning tokens, are never more than the wholes that they are parts of.
    """
    if not isinstance(usage, dict):
        return None
    prompt, completion = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    if prompt is None and completion is None:
        return None
    prompt, completion = prompt or 0, completion or 0
    cached = _count(usage.get("prompt_tokens_details"), "cached_tokens") or 0
    reasoning = _count(usage.get("completion_tokens_details"), "reasoning_tokens") or 0
    return Usage(prompt, completion, min(cached, prompt), min(reasoning, completion))


def _count(counts: Any, name: str) -> int | None:
    value = counts.get(name) if isinstance(counts, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _shorten(text: str) -> str:
    line = " ".join(text[: 4 * _SENTENCE_CHARS].split())
    return line if len(line) <= _SENTENCE_CHARS else line[: _SENTENCE_CHARS - 1] + "…"
