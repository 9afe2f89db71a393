"""What goes over one connection and what becomes of it: bodies, heads, compression, silence, ends."""

import asyncio
import gzip
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import AsyncIterator
from typing import Any

import pytest
from http_asking import BODY, HEADERS, KEY, failed, post, read
from openai_server import OpenAIServer, Reply, answer
from raw_server import Heard, RawServer, Said, reply

from stem2code_eval.models import openai_stream
from stem2code_eval.models.http import Server, StatusError
from stem2code_eval.models.openai_reply import BadReplyError
from stem2code_eval.models.redaction import Redactor

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"


def hello(heard: list[Heard]) -> bytes:
    return reply(b"hello")


# What is sent


def test_a_request_has_a_length_a_type_and_who_asks() -> None:
    with RawServer(hello) as server:
        assert post(f"{server.address}/v1/?a=1&b=x%2By#part") == b"hello"
    (heard,) = server.heard
    assert heard.line == "POST /v1/chat/completions?a=1&b=x%2By HTTP/1.1"
    assert heard.body == BODY
    assert heard.headers["content-length"] == str(len(heard.body))
    assert heard.headers["host"] == f"127.0.0.1:{server.port}"
    assert (heard.headers["content-type"], heard.headers["accept"]) == ("application/json", "application/json")
    assert heard.headers["authorization"] == f"Bearer {KEY}"
    assert "transfer-encoding" not in heard.headers


def test_a_large_picture_arrives_whole_and_without_a_warning() -> None:
    with RawServer(hello) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        post(server.address, b"x" * 5_000_000)
    assert server.heard[0].body == b"x" * 5_000_000


def test_a_refusal_that_comes_before_the_picture_is_sent_is_read() -> None:
    refused = Said(reply(b"too large", "413 Content Too Large"), then="silent")
    with RawServer(lambda heard: refused, reads_bodies=False) as server, pytest.raises(StatusError) as caught:
        post(server.address, b"x" * 20_000_000)
    assert (caught.value.status, caught.value.text) == (413, "too large")


def test_cookies_are_not_sent_back() -> None:
    with RawServer(lambda heard: reply(b"", "200 OK", "Set-Cookie: a=b; Path=/")) as server:
        post(server.address.replace("127.0.0.1", "localhost"), times=2)
    assert ["cookie" in heard.headers for heard in server.heard] == [False, False]


# What comes back


@pytest.mark.parametrize("field", ["X-Long: " + "x" * 100_000, "\r\n".join(f"X-{at}: y" for at in range(500))])
def test_heads_of_any_usual_size_are_read(field: str) -> None:
    with RawServer(lambda heard: reply(b"hello", "200 OK", field)) as server:
        assert post(server.address) == b"hello"


def test_a_status_error_holds_headers_in_any_case_and_the_beginning_of_its_body() -> None:
    said = reply(b"\xff" + b"x" * 5_000_000, "503 Busy", "retry-AFTER: 7")
    with RawServer(lambda heard: said) as server, pytest.raises(StatusError) as caught:
        post(server.address)
    assert caught.value.status == 503
    assert caught.value.headers.get("Retry-After") == caught.value.headers.get("retry-after") == "7"
    assert caught.value.text.startswith("\ufffdxx")
    assert len(caught.value.text) == 2**20


@pytest.mark.parametrize("charset", ["latin-1", "hex", "no such"])
def test_no_charset_of_an_error_breaks_the_run(charset: str) -> None:
    said = reply(b"it failed", "400 Bad", f"Content-Type: text/plain; charset={charset}")
    with RawServer(lambda heard: said) as server, pytest.raises(StatusError) as caught:
        post(server.address)
    assert caught.value.text == "it failed"


def test_compressed_streams_are_read_as_they_come() -> None:
    events = b"".join(answer("it is compressed").events or ())
    packed = gzip.compress(events)
    pieces = [packed[at : at + 7] for at in range(0, len(packed), 7)]
    said = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    with RawServer(lambda heard: head + said) as server:
        assert post(server.address) == events
    assert "gzip" in server.heard[0].headers["accept-encoding"]


