"""What the test server can send: answers whole and as a stream, and every way in which they go wrong.

An answer is one `Reply` for both kinds of client: `body` goes to a request without `stream`, `events` to one with it.
Nothing here is specific to pictures or programs; a judge's verdict is `answer('{"score": 3}')`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Cut = Literal["no", "at once", "in the body", "after the body", "reset", "silence"]
"""Where a connection ends too early: before a byte, in the middle, before the last empty chunk; `reset` is TCP's, in
the middle of a stream and otherwise before a byte; `silence` sends one half and then nothing, the connection open."""

USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Reply:
    """What one request gets."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    events: tuple[bytes, ...] | None = None
    """Sent, each by itself, to a request that asks for a stream; None: it gets the body as well."""
    delay_s: float = 0.0
    """Waited before the first byte."""
    drip_s: float = 0.0
    """Waited between the bytes of the body, or between the events."""
    cut: Cut = "no"


def answer(text: str | None, **changes: Any) -> Reply:
    """Return a chat completion; `message`, `finish_reason` and any top-level field can be changed.

    Asked for as a stream it comes in pieces of 16 characters, with usage last where there is any.
    """
    message = {"role": "assistant", "content": text, **changes.pop("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": changes.pop("finish_reason", "stop")}
    head = {"id": "c1", "object": "chat.completion", "created": 0, "model": "served"}
    payload = head | {"choices": [choice], "usage": USAGE} | changes
    whole = json_reply(payload)
    if "choices" in changes:
        return whole
    return replace(whole, events=_events(payload, message, choice["finish_reason"]))


def fenced(program: str, before: str = "Here it is:") -> str:
    """Return an answer's text with a program in a fence."""
    return f"{before}\n```python\n{program}```\n"


def failure(status: int, message: str = "it failed", headers: Mapping[str, str] | None = None, **error: Any) -> Reply:
    """Return an error in OpenAI's form."""
    return json_reply({"error": {"message": message, **error}}, status, headers or {})


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return any JSON value as a reply."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


def event(value: Any) -> bytes:
    """Return one server-sent event: JSON of a value, or bytes as they are."""
    return b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n"


def chunk(delta: Mapping[str, Any] | None = None, finish_reason: str | None = None, **more: Any) -> bytes:
    """Return the event of one chunk of a stream; with `choices=[]` one without any."""
    choice = {"index": 0, "delta": dict(delta or {}), "finish_reason": finish_reason}
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "served"}
    return event(head | {"choices": [choice]} | more)


def stream(*events: bytes, cut: Cut = "no", **more: Any) -> Reply:
    """Return a stream of these events and nothing besides; add `DONE` for its usual end."""
    return Reply(200, b"", {"Content-Type": "text/event-stream"}, events=events, cut=cut, **more)


def cut_stream(text: str, after: Literal["headers", "role", "content", "half a character"], cut: Cut = "no") -> Reply:
    """Return a stream that ends early. With `cut="no"` the connection ends as if all were well; see `Cut`."""
    events = {
        "headers": (),
        "role": (chunk({"role": "assistant"}),),
        "content": (chunk({"role": "assistant"}), chunk({"content": text})),
        "half a character": (chunk({"content": text}), 'data: {"choices": [{"delta": {"content": "é'.encode()[:-1]),
    }
    return stream(*events[after], cut=cut)


def whole_only(reply: Reply) -> Reply:
    """Return the reply of a server that takes no notice of `stream`."""
    return replace(reply, events=None)


def _events(payload: Mapping[str, Any], message: Mapping[str, Any], finish_reason: str | None) -> tuple[bytes, ...]:
    head = {name: value for name, value in payload.items() if name not in ("choices", "usage", "object")}
    deltas: list[dict[str, Any]] = [{"role": "assistant"}]
    for name in sorted(message.keys() - {"role"}, key="content".__eq__):
        value = message[name]
        is_text = isinstance(value, str) and value
        pieces = [value[at : at + 16] for at in range(0, len(value), 16)] if is_text else [value]
        deltas += [{name: piece} for piece in pieces]
    events = [chunk(delta, **head) for delta in deltas] + [chunk({}, finish_reason, **head)]
    if payload.get("usage") is not None:
        events.append(chunk(**head, choices=[], usage=payload["usage"]))
    return (*events, DONE)


# Scripts: functions of a recorded request, and what wraps them.

Script = Callable[[Any], Reply] | Sequence[Reply]


def reply_of(script: Script, request: Any) -> Reply:
    """Return what `script` gives a request: its own result, or the reply in turn, of which the last one stays."""
    return script(request) if callable(script) else script[min(request.index, len(script) - 1)]


def by_image(replies: Mapping[str, Reply], otherwise: Reply | None = None) -> Callable[[Any], Reply]:
    """Return a script that answers by the SHA-256 of the picture that was sent."""

    def script(request: Any) -> Reply:
        return replies.get(request.image_sha256) or otherwise or failure(400, "unknown picture")

    return script


def refusing(field_name: str, script: Script, status: int = 400) -> Callable[[Any], Reply]:
    """Return a script of a server that refuses requests with a field, such as `stream` or `stream_options`."""

    def guarded(request: Any) -> Reply:
        if request.body.get(field_name):
            return failure(status, f"Unrecognized request argument supplied: {field_name}")
        return reply_of(script, request)

    return guarded


def echoing_key(request: Any) -> Reply:
    """Repeat the key of a request in an error's sentence and in the headers: a script of a careless server."""
    key = request.headers.get("authorization", "").removeprefix("Bearer ")
    return failure(500, f"No backend for key {key}.", {"Retry-After": key, "X-Request-Id": key, "X-Key": key})
