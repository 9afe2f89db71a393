"""From the name of a model to its backend."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import stem2code_eval.registry
from stem2code_eval.data.sample import Sample
from stem2code_eval.errors import UserError
from stem2code_eval.models.baseline_blank import BaselineBlank
from stem2code_eval.models.baseline_reference import BaselineReference
from stem2code_eval.models.openai_chat import OpenAIChat
from stem2code_eval.models.protocol import Request
from stem2code_eval.models.registry import ModelOptions, create_model
from stem2code_eval.models.replay import Replay

LOCAL = ModelOptions(base_url="http://localhost:8000/v1")


def make_plugin(rest: str, options: ModelOptions) -> BaselineBlank:
    """Stands for what an installed package registers."""
    assert rest == "some/model"
    return BaselineBlank()


def test_openai_keeps_slashes_in_the_name() -> None:
    model = create_model("openai/org/model-7b", LOCAL)
    assert isinstance(model, OpenAIChat)
    assert model.name == "openai/org/model-7b"


@pytest.mark.parametrize("absolute", [True, False])
def test_replay_takes_any_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, absolute: bool) -> None:
    (tmp_path / "r.jsonl").write_text('{"id": "a", "response": "A"}\n')
    monkeypatch.chdir(tmp_path)
    path = str(tmp_path / "r.jsonl") if absolute else "r.jsonl"
    model = create_model(f"replay/{path}", ModelOptions())
    assert isinstance(model, Replay)
    assert model.name == f"replay/{path}"


async def test_reference_gets_the_samples() -> None:
    options = ModelOptions(samples={"a": Sample("a", reference_code="x = 1\n")})
    model = create_model("baseline/reference", options)
    assert isinstance(model, BaselineReference)
    assert "x = 1" in (await model.generate(Request("a", "", b"", "image/png"))).text


def test_blank() -> None:
    assert isinstance(create_model("baseline/blank", ModelOptions()), BaselineBlank)


def test_tracer_takes_workers() -> None:
    pytest.importorskip("stem2code_eval.models.baseline_tracer")
    assert create_model("baseline/tracer", ModelOptions(model_args={"workers": 1})).name == "baseline/tracer"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("opnai/x", 'Unknown model provider "opnai". Did you mean "openai"?'),
        ("vlm/x", 'Unknown model provider "vlm". Did you mean "vllm"'),
        ("lms/x", 'Unknown model provider "lms". Did you mean "lmms"'),
        ("baseline/trcer", 'Unknown baseline "trcer". Did you mean "tracer"?'),
        ("baseline/zzz", 'Unknown baseline "zzz". Known: blank, reference, tracer.'),
        ("baseline", "names no model|is not a model"),
        ("gpt-4o", 'such as "openai/gpt-4o"'),
        ("openai/", "no model"),
        ("", "is not a model"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(name: str, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        create_model(name, LOCAL)
    assert any(part in str(caught.value) for part in sentence.split("|"))


@pytest.mark.parametrize("name", ["baseline/blank", "baseline/reference", "replay/x"])
def test_arguments_that_nobody_reads_are_refused(name: str) -> None:
    with pytest.raises(UserError, match=r'no model argument "detail"'):
        create_model(name, ModelOptions(model_args={"detail": "low"}))


@pytest.mark.parametrize("options", [{"concurrency": 0}, {"request_timeout_s": 0}, {"max_retries": -1}])
def test_impossible_options_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(UserError, match=r"must be"):
        ModelOptions(**options)


def test_plugins_are_found_by_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [EntryPoint("mine", f"{__name__}:make_plugin", "stem2code_eval.models")]
    monkeypatch.setattr(stem2code_eval.registry, "entry_points", lambda group: [p for p in points if p.group == group])
    assert isinstance(create_model("mine/some/model", ModelOptions()), BaselineBlank)
    with pytest.raises(UserError, match='Did you mean "mine"'):
        create_model("mnie/x", ModelOptions())
