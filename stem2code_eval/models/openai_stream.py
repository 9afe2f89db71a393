"""From the bytes of an answer, streamed or whole, to a response.

A stream is put together into what the server would have sent whole, so that one reader decides what is an answer. A
stream that stops without a finish reason and without `[DONE]` is a broken connection, however much text came before.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

from stem2code_eval.models.http import RequestError
from stem2code_eval.models.openai_faults import MEND_ADDRESS
from stem2code_eval.models.openai_reply import (
    BadReplyError,
    no_choices,
    parse_json,
    read_content,
    read_reply,
    read_usage,
)
from stem2code_eval.models.protocol import Response
from stem2code_eval.models.redaction import Redactor
from stem2code_eval.models.sse import Event, EventReader, EventTooLongError

MAX_ANSWER = 16 * 2**20
"""Characters of text and thinking together, and bytes of an answer that comes whole; no model writes as much."""
_DRAIN_S = 0.5
"""Given to a server to end the connection after `[DONE]`, so that it can be used again."""
_TOO_LONG = f"the answer is longer than {MAX_ANSWER // 2**20} MiB"
_HEAD = ("id", "model", "system_fingerprint", "usage")
"""What a chunk says of the whole answer; the last word counts."""
_SSE_BEGINNINGS = (b"data:", b"event:", b"id:", b"retry:", b":")


async def read_answer(
    pieces: AsyncIterator[bytes], content_type: str, redactor: Redactor, accepted: Callable[[], None]
) -> Response:
    """Read an answer to its end; the latency is left at 0.

    Args:
        pieces: the body as it comes in.
        content_type: its type; a body that looks like a stream is read as one whatever its type.
        redactor: takes the key out of what the server says.
        accepted: called once as soon as a part of an answer is there: the server has taken the request.

    Raises:
        BadReplyError: what came is no answer, or not a whole one.
    """
    if "event-stream" in content_type:
        return await _streamed(b"", pieces, redactor, accepted)
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > MAX_ANSWER:
            raise BadReplyError(_TOO_LONG, retryable=False)
        if body.lstrip().startswith(_SSE_BEGINNINGS):
            return await _streamed(bytes(body), pieces, redactor, accepted)
    try:
        response = read_reply(parse_json(redactor.data(bytes(body))))
    except BadReplyError as error:
        error.mend = MEND_ADDRESS if "html" in content_type else None
        raise
    accepted()
    return response


async def _streamed(
    first: bytes, pieces: AsyncIterator[bytes], redactor: Redactor, accepted: Callable[[], None]
) -> Response:
    reader, answer = EventReader(), StreamedAnswer(redactor)
    try:
        _feed(answer, reader.feed(first), accepted)
        while not answer.is_done:
            if (piece := await anext(pieces, None)) is None:
                _feed(answer, reader.finish(), accepted)
                break
            _feed(answer, reader.feed(piece), accepted)
        else:
            await _drain(pieces)
        return read_reply(answer.whole())
    except EventTooLongError:
        raise BadReplyError(_TOO_LONG, retryable=False, usage=answer.usage) from None
    except BadReplyError as error:
        error.usage = error.usage or answer.usage
        raise


def _feed(answer: "StreamedAnswer", events: Any, accepted: Callable[[], None]) -> None:
    for event in events:
        answer.add(event)
        if answer.has_begun:
            accepted()


async def _drain(pieces: AsyncIterator[bytes]) -> None:
    try:
        async with asyncio.timeout(_DRAIN_S):
            async for _ in pieces:
                pass
    except (TimeoutError, RequestError):
        pass


class StreamedAnswer:
    """The answer as far as its stream has come."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self.is_done = False
        """`[DONE]` has come."""
        self.has_begun = False
        """A chunk with a choice has come."""
        self._head: dict[str, Any] = {}
        self._texts: dict[str, list[str]] = {"content": [], "reasoning": [], "refusal": []}
        self._size = 0
        self._finish_reason: str | None = None

    @property
    def usage(self) -> Any:
        """What the server has counted so far."""
        return read_usage(self._head.get("usage"))

    def add(self, event: Event) -> None:
        """Take one event in.

        Raises:
            BadReplyError: it is no chunk, it is an error, or the answer has become too long.
        """
        if self.is_done or event.data.strip() == b"[DONE]":
            self.is_done = True
            return
        chunk = parse_json(self._redactor.data(event.data))
        if not isinstance(chunk, dict) or chunk.get("error") or event.name == b"error":
            raise no_choices(chunk if isinstance(chunk, dict) and chunk.get("error") else {"error": chunk})
        for name in _HEAD:
            if value := chunk.get(name):
                self._head[name] = value
        choices = chunk.get("choices")
        for choice in choices if isinstance(choices, list) else ():
            if isinstance(choice, dict) and not choice.get("index"):
                self._add_choice(choice)

    def _add_choice(self, choice: dict[str, Any]) -> None:
        self.has_begun = True
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self._finish_reason = reason
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            return
        text, thought = read_content(delta.get("content"))
        if text is not None:
            self._keep("content", text)
        if thought := thought or _text(delta.get("reasoning_content")) or _text(delta.get("reasoning")):
            self._keep("reasoning", thought)
        if refusal := _text(delta.get("refusal")):
            self._keep("refusal", refusal)

    def _keep(self, name: str, part: str) -> None:
        self._texts[name].append(part)
        self._size += len(part)
        if self._size > MAX_ANSWER:
            raise BadReplyError(_TOO_LONG, retryable=False)

    def whole(self) -> dict[str, Any]:
        """Return the answer as a server that does not stream would have sent it.

        Raises:
            BadReplyError: the stream ended before the answer did.
        """
        if self._finish_reason is None and not self.is_done:
            got = sum(map(len, self._texts["content"]))
            raise BadReplyError(f"the stream broke off after {got} characters, without a finish reason")
        message = {name: "".join(parts) if parts else None for name, parts in self._texts.items()}
        return {**self._head, "choices": [{"message": message, "finish_reason": self._finish_reason}]}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
