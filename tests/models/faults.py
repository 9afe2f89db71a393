"""Everything that a server can do to a request, and how the figure ends; `docs/models.md` shows the same table."""

import time
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Any

from openai_replies import DONE, chunk, event
from openai_server import Reply, answer, cut_stream, failure, fenced, refusing, stream, whole_only

STOPS = "the run stops"
"""With exit code 2 and before any other request, where the very first one ends so; later it is a `model_error`."""

DRAWING = "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.title('mine')\nplt.show()\n"
_GOOD = answer(fenced(DRAWING))
_JSON = {"Content-Type": "application/json"}
_SSE = _GOOD.events or ()
BOUND = 4096
"""The bound on an answer's length in these tests; the real one is `MAX_ANSWER`."""


@dataclass(frozen=True)
class Fault:
    """One thing that can happen: what the server does, how the figure ends, and whether it is asked again before."""

    words: str
    script: Any
    """A reply, or a function of the request."""
    outcome: str
    retried: bool = False
    requests: int = 1
    """For an answer: how many requests it takes."""


def _in_an_hour(request: Any) -> Reply:
    return failure(503, headers={"Retry-After": formatdate(time.time() + 3600, usegmt=True)})


def _text(text: str | None, **more: Any) -> Reply:
    return answer(text, **more)


REFUSED = [
    Fault("401, 403: the key is refused", failure(401, "Incorrect API key."), STOPS),
    Fault("404: no such model", failure(404, "The model `m` does not exist."), STOPS),
    Fault("402, or 429 with `insufficient_quota`", failure(429, "pay", code="insufficient_quota"), STOPS),
    Fault("400, 404, 422 or 500 that says the model takes no pictures", failure(400, "image_url is not valid"), STOPS),
    Fault("any other 4xx: a parameter is refused", failure(400, "temperature must be 1"), STOPS),
    Fault("nobody listens at the address", None, STOPS, True),
    Fault("200 with a web page", Reply(200, b"<html>hi</html>", {"Content-Type": "text/html"}), STOPS, True),
]

FAULTS = [
    Fault("400 for this picture: content filter, context length; 413", failure(400, "content_filter"), "model_error"),
    Fault("408, 409, any 5xx", failure(500), "model_error", True),
    Fault("429", failure(429), "model_error", True),
    Fault("429, 503 with `Retry-After` in seconds", failure(429, headers={"Retry-After": "3"}), "model_error", True),
    Fault("429, 503 with `Retry-After` as a date", _in_an_hour, "model_error", True),
    Fault("connection closed before an answer", replace(_GOOD, cut="at once"), "model_error", True),
    Fault("connection reset in the middle", replace(_GOOD, cut="reset"), "model_error", True),
    Fault("connection closed in the middle", replace(_GOOD, cut="in the body"), "model_error", True),
    Fault("whole answer cut in the middle", replace(whole_only(_GOOD), cut="in the body"), "model_error", True),
    Fault("silence in the middle", replace(_GOOD, cut="silence"), "model_error", True),
    Fault("stream ends well-formed, without content", cut_stream("x", "role"), "model_error", True),
    Fault("stream ends well-formed, without anything", cut_stream("x", "headers"), "model_error", True),
    Fault("stream ends well-formed, after a program", cut_stream(fenced(DRAWING), "content"), "model_error", True),
    Fault("stream ends in half a character", cut_stream(fenced(DRAWING), "half a character"), "model_error", True),
    Fault("stream breaks after a program", cut_stream(fenced(DRAWING), "content", "reset"), "model_error", True),
    Fault("an event of the stream is not JSON", stream(*_SSE[:2], event(b'{"choices": [{'), DONE), "model_error", True),
    Fault("an event is not UTF-8", stream(*_SSE[:2], event(b'{"a": "\xff"}'), DONE), "model_error", True),
    Fault("an event is an error", stream(*_SSE[:2], event({"error": {"message": "x"}}), DONE), "model_error", True),
    Fault("the answer is not JSON", Reply(200, b'{"choices": [', _JSON), "model_error", True),
    Fault("no choices", answer("x", choices=[]), "model_error", True),
    Fault("content null, no reasoning, finish reason `stop`", _text(None), "model_error", True),
    Fault("the same, whole", whole_only(_text(None)), "model_error", True),
    Fault("finish reason `error`", _text("half", finish_reason="error"), "model_error", True),
    Fault("an answer without end", _text("x" * 2 * BOUND), "model_error"),
    Fault("the same, whole", whole_only(_text("x" * 2 * BOUND)), "model_error"),
    Fault("an event without end", stream(event(b"x" * 2 * BOUND), DONE), "model_error"),
]

ANSWERS = [
    Fault("a refusal, in `refusal` or in words", _text(None, message={"refusal": "I cannot."}), "no_code"),
    Fault("finish reason `content_filter`, nothing written", _text(None, finish_reason="content_filter"), "no_code"),
    Fault("an empty answer", _text(""), "no_code"),
    Fault("only reasoning", _text(None, message={"reasoning": "hm"}), "no_code"),
    Fault("finish reason `length` in the program", _text(fenced(DRAWING)[:-20], finish_reason="length"), "truncated"),
    Fault("several fences", _text("```\nhi\n```\n" + fenced(DRAWING)), "ok"),
    Fault("thinking in the text", _text("<think>\n```python\n1/0\n```\n</think>\n" + fenced(DRAWING)), "ok"),
    Fault("reasoning kept apart", _text(fenced(DRAWING), message={"reasoning_content": "hm"}), "ok"),
    Fault("no usage", _text(fenced(DRAWING), usage=None), "ok"),
    Fault("`stream` refused", refusing("stream", [_GOOD]), "ok", requests=2),
    Fault("`stream_options` refused", refusing("stream_options", [_GOOD], 422), "ok", requests=2),
    Fault("`stream` overlooked", whole_only(_GOOD), "ok"),
    Fault("a finish reason and no `[DONE]`", stream(*_SSE[:-1]), "ok"),
    Fault("`[DONE]` and no finish reason", stream(*_SSE[:-3], DONE), "ok"),
    Fault("the connection breaks after `[DONE]`", replace(_GOOD, cut="after the body"), "ok"),
    Fault("a stream under another content type", replace(stream(*_SSE), headers={"Content-Type": "text/plain"}), "ok"),
    Fault("a slow drip with comments between", stream(b": wait\n\n", *_SSE, drip_s=0.01), "ok"),
    Fault("events with `\\r\\n` and in one piece", stream(b"".join(_SSE).replace(b"\n", b"\r\n")), "ok"),
    Fault("a second choice", stream(chunk(choices=[{"index": 1, "delta": {"content": "no"}}]), *_SSE), "ok"),
]

HEADER = ("what the server does", "how the figure ends", "asked again first")


def table() -> str:
    """Return the table as Markdown."""
    rows = [(fault.words, fault.outcome, "yes" if fault.retried else "no") for fault in REFUSED + FAULTS]
    rows += [(fault.words, _scored(fault.outcome), "no") for fault in ANSWERS]
    lines = ["| " + " | ".join(row) + " |" for row in (HEADER, ("---",) * 3, *dict.fromkeys(rows))]
    return "\n".join(lines) + "\n"


def _scored(outcome: str) -> str:
    return "an answer, scored" if outcome == "ok" else f"an answer, `{outcome}`"


if __name__ == "__main__":
    print(table(), end="")
