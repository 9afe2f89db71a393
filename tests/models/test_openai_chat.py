"""The OpenAI backend over real sockets: what is sent, what comes back, and what each fault becomes."""

import asyncio
import json
import socket
from email.utils import formatdate
from typing import Any

import pytest
from openai_server import OpenAIServer, Reply, Script, answer, by_image, failure, json_reply

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import canonical_json, sha256_bytes
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Picture, Request, Response, Usage
from stem2code_eval.models.retries import Clock

REQUEST = Request("s1", "Redraw it.", b"\x89PNG bytes", "image/png")
KEY = "sk-a-secret-key"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


class Waits(Clock):
    """A clock that records how long the backend meant to wait, and does not; its time moves by those waits alone."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def now(self) -> float:
        return sum(self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)


def ask(
    script: Script,
    request: Request = REQUEST,
    clock: Clock | None = None,
    **options: Any,
) -> tuple[Response, OpenAIServer]:
    """Start a server, ask it one question, and return the answer and the server."""

    async def run(server: OpenAIServer) -> Response:
        model = OpenAIChat("m", ModelOptions(**{"base_url": server.base_url, **options}), clock=clock or Waits())
        try:
            return await model.generate(request)
        finally:
            await model.close()

    with OpenAIServer(script) as server:
        return asyncio.run(run(server)), server


def fault(script: Script, **options: Any) -> str:
    """Ask one question that fails, and return the error's text."""
    with pytest.raises((ModelError, UserError)) as caught:
        ask(script, **options)
    return str(caught.value)


# What is sent


