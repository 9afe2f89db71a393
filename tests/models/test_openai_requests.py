"""What goes to the server: any number of pictures, and a form for the answer."""

import pytest
from openai_asking import ask
from openai_server import answer, failure

from stem2code_eval.models.protocol import Picture, Request


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