def test_what_is_small_on_the_wire_and_large_when_unpacked_is_not_unpacked_whole() -> None:
    said = reply(gzip.compress(bytes(200 * 2**20)), "200 OK", "Content-Encoding: gzip")

    sizes: list[int] = []

    async def counted(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in pieces:
            sizes.append(len(piece))
            yield piece

    async def run(address: str) -> None:
        server = Server(address, HEADERS)
        async with server.post("x", BODY, 30, 30) as got:
            with pytest.raises(BadReplyError, match="longer than 16 MiB"):
                await openai_stream.read_answer(counted(got), "application/json", Redactor(KEY), lambda: None)
        await server.close()

    with RawServer(lambda heard: said) as server:
        asyncio.run(run(server.address))
    assert max(sizes) < sum(sizes) / 4
    assert sum(sizes) < 2 * openai_stream.MAX_ANSWER


# Ends


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said(b"", "close"), "the server closed the connection before an answer"),
        (Said(b"HTTP/1.1 200 OK\r\nContent-Le", "close"), "the server closed the connection before an answer"),
        (Said(HALF, "close"), "ClientPayloadError"),
        (Said(CHUNKED + b"5\r\nhello\r\n", "close"), "ClientPayloadError"),
        (Said(CHUNKED + b"zz\r\nhello\r\n", "close"), ""),
        (Said(b"220 mail.example ESMTP\r\n", "close"), "400"),
        (Said(reply(b"no gzip", "200 OK", "Content-Encoding: gzip"), "close"), "ClientPayloadError"),
    ],
)
def test_broken_answers_are_failures_of_the_connection(said: Said, sentence: str) -> None:
    with RawServer(lambda heard: said) as server:
        error = failed(server.address)
    assert sentence in str(error)
    assert not error.unreachable
    assert not error.silent
    assert len(server.heard) == 1


@pytest.mark.parametrize("kind", ["text/event-stream", "text/plain"])
@pytest.mark.parametrize("length", [10, 200_000])
def test_what_came_before_the_end_of_a_connection_is_read_also_by_a_busy_process(length: int, kind: str) -> None:
    """The whole answer and the end are there when the event loop looks; only the mark of the last chunk is missing."""
    events = b"".join(answer("x" * length).events or ())

    async def run(address: str) -> str:
        server = Server(address, HEADERS)
        asyncio.get_running_loop().call_later(0.1, time.sleep, 0.4)
        async with server.post("x", BODY, 30, 30) as got:
            response = await openai_stream.read_answer(got, got.content_type, Redactor(KEY), lambda: None)
        await server.close()
        return response.text

    def script(heard: list[Heard]) -> Said:
        time.sleep(0.2)
        head = CHUNKED.replace(b"\r\n\r\n", f"\r\nContent-Type: {kind}\r\n\r\n".encode())
        return Said(head + b"%x\r\n%s\r\n" % (len(events), events), "close")

    with RawServer(script) as server:
        assert asyncio.run(run(server.address)) == "x" * length


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", HALF, CHUNKED + b"5\r\nhello\r\n"])
def test_silence_is_told_from_other_failures(said: bytes) -> None:
    with RawServer(lambda heard: Said(said, "silent")) as server:
        error = failed(server.address, BODY, 0.2)
    assert error.silent
    assert not error.unreachable


def test_a_cancelled_request_gives_its_connection_back() -> None:
    async def run(address: str) -> None:
        server = Server(address, HEADERS)
        task = asyncio.create_task(read(server))
        while not raw.heard:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(raw.left.wait, 30)
        await server.close()

    for said in (b"", HALF):
        with RawServer(lambda heard, said=said: Said(said, "silent")) as raw:
            asyncio.run(run(raw.address))


# Connections


def test_a_connection_is_used_again() -> None:
    with RawServer(hello) as server:
        post(server.address, times=3)
    assert [heard.connection for heard in server.heard] == [0, 0, 0]


def test_a_connection_that_the_server_has_closed_meanwhile_costs_no_attempt() -> None:
    async def run(address: str) -> None:
        server = Server(address, HEADERS)
        for _ in range(5):
            assert await read(server) == b"hello"
            time.sleep(0.1)  # the event loop sees nothing of the end that comes in this time
        await server.close()

    with RawServer(lambda heard: Said(reply(b"hello"), "close")) as server:
        asyncio.run(run(server.address))
    assert [heard.connection for heard in server.heard] == [0, 1, 2, 3, 4]


def test_no_request_waits_for_a_connection() -> None:
    async def run(address: str) -> None:
        server = Server(address, HEADERS)
        await asyncio.gather(*(read(server) for _ in range(150)))
        await server.close()

    together = threading.Barrier(150)

    def script(request: Any) -> Reply:
        together.wait(30)
        return answer("ok")

    with OpenAIServer(script) as server:
        asyncio.run(run(server.base_url))
    assert server.most_in_flight == 150


PROGRAM = """
import asyncio, gc, sys
from stem2code_eval.models.http import Server

async def ask(server):
    async with server.post("x", b"{}", 30, 30) as reply:
        await anext(reply)
    await server.close()

server = Server(sys.argv[1], {})
for _ in range(3):
    asyncio.run(ask(server))
gc.collect()
"""


def test_event_loops_may_follow_each_other_and_nothing_is_left_open() -> None:
    """The answer is not read to its end, which is the worst case."""
    with RawServer(lambda heard: Said(HALF, "silent")) as server:
        words = [sys.executable, "-X", "dev", "-W", "error", "-c", PROGRAM, server.address]
        done = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(server.heard) == 3