def test_picture_and_prompt_are_sent_as_they_are() -> None:
    _, server = ask([answer("ok")], Request("s", "Zeichne π.", b"\xff\xd8jpeg", "image/jpeg"))
    (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.image_url.startswith("data:image/jpeg;base64,")
    assert (request.image, request.prompt) == (b"\xff\xd8jpeg", "Zeichne π.")


def test_nothing_is_sent_that_the_user_did_not_set() -> None:
    _, server = ask([answer("ok")])
    assert set(server.requests[0].body) == {"model", "messages", "stream", "stream_options"}


def test_sampling_parameters_are_sent_as_given() -> None:
    sampling = {
        "temperature": 0.2,
        "max_tokens": 9,
        "top_k": 20,
        "chat_template_kwargs": {"enable_thinking": False},
    }
    _, server = ask([answer("ok")], sampling=sampling, model_args={"detail": "high"})
    body = server.requests[0].body
    assert {name: body[name] for name in sampling} == sampling
    assert server.requests[0].parts[0]["image_url"]["detail"] == "high"


@pytest.mark.parametrize("name", ["model", "messages", "stream", "n"])
def test_reserved_sampling_parameters_are_refused(name: str) -> None:
    with pytest.raises(UserError, match=f'"{name}"'):
        OpenAIChat("m", ModelOptions(base_url="http://localhost/v1", sampling={name: 1}))


def test_sampling_parameters_that_json_cannot_carry_are_refused() -> None:
    with pytest.raises(UserError, match="JSON"):
        OpenAIChat("m", ModelOptions(base_url="http://localhost/v1", sampling={"temperature": float("nan")}))


def test_unknown_model_argument_is_refused() -> None:
    with pytest.raises(UserError, match='Did you mean "detail"'):
        OpenAIChat("m", ModelOptions(base_url="http://localhost/v1", model_args={"details": "low"}))


# Keys


def test_key_comes_from_the_named_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", f" {KEY}\n")
    _, server = ask([answer("ok")], api_key_env="MY_KEY")
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_local_server_needs_no_key() -> None:
    _, server = ask([answer("ok")])
    assert "authorization" in server.requests[0].headers


@pytest.mark.parametrize(
    ("base_url", "variable"),
    [(None, None), ("https://api.example.com/v1", None), ("http://localhost:1/v1", "MY_KEY")],
)
def test_missing_key_is_named(base_url: str | None, variable: str | None) -> None:
    with pytest.raises(UserError, match=variable or "OPENAI_API_KEY"):
        OpenAIChat("m", ModelOptions(base_url=base_url, api_key_env=variable))


def test_key_with_a_line_break_inside_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret\nsecond")
    with pytest.raises(UserError) as caught:
        OpenAIChat("m", ModelOptions())
    assert "secret" not in str(caught.value)


def test_key_is_in_no_error_identity_or_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    message = fault([failure(401, f"Incorrect API key provided: {KEY}.")])
    assert "Incorrect API key provided: ***." in message
    model = OpenAIChat("m", ModelOptions(base_url=f"https://user:{KEY}@example.com:8443/v1?key={KEY}"))
    assert KEY not in repr(model) + canonical_json(model.identity)


# Identity


def test_identity_holds_all_that_can_change_an_answer() -> None:
    options = ModelOptions(base_url="http://127.0.0.1:8000/v1", sampling={"temperature": 0, "seed": 3})
    model = OpenAIChat("org/name", options)
    assert model.name == "openai/org/name"
    assert model.identity == {
        "provider": "openai",
        "model": "org/name",
        "base_url": "127.0.0.1",
        "sampling": {"temperature": 0, "seed": 3},
    }


def test_identity_knows_the_picture_detail() -> None:
    def identity(**model_args: str) -> str:
        options = ModelOptions(base_url="http://localhost/v1", model_args=model_args)
        return canonical_json(OpenAIChat("m", options).identity)

    assert len({identity(), identity(detail="low"), identity(detail="high")}) == 3


@pytest.mark.parametrize("base_url", ["localhost:8000/v1", "ftp://host/v1", "http://", "http://[::1/v1"])
def test_bad_base_url_is_refused(base_url: str) -> None:
    with pytest.raises(UserError, match="http://"):
        OpenAIChat("m", ModelOptions(base_url=base_url))


# Answers


def test_answer_is_recorded_whole() -> None:
    response, _ = ask([answer("code", finish_reason="length", message={"reasoning_content": "thoughts"})])
    assert (response.text, response.finish_reason, response.reasoning) == ("code", "length", "thoughts")
    assert response.usage == Usage(11, 7)
    assert response.latency_s > 0
    assert response.extra == {"id": "c1", "model": "served", "attempts": 1}


_PARTS = [
    {"type": "text", "text": "a"},
    {"type": "thinking", "thinking": [{"type": "text", "text": "t"}]},
    "b",
]


@pytest.mark.parametrize(
    ("reply", "text", "reasoning"),
    [
        (answer(""), "", None),
        (answer(None, message={"content": _PARTS}), "ab", "t"),
        (answer(None, message={"content": [{"type": "text", "text": "x"}, {"type": "image"}, 3]}), "x", None),
        (answer(None, message={"reasoning_content": "t"}), "", "t"),
        (answer(None, message={"reasoning": "t"}), "", "t"),
        (answer(None, message={"refusal": "I cannot."}), "I cannot.", None),
        (answer("", message={"refusal": "I cannot."}), "I cannot.", None),
        (answer(None, finish_reason="content_filter"), "", None),
        (answer("half", finish_reason="content_filter"), "half", None),
        (answer(None, finish_reason="length"), "", None),
        (answer("lone \ud800 surrogate"), "lone \ud800 surrogate", None),
    ],
)
def test_unusual_answers_are_answers(reply: Reply, text: str, reasoning: str | None) -> None:
    response, _ = ask([reply])
    assert (response.text, response.reasoning) == (text, reasoning)


@pytest.mark.parametrize("usage", [None, 3, {}, {"prompt_tokens": None, "completion_tokens": "7"}])
def test_broken_usage_costs_no_answer(usage: Any) -> None:
    response, _ = ask([answer("ok", usage=usage, finish_reason=None)])
    assert response.text == "ok"
    assert response.finish_reason is None
    assert response.usage is None


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (answer("x", choices=[]), "no choices"),
        (answer("x", choices=None), "no choices"),
        (answer("x", choices=[{}]), "no message"),
        (answer("x", choices=["x"]), "no message"),
        (json_reply([1]), "no choices"),
        (answer(None), "neither content nor reasoning"),
        (answer(None, message={"content": {"a": 1}}), "neither content nor reasoning"),
        (answer("x", finish_reason="error"), "finish_reason"),
        (json_reply({"error": {"message": "no provider", "code": 502}}), "no provider"),
        (Reply(200, b'{"choices": [', {"Content-Type": "application/json"}), "not valid JSON"),
        (Reply(200, b"<html>busy</html>", {"Content-Type": "text/html"}), "<html>busy</html>"),
        (Reply(200, b"[" * 100_000, {"Content-Type": "application/json"}), "not valid JSON"),
        (Reply(200, b"\xff\xfe", {"Content-Type": "application/json"}), "not valid JSON"),
        (Reply(200, b"", {"Content-Type": "application/json"}), "not valid JSON"),
    ],
)
def test_broken_answers_are_tried_again_and_then_named(reply: Reply, sentence: str) -> None:
    waits = Waits()
    message = fault([reply], max_retries=2, clock=waits)
    assert sentence in message
    assert "(after 3 attempts)" in message
    assert len(waits.seconds) == 2
    assert ask([reply, answer("ok")])[0].text == "ok"


