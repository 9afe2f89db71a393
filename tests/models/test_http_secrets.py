"""No error and no log holds what an address and the headers hold."""

import logging
import socket
import traceback

import pytest
from http_asking import BODY, KEY, failed
from raw_server import Heard, RawServer, Said, Script, reply

HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"


def redirect_without_end(heard: list[Heard]) -> bytes:
    return reply(b"", "307 Again", f"Location: /x?key={KEY}")


@pytest.mark.parametrize(
    "script",
    [
        redirect_without_end,
        lambda heard: reply(b"", "307 There", f"Location: ftp://host/{KEY}"),
        lambda heard: reply(b"", "307 There", f"Location: http://{KEY}:99999/"),
        lambda heard: Said(b"", "close"),
        lambda heard: Said(HALF, "close"),
        lambda heard: Said(b"", "silent"),
        lambda heard: Said(b"HTTP/1.1 200 OK\r\nX-Key: " + KEY.encode() + b"\r\n", "close"),
    ],
)
def test_no_error_and_no_log_holds_what_the_address_and_the_headers_hold(
    script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with RawServer(script) as server:
        host = server.address.removeprefix("http://")
        error = failed(f"http://me:{KEY}@{host}/{KEY}?key={KEY}", BODY, 0.2)
    assert KEY not in "".join(traceback.format_exception(error)) + repr(error) + caplog.text


def test_nor_where_nobody_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = failed(f"http://me:{KEY}@127.0.0.1:{taken.getsockname()[1]}/?key={KEY}")
    assert error.unreachable
    assert "Connect" in str(error)
    assert KEY not in "".join(traceback.format_exception(error)) + repr(error) + caplog.text
