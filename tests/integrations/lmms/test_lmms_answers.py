"""What lmms-eval hands over: every character of an answer, and no failure for one."""

import json

import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.integrations.lmms.answers import Answered, AsTheyCame
from stem2code_eval.integrations.lmms.command import asked_model, without_secrets
from stem2code_eval.integrations.lmms.settings import VARIABLE, Settings, read_settings
from stem2code_eval.models.protocol import ModelError, Request

REQUEST = Request("a", "draw", b"", "image/png")


def test_answers_come_with_every_character() -> None:
    texts = ["    plt.plot([0])\n", "a", ""]
    found = AsTheyCame().apply([[text] for text in texts], docs=None)
    assert [answer.strip() for answer in found] == texts
    assert json.loads(json.dumps(found)) == texts


def test_no_text_at_all_is_an_empty_one() -> None:
    assert AsTheyCame().apply([[None], []], docs=None) == ["", ""]


def test_several_answers_are_refused_instead_of_one_being_taken() -> None:
    with pytest.raises(UserError, match="--repeats"):
        AsTheyCame().apply([["a", "b"]], docs=None)


@pytest.mark.parametrize(
    "text",
    [
        "[LMMS_EVAL_REQUEST_FAILED after 5 retries] HTTP 500",
        "[LMMS_EVAL_BUDGET_EXCEEDED]",
        " [GENERATION_FAILED] x",
        "",
    ],
)
async def test_a_failure_is_no_answer(text: str) -> None:
    with pytest.raises(ModelError):
        await Answered({}, text).generate(REQUEST)


async def test_an_answer_that_speaks_of_failures_is_one() -> None:
    text = "The picture says [LMMS_EVAL_BUDGET_EXCEEDED]."
    response = await Answered({}, text).generate(REQUEST)
    assert (response.text, response.finish_reason, response.usage) == (text, None, None)


def test_each_answer_has_a_key_of_its_own() -> None:
    assert Answered({"name": "m"}, "a").identity != Answered({"name": "m"}, "b").identity


def test_the_model_is_known_by_the_command_line_and_keys_are_not_written_down() -> None:
    words = [
        "lmms-eval",
        "--model",
        "openai",
        "--model_args=model=m,api_key=sk-1,base_url=http://u:p@h/v1",
        "--tasks",
        "x",
    ]
    about = asked_model(words)
    assert about["name"] == "lmms-eval/openai"
    assert about["model_args"] == "model=m,api_key=***,base_url=http://***@h/v1"
    assert without_secrets("--hf_token=abc") == "--hf_token=***"
    assert asked_model(["python"])["name"] == "lmms-eval/unknown"


def test_settings_go_through_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(figures=3, image_judge=("openai/j",), judge_args="temperature=0")
    for name, value in settings.in_environment().items():
        monkeypatch.setenv(name, value)
    assert read_settings() == settings
    assert read_settings().judges.sampling == {"temperature": 0}
    monkeypatch.setenv(VARIABLE, '{"figure": 3}')
    with pytest.raises(UserError, match=r'"figure": Extra inputs are not permitted\. Did you mean "figures"'):
        read_settings()
    monkeypatch.delenv(VARIABLE)
    assert read_settings() == Settings()
