"""The OpenAI backend over real sockets: what is sent, what comes back, and that keys stay secret."""

from typing import Any

import pytest
from openai_asking import Waits, ask, fault
from openai_server import Reply, answer, failure, json_reply

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import canonical_json
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import Request, Usage

KEY = "sk-a-secret-key"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


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


@pytest.mark.parametrize("name", ["model", "messages", "stream", "stream_options", "n"])
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
