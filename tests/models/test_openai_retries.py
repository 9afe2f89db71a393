"""The OpenAI backend over real sockets: statuses, waits, broken connections, streams, many requests at once."""

import asyncio
import json
import socket
from dataclasses import replace
from email.utils import formatdate
from typing import Any

import pytest
from openai_asking import REQUEST, Waits, ask, fault, fault_of
from openai_replies import chunk
from openai_server import OpenAIServer, Reply, answer, by_image, failure, refusing, stream

from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Request, Response, Usage


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


# Statuses


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_passing_trouble_is_tried_again(status: int) -> None:
    waits = Waits()
    response, server = ask([failure(status), failure(status), answer("ok")], clock=waits)
    assert response.text == "ok"
    assert response.extra["attempts"] == len(server.requests) == 3
    assert 0.25 <= waits.seconds[0] <= 0.5 <= waits.seconds[1] <= 1.0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_refused_requests_fail_at_once_with_the_servers_sentence(status: int) -> None:
    waits = Waits()
    with OpenAIServer([failure(status, "The picture is too large.")]) as server:
        message = fault_of(server, waits)
    assert f"HTTP {status}: The picture is too large." in message
    assert len(server.requests) == 1
    assert waits.seconds == []


def test_retries_end() -> None:
    waits = Waits()
    message = fault([failure(503, "busy")], max_retries=3, clock=waits)
    assert message == "openai/m at 127.0.0.1: HTTP 503: busy (after 4 attempts)"
    assert len(waits.seconds) == 3


def test_an_empty_account_is_not_asked_again() -> None:
    waits = Waits()
    assert "no credit" in fault([failure(429, "no credit", code="insufficient_quota")], clock=waits)
    assert waits.seconds == []


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"message": "vLLM says so"}', "vLLM says so"),
        (b'{"detail": "Not Found"}', "Not Found"),
        (b'{"error": "plain"}', "plain"),
        (b'{"detail": [{"msg": "field required"}]}', "field required"),
        (b"<h1>Bad\nRequest</h1>", "<h1>Bad Request</h1>"),
        (b"", "the server said no more"),
    ],
)
def test_servers_sentence_in_any_form(body: bytes, sentence: str) -> None:
    assert sentence in fault([Reply(400, body)])


def test_long_error_pages_are_shortened() -> None:
    assert len(fault([Reply(400, b"x" * 100_000)])) < 450


# Waiting


def test_retry_after_in_seconds_is_honoured() -> None:
    waits = Waits()
    ask([failure(429, headers={"Retry-After": "7.5"}), answer("ok")], clock=waits)
    assert waits.seconds == [7.5]


def test_retry_after_as_a_date_is_honoured() -> None:
    waits = Waits()

    def script(request: Any) -> Reply:
        import time

        when = formatdate(time.time() + 60, usegmt=True)
        return answer("ok") if request.index else failure(503, headers={"Retry-After": when})

    ask(script, clock=waits)
    assert 30 < waits.seconds[0] <= 60


@pytest.mark.parametrize(("value", "wait"), [("86400", 120.0), ("0", 0.0), ("-5", 0.0)])
def test_retry_after_is_bounded(value: str, wait: float) -> None:
    waits = Waits()
    ask([failure(429, headers={"Retry-After": value}), answer("ok")], clock=waits)
    assert waits.seconds == [wait]


@pytest.mark.parametrize("value", ["soon", "nan", "inf", "", "Mon, 99 Foo 2020 00:00:00 GMT"])
def test_unreadable_retry_after_falls_back_to_backoff(value: str) -> None:
    waits = Waits()
    ask([failure(429, headers={"Retry-After": value}), answer("ok")], clock=waits)
    assert 0.25 <= waits.seconds[0] <= 0.5


# The wire


@pytest.mark.parametrize("cut", ["at once", "in the body", "reset"])
def test_cut_connections_are_tried_again(cut: Any) -> None:
    whole = answer("ok")
    broken = Reply(200, whole.body, whole.headers, cut=cut)
    assert ask([broken, whole])[0].text == "ok"
    assert "the connection failed" in fault([broken], max_retries=1)


def test_nobody_listening() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        message = fault([answer("never asked")], base_url=url, max_retries=1)
    assert "the connection failed" in message


