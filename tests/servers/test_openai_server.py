"""The test server itself: what the script says is what goes over the wire."""

import http.client
import json
import urllib.error
import urllib.request

import pytest
from openai_server import OpenAIServer, RecordedRequest, Reply, answer, by_image, failure

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