def test_error_object_with_a_final_code_is_final() -> None:
    waits = Waits()
    message = fault([json_reply({"error": {"message": "bad model", "code": 400}})], clock=waits)
    assert "bad model" in message
    assert waits.seconds == []


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


def fault_of(server: OpenAIServer, waits: Waits, **options: Any) -> str:
    async def run() -> None:
        model = OpenAIChat("m", ModelOptions(base_url=server.base_url, **options), clock=waits)
        try:
            await model.generate(REQUEST)
        finally:
            await model.close()

    with pytest.raises((ModelError, UserError)) as caught:
        asyncio.run(run())
    return str(caught.value)


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
    _, server = ask([answer("ok")], Request("s", "lone \u2028 and \x00", b"p", "image/png"))
    assert json.dumps(server.requests[0].body)
    assert server.requests[0].image == b"p"


def test_several_pictures_go_in_order_and_none_leaves_text_alone() -> None:
    more = (Picture(b"two", "image/jpeg"), Picture(b"three", "image/png"))
    _, server = ask([answer("ok")], Request("s", "compare", b"one", "image/png", more_images=more))
    urls = [part["image_url"]["url"] for part in server.requests[0].parts if part["type"] == "image_url"]
    assert urls == ["data:image/png;base64,b25l", "data:image/jpeg;base64,dHdv", "data:image/png;base64,dGhyZWU="]
    _, server = ask([answer("ok")], Request("s", "compare", b"", "image/png"))
    assert server.requests[0].parts == [{"type": "text", "text": "compare"}]


FORM = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}


def test_a_form_for_the_answer_is_sent_only_where_one_is_asked_for() -> None:
    _, server = ask([answer("ok")], Request("s", "p", b"i", "image/png", response_format=FORM))
    assert server.requests[0].body["response_format"] == FORM
    _, server = ask([answer("ok")], Request("s", "p", b"i", "image/png"))
    assert "response_format" not in server.requests[0].body


@pytest.mark.parametrize(
    "said",
    [
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        "The provided JSON schema contains features not supported by xgrammar.",
        "structured outputs are disabled",
    ],
)
def test_a_server_that_refuses_the_form_is_asked_without(said: str) -> None:
    _, server = ask([failure(400, said), answer("ok")], Request("s", "p", b"i", "image/png", response_format=FORM))
    assert ["response_format" in request.body for request in server.requests] == [True, False]
    assert server.requests[1].body["stream"] is True
