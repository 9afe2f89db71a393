"""Where a request goes and whom it trusts: redirects, proxies, certificates, names, and addresses where nobody is."""

import base64
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_asking import BODY, KEY, failed, post
from raw_server import Heard, RawServer, Said, reply

from stem2code_eval.errors import UserError
from stem2code_eval.models import http
from stem2code_eval.models.address import proxy_for
from stem2code_eval.models.http import StatusError


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL_CERT_"):
            monkeypatch.delenv(name)


def hello(heard: list[Heard]) -> bytes:
    return reply(b"hello")


# Redirects


@pytest.mark.parametrize("status", ["307 Temporary Redirect", "308 Permanent Redirect"])
def test_a_redirect_is_followed_with_the_same_body(status: str) -> None:
    def script(heard: list[Heard]) -> bytes:
        return reply(b"", status, "Location: /v2/there") if len(heard) == 1 else reply(b"hello")

    with RawServer(script) as server:
        assert post(f"{server.address}/v1") == b"hello"
    assert [heard.line for heard in server.heard] == ["POST /v1/chat/completions HTTP/1.1", "POST /v2/there HTTP/1.1"]
    assert [heard.body for heard in server.heard] == [BODY, BODY]
    assert server.heard[1].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other"])
def test_a_redirect_that_browsers_get_is_got(status: str) -> None:
    def script(heard: list[Heard]) -> bytes:
        return reply(b"", status, "Location: there") if len(heard) == 1 else reply(b"hello")

    with RawServer(script) as server:
        assert post(f"{server.address}/v1") == b"hello"
    assert (server.heard[1].line, server.heard[1].body) == ("GET /v1/chat/there HTTP/1.1", b"")


@pytest.mark.parametrize("who", ["", f"me:{KEY}@"])
def test_no_key_goes_to_another_host(who: str) -> None:
    with RawServer(hello) as other:
        said = reply(b"", "307 There", f"Location: {other.address}/v1")
        with RawServer(lambda heard: said) as server:
            assert post(server.address.replace("//", f"//{who}")) == b"hello"
    assert other.heard[0].body == BODY
    assert "authorization" in server.heard[0].headers
    assert "authorization" not in other.heard[0].headers


def test_a_redirect_to_nowhere_is_an_answer_and_one_without_end_is_a_failure() -> None:
    with RawServer(lambda heard: reply(b"", "307 There")) as server, pytest.raises(StatusError, match="HTTP 307"):
        post(server.address)
    with RawServer(lambda heard: reply(b"", "307 There", "Location: /again")) as server:
        assert "TooManyRedirects" in str(failed(server.address))


# Passwords and proxies


def test_a_password_in_the_address_is_sent_in_the_place_of_the_key() -> None:
    with RawServer(hello) as server:
        post(server.address.replace("//", "//me:a%2Fb%C3%A9@"))
    sent = server.heard[0].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == "me:a/bé"


def test_a_proxy_of_the_environment_gets_what_goes_to_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(hello) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address.replace("//", "//me:pass@"))
        assert post("http://model.example/v1?a=1") == b"hello"
    assert proxy.heard[0].line == "POST http://model.example/v1/chat/completions?a=1 HTTP/1.1"
    assert proxy.heard[0].headers["authorization"] == f"Bearer {KEY}"
    assert base64.b64decode(proxy.heard[0].headers["proxy-authorization"].removeprefix("Basic ")) == b"me:pass"


def test_a_proxy_is_asked_for_a_tunnel_and_sees_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(lambda heard: Said(reply(b"", "407 Who Are You"), "close")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address.replace("//", f"//me:{KEY}@"))
        error = failed("https://model.example/v1")
    assert proxy.heard[0].line == "CONNECT model.example:443 HTTP/1.1"
    assert "authorization" not in proxy.heard[0].headers
    assert str(error) == "ClientHttpProxyError: 407 Who Are You"
    assert not error.unreachable


def test_a_proxy_where_nobody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("http_proxy", f"http://me:{KEY}@127.0.0.1:{taken.getsockname()[1]}")
        error = failed("http://model.example/v1")
    assert error.unreachable
    assert KEY not in str(error)


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("https://a.example/v1", "http://s:1"),
        ("http://a.example/v1", "http://all:3"),
        ("http://me:x@a.inside/v1", None),
        ("https://deep.a.inside:8443/v1", None),
        ("https://b.example:99/v1", None),
        ("https://b.example/v1", "http://s:1"),
        ("http://localhost:8000/v1", None),
        ("https://127.1.2.3/v1", None),
        ("http://[::1]:8000/v1", None),
    ],
)
def test_which_proxy_is_asked(address: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "s:1")
    monkeypatch.setenv("ALL_PROXY", "http://all:3")
    monkeypatch.setenv("NO_PROXY", "inside, b.example:99")
    assert proxy_for(address) == proxy


def test_a_proxy_of_another_kind_is_told_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"socks5://me:{KEY}@127.0.0.1:1080")
    with pytest.raises(UserError, match=r"socks5:// for a\.example.*NO_PROXY") as caught:
        http.Server("https://a.example", {})
    assert KEY not in str(caught.value)
    http.Server("http://127.0.0.1:1", {})


# Certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `cert.pem`, of 127.0.0.1 and signed by itself, and its `key.pem`."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=here -addext subjectAltName=IP:127.0.0.1"
    command = ["openssl", *words.split(), "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(certificate: Path) -> Iterator[RawServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with RawServer(hello, context) as server:
        yield server


def test_a_certificate_that_nobody_vouches_for_is_refused(secure: RawServer) -> None:
    error = failed(secure.address)
    assert "certificate verify failed" in str(error)
    assert error.unreachable
    assert secure.heard == []


def test_the_environment_says_whom_to_trust(
    secure: RawServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert post(secure.address, times=2) == b"hello"


def test_certifi_says_it_where_the_system_trusts_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "certs"
    empty.mkdir()
    paths = ssl.get_default_verify_paths()._replace(cafile=None, capath=str(empty))
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    assert len(http._trusting().get_ca_certs()) > 50
    (empty / "theirs.0").write_text("")
    assert http._trusting().get_ca_certs() == []
    (empty / "theirs.0").unlink()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chosen"))
    assert http._trusting().get_ca_certs() == []


# Nobody there


def test_a_name_that_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failed("http://nowhere.example/v1")
    assert error.unreachable
    assert "Name or service not known" in str(error)


def test_a_host_that_takes_no_connection_is_given_up() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        error = failed(f"http://127.0.0.1:{full.getsockname()[1]}", BODY, 30.0, 0.3)
        for each in waiting:
            each.close()
    assert str(error).startswith("ConnectionTimeoutError")
    assert error.unreachable
    assert not error.silent