def test_silent_server_runs_into_the_time_out() -> None:
    slow = Reply(200, b"{}", delay_s=1.5)
    message = fault([slow], request_timeout_s=0.2, max_retries=1)
    assert "no answer within 0.2 s (after 2 attempts)" in message


def test_dripping_server_runs_into_the_time_out_too() -> None:
    whole = answer("ok")
    drip = Reply(200, whole.body, whole.headers, drip_s=0.05)
    assert "no answer within 0.3 s" in fault([drip], request_timeout_s=0.3, max_retries=0)


def test_a_proxy_in_the_environment_does_not_stand_before_a_local_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask([answer("ok")])[0].text == "ok"


# Streams


def test_a_server_may_be_asked_for_whole_answers_only() -> None:
    response, server = ask([answer("ok")], model_args={"stream": False})
    assert response.text == "ok"
    assert set(server.requests[0].body) == {"model", "messages"}


def test_a_refused_field_is_left_out_from_then_on() -> None:
    async def twice(server: OpenAIServer) -> None:
        model = OpenAIChat("m", ModelOptions(base_url=server.base_url), clock=Waits())
        for _ in range(2):
            assert (await model.generate(REQUEST)).extra["attempts"] == 1
        await model.close()

    with OpenAIServer(refusing("stream_options", [answer("ok")])) as server:
        asyncio.run(twice(server))
    assert ["stream_options" in request.body for request in server.requests] == [True, False, False]
    assert all(request.body["stream"] for request in server.requests)


def test_what_broken_answers_cost_is_told() -> None:
    cut = stream(chunk({"content": "a"}), chunk(choices=[], usage={"prompt_tokens": 5, "completion_tokens": 1}))
    response, _ = ask([cut, answer(None), answer("ok")])
    assert response.wasted == Usage(5 + 11, 1 + 7)
    assert response.usage == Usage(11, 7)
    with pytest.raises(ModelError) as caught:
        ask([cut], max_retries=1)
    assert caught.value.usage == Usage(10, 2)


def test_parts_of_the_usage_are_read_and_never_more_than_the_whole() -> None:
    usage = {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 50},
    }
    assert ask([answer("ok", usage=usage)])[0].usage == Usage(10, 5, 4, 5)


def test_a_long_answer_may_take_longer_than_the_idle_time_out() -> None:
    slow = replace(answer("x" * 160), drip_s=0.1)
    assert ask([slow], idle_timeout_s=0.6)[0].text == "x" * 160
    assert "silent for 0.05 s" in fault([slow], idle_timeout_s=0.05, max_retries=0)


def test_all_attempts_together_end_in_time() -> None:
    waits = Waits()
    message = fault([failure(500)], clock=waits, max_retries=100, total_timeout_s=20.0)
    assert sum(waits.seconds) < 20.0
    assert 3 < int(message.partition("(after ")[2].partition(" ")[0]) < 10
    with OpenAIServer([failure(503, headers={"Retry-After": "60"})]) as server:
        fault_of(server, Waits(), total_timeout_s=30.0)
    assert len(server.requests) == 1


# Many at once


async def _ask_many(server: OpenAIServer, images: list[bytes], concurrency: int) -> list[Response]:
    model = OpenAIChat("m", ModelOptions(base_url=server.base_url, concurrency=concurrency))
    try:
        requests = [Request(f"s{i}", "draw", image, "image/png") for i, image in enumerate(images)]
        return await asyncio.gather(*(model.generate(request) for request in requests))
    finally:
        await model.close()


def test_each_picture_gets_its_own_answer() -> None:
    images = [bytes([i]) * 100 for i in range(20)]
    replies = {sha256_bytes(image): answer(f"answer {i}") for i, image in enumerate(images)}
    with OpenAIServer(by_image(replies)) as server:
        responses = asyncio.run(_ask_many(server, images, concurrency=6))
    assert [r.text for r in responses] == [f"answer {i}" for i in range(20)]


def test_concurrency_is_bounded() -> None:
    with OpenAIServer([Reply(200, answer("ok").body, delay_s=0.05)]) as server:
        asyncio.run(_ask_many(server, [bytes([i]) for i in range(12)], concurrency=3))
    assert server.most_in_flight <= 3
    assert len(server.requests) == 12


def test_body_is_json_that_any_server_reads() -> None:
    _, server = ask([answer("ok")], Request("s", "lone \u2028 and \x00", b"", "image/png"))
    assert json.dumps(server.requests[0].body)
    assert server.requests[0].image == b""
