"""What goes to the server: any number of pictures, and a form for the answer."""

import asyncio
import base64
import json

import pytest
from openai_asking import ask
from openai_server import OpenAIServer, answer, failure

from stem2code_eval.errors import UserError
from stem2code_eval.models.openai_body import encode
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import Picture, Request, Response


def test_several_pictures_go_in_order_and_none_leaves_text_alone() -> None:
    more = (Picture(b"two", "image/jpeg"), Picture(b"three", "image/png"))
    _, server = ask([answer("ok")], Request("s", "compare", b"one", "image/png", more_images=more))
    urls = [part["image_url"]["url"] for part in server.requests[0].parts if part["type"] == "image_url"]
    assert urls == ["data:image/png;base64,b25l", "data:image/jpeg;base64,dHdv", "data:image/png;base64,dGhyZWU="]
    _, server = ask([answer("ok")], Request("s", "compare", b"", "image/png"))
    assert server.requests[0].parts == [{"type": "text", "text": "compare"}]


def test_a_body_is_the_json_that_the_json_library_would_write() -> None:
    pictures = [Picture(bytes(range(256)), "image/png"), Picture(b"", "image/png"), Picture(b"x" * 1000, 'a"b')]
    urls = [f"data:{each.media_type};base64,{base64.b64encode(each.data).decode()}" for each in pictures]
    rest = {"text": 'π "quoted" \u2028 \x00 \ud800', "number": 0.1, "none": None}
    assert encode({"urls": pictures, **rest}) == json.dumps({"urls": urls, **rest}).encode()
    assert encode(rest) == json.dumps(rest).encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode({"temperature": float("nan")})
    with pytest.raises(TypeError, match="bytes"):
        encode({"data": b"x"})


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


def test_a_query_in_the_address_is_sent_behind_the_path() -> None:
    with OpenAIServer([answer("ok")]) as server:
        model = OpenAIChat("m", ModelOptions(base_url=f"{server.base_url}/?api-version=3"))
        assert asyncio.run(asked(model)).text == "ok"
    assert server.requests[0].path == "/v1/chat/completions?api-version=3"


def test_organization_and_project_are_sent_by_argument_or_by_their_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "theirs")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "a project")
    _, server = ask([answer("ok")], model_args={"organization": "ours"})
    headers = server.requests[0].headers
    assert (headers["openai-organization"], headers["openai-project"]) == ("ours", "a project")
    assert headers["authorization"].startswith("Bearer ")
    assert headers["user-agent"].startswith("stem2code-eval/")


@pytest.mark.parametrize("host", ["a" * 70, "two words", "a..b"])
def test_a_host_that_cannot_be_is_a_host_that_is_not_there(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-0123456789")
    model = OpenAIChat("m", ModelOptions(base_url=f"http://{host}:1/v1", max_retries=0))
    with pytest.raises(UserError, match=r"the connection failed .* Check the base URL"):
        asyncio.run(asked(model))


@pytest.mark.parametrize("port", ["abc", "99999", "-1", "0"])
def test_a_port_that_is_none_is_told_before_anything_is_asked(port: str) -> None:
    with pytest.raises(UserError, match="The base URL must begin with"):
        OpenAIChat("m", ModelOptions(base_url=f"http://localhost:{port}/v1"))


async def asked(model: OpenAIChat) -> Response:
    try:
        return await model.generate(Request("s", "p", b"i", "image/png"))
    finally:
        await model.close()
