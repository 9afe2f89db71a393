"""A scriptable OpenAI-compatible server on a real socket, for tests.

    with OpenAIServer([failure(429, headers={"Retry-After": "1"}), answer("hello")]) as server:
        ...  # ask server.base_url, then look at server.requests

A script decides what each chat completion gets: a list of replies taken in turn (the last one stays), or a function of
the recorded request; `openai_replies` makes both. Replies can be whole or a stream, slow, cut off, malformed or
refusals. Every request is recorded. `GET /health` and `GET /v1/models` answer as vLLM's do. Run as a program,
`python openai_server.py ANSWERS.json` serves `{"SHA-256 of a picture": "answer"}` in a process of its own and prints
its address; `--delay-s` says how long each answer takes from its first event on.
"""

import argparse
import base64
import hashlib
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from openai_replies import (
    Reply,
    Script,
    answer,
    by_image,
    cut_stream,
    echoing_key,
    failure,
    fenced,
    json_reply,
    refusing,
    reply_of,
    stream,
    whole_only,
)

__all__ = [
    "OpenAIServer",
    "RecordedRequest",
    "Reply",
    "Script",
    "answer",
    "by_image",
    "cut_stream",
    "echoing_key",
    "failure",
    "fenced",
    "json_reply",
    "refusing",
    "stream",
    "whole_only",
]


@dataclass(frozen=True)
class RecordedRequest:
    """One request as the server saw it."""

    index: int
    """0 for the first request."""
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: dict[str, Any]

    @property
    def parts(self) -> list[dict[str, Any]]:
        content = self.body["messages"][-1]["content"]
        return [{"type": "text", "text": content}] if isinstance(content, str) else content

    @property
    def prompt(self) -> str:
        return "".join(part["text"] for part in self.parts if part["type"] == "text")

    @property
    def image_url(self) -> str:
        return next(part["image_url"]["url"] for part in self.parts if part["type"] == "image_url")

    @property
    def images(self) -> list[bytes]:
        """All pictures of the last message, in order."""
        urls = [part["image_url"]["url"] for part in self.parts if part["type"] == "image_url"]
        return [_picture(url) for url in urls]

    @property
    def image(self) -> bytes:
        return self.images[0]

    @property
    def image_sha256(self) -> str:
        return hashlib.sha256(self.image).hexdigest()


@lru_cache(maxsize=256)
def _picture(url: str) -> bytes:
    return base64.b64decode(url.partition(",")[2], validate=True)


class OpenAIServer:
    """The server; use it in a `with` statement. It answers in as many threads as there are requests at once.

    Args:
        script: what each request gets.
        model: the name of the model that it says it serves.
        port: where; 0 takes a free one.
        lasting: it serves to the end of its process: it records no request, and looks seldom whether to end.
    """

    def __init__(self, script: Script, model: str = "served", port: int = 0, lasting: bool = False) -> None:
        self._script = script
        self._lasting = lasting
        self._lock = threading.Lock()
        self._taken = self._in_flight = 0
        self.model = model
        self.requests: list[RecordedRequest] = []
        self.most_in_flight = 0
        self.ended = threading.Event()
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = _Server(("127.0.0.1", port), handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(1.0 if lasting else 0.02,), daemon=True)

    @property
    def port(self) -> int:
        return self._http.server_address[1]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()

    def take(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Reply:
        with self._lock:
            request = RecordedRequest(self._taken, path, headers, body)
            if not self._lasting:
                self.requests.append(request)
            self._taken += 1
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
        return reply_of(self._script, request)

    def leave(self) -> None:
        with self._lock:
            self._in_flight -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    """Of 5, the default, a burst of connections would wait a second for its second attempt."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    owner: OpenAIServer

    def do_GET(self) -> None:
        models = json_reply({"object": "list", "data": [{"id": self.owner.model, "object": "model"}]})
        known = {"/health": Reply(), "/v1/models": models}
        self._send_whole(known.get(self.path, failure(404, f"no {self.path}")))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.owner.take(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        try:
            self.owner.ended.wait(reply.delay_s)
            if body.get("stream") and reply.events is not None:
                self._send_stream(reply, reply.events)
            else:
                self._send_whole(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.owner.leave()

    def _send_whole(self, reply: Reply) -> None:
        if reply.cut in ("at once", "reset"):
            self._hang_up(reply)
            return
        self._send_head(reply, {**reply.headers, "Content-Length": str(len(reply.body))})
        if reply.cut != "no":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self._hang_up(reply)
            return
        pieces = [reply.body[i : i + 1] for i in range(len(reply.body))] if reply.drip_s else [reply.body]
        for at, piece in enumerate(pieces):
            self.owner.ended.wait(reply.drip_s if at else 0.0)
            self.wfile.write(piece)

    def _send_stream(self, reply: Reply, events: tuple[bytes, ...]) -> None:
        if reply.cut == "at once":
            self._hang_up(reply)
            return
        stops_early = reply.cut in ("in the body", "reset", "silence")
        kept = {name: value for name, value in reply.headers.items() if reply.body == b"" or name != "Content-Type"}
        self._send_head(reply, {"Content-Type": "text/event-stream", **kept, "Transfer-Encoding": "chunked"})
        sent = events[: (len(events) + 1) // 2] if stops_early else events
        chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in sent]
        if reply.cut == "no":
            chunks[-1:] = [b"".join(chunks[-1:]) + b"0\r\n\r\n"]
        for at, chunk in enumerate(chunks):
            self.owner.ended.wait(reply.drip_s if at else 0.0)
            self.wfile.write(chunk)
        if reply.cut != "no":
            self._hang_up(reply)

    def _send_head(self, reply: Reply, headers: dict[str, str]) -> None:
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _hang_up(self, reply: Reply) -> None:
        self.wfile.flush()
        self.close_connection = True
        if reply.cut == "silence":
            self.owner.ended.wait()
        if reply.cut == "reset":
            time.sleep(0.05)  # a reset throws away what the client has not read yet
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def log_message(self, *args: object) -> None:
        pass


def _slowly(reply: Reply, seconds: float) -> Reply:
    """Return the reply as a stream that begins at once, as servers' do, and goes on after so many seconds."""
    first, *rest = reply.events or ()
    return replace(reply, events=(first, b"".join(rest)), drip_s=seconds)


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description="An OpenAI-compatible server that knows its pictures by hash.")
    parser.add_argument("answers", type=Path)
    parser.add_argument("--delay-s", type=float, default=0.0)
    parser.add_argument("--port", type=int, default=0)
    chosen = parser.parse_args()
    texts = json.loads(chosen.answers.read_text())
    replies = {name: _slowly(answer(text), chosen.delay_s) for name, text in texts.items()}
    with OpenAIServer(by_image(replies), port=chosen.port, lasting=True) as server:
        print(server.base_url, flush=True)
        server.ended.wait()


if __name__ == "__main__":
    main()
