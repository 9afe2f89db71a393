"""A scriptable OpenAI-compatible server on a real socket, for tests.

A script decides what each request gets: a list of replies taken in turn (the last one stays), or a function
of the recorded request. Replies can be slow, cut off, malformed or refusals; every request is recorded.
"""

import base64
import hashlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self


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
        return self.body["messages"][-1]["content"]

    @property
    def prompt(self) -> str:
        return "".join(part["text"] for part in self.parts if part["type"] == "text")

    @property
    def image_url(self) -> str:
        return next(part["image_url"]["url"] for part in self.parts if part["type"] == "image_url")

    @property
    def image(self) -> bytes:
        return base64.b64decode(self.image_url.partition(",")[2], validate=True)

    @property
    def image_sha256(self) -> str:
        return hashlib.sha256(self.image).hexdigest()


@dataclass(frozen=True)
class Reply:
    """What one request gets."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    """Waited before the first byte."""
    drip_s: float = 0.0
    """Waited after each byte of the body."""
    cut: Literal["no", "at once", "in the body", "reset"] = "no"


Script = Callable[[RecordedRequest], Reply] | Sequence[Reply]


def answer(text: str | None, **changes: Any) -> Reply:
    """Return a chat completion; `message`, `finish_reason` and any top-level field can be changed."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text, **changes.pop("message", {})},
        "finish_reason": changes.pop("finish_reason", "stop"),
    }
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return json_reply(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 0,
            "model": "served",
            "choices": [choice],
            "usage": usage,
        }
        | changes
    )


def failure(status: int, message: str = "it failed", headers: Mapping[str, str] | None = None, **error: Any) -> Reply:
    """Return an error in OpenAI's form."""
    return json_reply({"error": {"message": message, **error}}, status, headers or {})


def json_reply(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return any JSON value as a reply."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


def by_image(replies: Mapping[str, Reply], otherwise: Reply | None = None) -> Callable[[RecordedRequest], Reply]:
    """Return a script that answers by the SHA-256 of the picture that was sent."""

    def script(request: RecordedRequest) -> Reply:
        return replies.get(request.image_sha256) or otherwise or failure(400, "unknown picture")

    return script


class OpenAIServer:
    """The server; use it in a `with` statement."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._lock = threading.Lock()
        self._in_flight = 0
        self.requests: list[RecordedRequest] = []
        self.most_in_flight = 0
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

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
        self._http.shutdown()
        self._http.server_close()

    def take(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Reply:
        with self._lock:
            request = RecordedRequest(len(self.requests), path, headers, body)
            self.requests.append(request)
            self._in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self._in_flight)
        if callable(self._script):
            return self._script(request)
        return self._script[min(request.index, len(self._script) - 1)]

    def leave(self) -> None:
        with self._lock:
            self._in_flight -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: OpenAIServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = self.owner.take(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        try:
            time.sleep(reply.delay_s)
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.owner.leave()

    def _send(self, reply: Reply) -> None:
        if reply.cut in ("at once", "reset"):
            if reply.cut == "reset":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._hang_up()
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.cut == "in the body":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self._hang_up()
            return
        pieces = [reply.body[i : i + 1] for i in range(len(reply.body))] if reply.drip_s else [reply.body]
        for piece in pieces:
            self.wfile.write(piece)
            self.wfile.flush()
            time.sleep(reply.drip_s)

    def _hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.close()

    def log_message(self, *args: object) -> None:
        pass
