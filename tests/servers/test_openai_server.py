"""The test server itself: what the script says is what goes over the wire."""

import http.client
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import openai_server
import pytest
from openai_server import (
    OpenAIServer,
    RecordedRequest,
    Reply,
    answer,
    by_image,
    cut_stream,
    echoing_key,
    failure,
    refusing,
    whole_only,
)

_BODY = {
    "model": "m",
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGVsbG8="}},
                {"type": "text", "text": "draw"},
            ],
        }
    ],
}


def _post(server: OpenAIServer) -> dict:
    request = urllib.request.Request(server.base_url + "/chat/completions", json.dumps(_BODY).encode(), {"X-A": "b"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as reply:
        return json.load(reply)


def test_replies_in_turn_and_the_last_one_stays() -> None:
    with OpenAIServer([answer("a"), answer("b")]) as server:
        texts = [_post(server)["choices"][0]["message"]["content"] for _ in range(3)]
    assert texts == ["a", "b", "b"]


def test_requests_are_recorded() -> None:
    with OpenAIServer([answer("a")]) as server:
        _post(server)
    (request,) = server.requests
    assert (request.index, request.path, request.prompt, request.image) == (
        0,
        "/v1/chat/completions",
        "draw",
        b"hello",
    )
    assert request.headers["x-a"] == "b"


def test_answers_by_picture() -> None:
    hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    with OpenAIServer(by_image({hello: answer("seen")})) as server:
        assert _post(server)["choices"][0]["message"]["content"] == "seen"
    with OpenAIServer(by_image({})) as server, pytest.raises(urllib.error.HTTPError, match="400"):
        _post(server)


def test_statuses_and_headers() -> None:
    with OpenAIServer([failure(429, "slow", {"Retry-After": "3"})]) as server:
        with pytest.raises(urllib.error.HTTPError) as caught:
            _post(server)
        assert (caught.value.code, caught.value.headers["Retry-After"]) == (429, "3")
        caught.value.close()


@pytest.mark.parametrize("cut", ["at once", "in the body", "reset"])
def test_cut_connections(cut: str) -> None:
    def script(request: RecordedRequest) -> Reply:
        return Reply(body=b"{}" * 50, cut=cut)

    with OpenAIServer(script) as server, pytest.raises((OSError, http.client.HTTPException)):
        _post(server)


def _ask(server: OpenAIServer, **more: object) -> tuple[str, str]:
    """Return the content type and the text that a request gets."""
    body = json.dumps(_BODY | more).encode()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(server.base_url + "/chat/completions", body), timeout=10) as reply:
        return reply.headers["Content-Type"], reply.read().decode()


def test_an_answer_is_a_stream_to_those_who_ask_for_one() -> None:
    text = "a text that is longer than one piece, with é"
    with OpenAIServer([answer(text, message={"reasoning": "thought"})]) as server:
        kind, said = _ask(server, stream=True)
    assert kind == "text/event-stream"
    *events, done = [line.removeprefix("data: ") for line in said.split("\n\n") if line]
    assert done == "[DONE]"
    chunks = [json.loads(each) for each in events]
    deltas = [choice["delta"] for each in chunks for choice in each["choices"]]
    assert "".join(delta.get("content") or "" for delta in deltas) == text
    assert "".join(delta.get("reasoning") or "" for delta in deltas) == "thought"
    assert [choice["finish_reason"] for each in chunks for choice in each["choices"]][-1] == "stop"
    assert chunks[-1]["usage"]["prompt_tokens"] == 11


def test_a_server_may_refuse_or_overlook_streams() -> None:
    with OpenAIServer(refusing("stream", [answer("a")])) as server:
        with pytest.raises(urllib.error.HTTPError, match="400"):
            _ask(server, stream=True)
        assert "chat.completion" in _ask(server)[1]
    with OpenAIServer([whole_only(answer("a"))]) as server:
        assert _ask(server, stream=True)[0] == "application/json"


@pytest.mark.parametrize("after", ["headers", "role", "content", "half a character"])
def test_cut_streams_that_end_as_if_all_were_well(after: str) -> None:
    with OpenAIServer([cut_stream("some", after)]) as server:
        body = json.dumps(_BODY | {"stream": True}).encode()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(server.base_url + "/chat/completions", body, timeout=10) as reply:
            said = reply.read()
    assert b"[DONE]" not in said
    assert (b"some" in said) == (after in ("content", "half a character"))


@pytest.mark.parametrize("cut", ["at once", "in the body", "after the body", "reset"])
def test_cut_streams_that_break(cut: str) -> None:
    whole = answer("ok")
    with (
        OpenAIServer([Reply(events=whole.events, cut=cut)]) as server,
        pytest.raises((OSError, http.client.HTTPException)),
    ):
        _ask(server, stream=True)


def test_a_careless_server_repeats_the_key() -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with OpenAIServer(echoing_key) as server:
        words = {"Authorization": "Bearer the-key"}
        request = urllib.request.Request(server.base_url + "/chat/completions", json.dumps(_BODY).encode(), words)
        with pytest.raises(urllib.error.HTTPError) as caught:
            opener.open(request, timeout=10)
        assert "the-key" in caught.value.read().decode()
        assert caught.value.headers["X-Key"] == "the-key"
        caught.value.close()


def test_health_and_models() -> None:
    with OpenAIServer([answer("a")], model="tiny") as server:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{server.port}/health", timeout=10) as reply:
            assert reply.status == 200
        with opener.open(server.base_url + "/models", timeout=10) as reply:
            assert json.load(reply)["data"][0]["id"] == "tiny"


def test_the_server_as_a_process_of_its_own(tmp_path: Path) -> None:
    hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    (tmp_path / "answers.json").write_text(json.dumps({hello: "seen"}))
    command = [sys.executable, str(Path(openai_server.__file__)), str(tmp_path / "answers.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            address = process.stdout.readline().strip()
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address + "/chat/completions", json.dumps(_BODY).encode(), timeout=10) as reply:
                assert json.load(reply)["choices"][0]["message"]["content"] == "seen"
        finally:
            process.terminate()
