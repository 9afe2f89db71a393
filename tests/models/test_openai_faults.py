"""Refusals in the words of real servers, and what each is taken for."""

import json

import pytest

from stem2code_eval.models.openai_faults import (
    MEND_CREDIT,
    MEND_KEY,
    MEND_NAME,
    MEND_PICTURES,
    MEND_REQUEST,
    fault_of_status,
    refused_field,
)

RATE = (
    "Rate limit reached for m on requests per min. Limit: 3 / min. You can increase your rate limit by adding a "
    "payment method to your account at https://platform.openai.com/account/billing."
)
NO_PICTURES = [
    (400, "Invalid content type. image_url is only supported by certain models."),
    (400, "/models/m is not a multimodal model"),
    (422, "Failed to deserialize the JSON body: messages[0]: unknown variant `image_url`, expected `text`"),
    (400, "messages[0].content must be a string"),
    (404, "No endpoints found that support image input"),
    (500, "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
]


@pytest.mark.parametrize(
    ("status", "sentence", "code", "mend"),
    [
        (401, "Incorrect API key provided.", "invalid_api_key", MEND_KEY),
        (403, "Country, region, or territory not supported", None, MEND_KEY),
        (404, "The model `m` does not exist or you do not have access to it.", "model_not_found", MEND_NAME),
        (429, "You exceeded your current quota, please check your plan.", "insufficient_quota", MEND_CREDIT),
        (402, "Insufficient credits", None, MEND_CREDIT),
        (
            400,
            "max_tokens is too large: 99999. This model supports at most 16384 tokens.",
            None,
            MEND_REQUEST,
        ),
        (400, "Unsupported value: 'temperature' does not support 0 with this model.", None, MEND_REQUEST),
        *((status, sentence, None, MEND_PICTURES) for status, sentence in NO_PICTURES),
    ],
)
def test_what_the_user_can_mend(status: int, sentence: str, code: str | None, mend: str) -> None:
    fault = fault_of_status(status, json.dumps({"error": {"message": sentence, "code": code}}), {})
    assert (fault.mend, fault.retryable) == (mend, False)
    assert sentence in fault.message


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens."),
        (400, "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."),
        (403, "Your input was flagged"),
        (413, "Payload Too Large"),
        (400, "The image is too large: 40 MB exceeds the limit."),
    ],
)
def test_what_concerns_one_sample(status: int, sentence: str) -> None:
    fault = fault_of_status(status, json.dumps({"error": {"message": sentence}}), {})
    assert (fault.mend, fault.retryable) == (None, False)


@pytest.mark.parametrize(
    ("status", "sentence", "throttled"),
    [
        (429, RATE, True),
        (503, "busy", True),
        (500, "error in the image", False),
        (529, "overloaded", False),
    ],
)
def test_what_may_pass(status: int, sentence: str, throttled: bool) -> None:
    fault = fault_of_status(status, json.dumps({"error": {"message": sentence}}), {"retry-after": "4"})
    assert (fault.mend, fault.retryable, fault.throttled, fault.retry_after_s) == (None, True, throttled, 4.0)


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("Unrecognized request argument supplied: stream_options", "stream_options"),
        ("Streaming is not supported", "stream"),
        ("upstream said no", None),
        ("temperature", None),
    ],
)
def test_fields_that_a_server_refuses_by_name(sentence: str, field: str | None) -> None:
    assert refused_field(400, sentence, ("stream_options", "stream")) == field
    assert refused_field(500, sentence, ("stream_options", "stream")) is None
