"""`lmms/...` against a stand-in for its worker: batches, and every way to break the protocol."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from survivors import alive

from stem2code_eval.errors import UserError
from stem2code_eval.models.local.lmms import Lmms
from stem2code_eval.models.local.lmms_answer import read_answer
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Request, Response, Usage

WORKER = Path(__file__).with_name("fake_lmms_worker.py")
Make = Callable[..., Lmms]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a model whose interpreter seems to have lmms-eval."""
    about = tmp_path / "site" / "lmms_eval-0.7.3.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lmms_eval\nVersion: 0.7.3\n")
    monkeypatch.setenv("PYTHONPATH", str(about.parent))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def make(model: str, sampling: dict | None = None, timeout: float = 60.0, **model_args: object) -> Lmms:
        options = ModelOptions(
            lmms_python=sys.executable,
            sampling={"max_new_tokens": 100} if sampling is None else sampling,
            model_args=model_args,
            request_timeout_s=timeout,
        )
        return Lmms(model, options, worker=WORKER)

    return make


def ask(model: Lmms, prompt: str = "draw") -> asyncio.Future[Response]:
    return asyncio.ensure_future(model.generate(Request(prompt, prompt, b"png", "image/png")))


async def fault(model: Lmms, kind: type[Exception] = ModelError) -> str:
    with pytest.raises(kind) as caught:
        await ask(model)
    return str(caught.value)


async def test_requests_are_gathered_up_to_the_batch_size(make: Make, tmp_path: Path) -> None:
    model = make("good", batch_size=4)
    answers = await asyncio.gather(*(ask(model, f"p{at}") for at in range(9)))
    assert [answer.text.partition(" ")[0] for answer in answers] == [f"p{at}" for at in range(9)]
    assert answers[-1].text == "p8 of [4, 4, 1]"
    assert answers[0].usage == Usage(3, 4)
    await model.close()
    assert not list(tmp_path.glob("*.log"))


async def test_one_at_a_time_unless_said_otherwise(make: Make) -> None:
    model = make("good")
    answers = await asyncio.gather(*(ask(model) for _ in range(3)))
    assert answers[-1].text == "draw of [1, 1, 1]"
    await model.close()


async def test_what_the_worker_is_told(make: Make) -> None:
    model = make("echo", {"max_new_tokens": 7, "temperature": 0.5}, pretrained="org/x", batch_size=2)
    order, gen_kwargs = json.loads((await ask(model)).text)
    assert order == {"model": "echo", "model_args": {"pretrained": "org/x"}, "batch_size": 2}
    assert gen_kwargs == {"until": [], "max_new_tokens": 7, "temperature": 0.5}
    assert model.identity["sampling"] == gen_kwargs
    assert model.identity["model_args"] == {"batch_size": 2, "pretrained": "org/x"}
    assert model.identity["packages"]["lmms-eval"] == "0.7.3"
    await model.close()


async def test_a_failed_request_fails_alone(make: Make) -> None:
    model = make("first-failed", batch_size=2)
    first, second = await asyncio.gather(ask(model), ask(model), return_exceptions=True)
    assert isinstance(first, ModelError)
    assert "LMMS_EVAL_REQUEST_FAILED after 2 retries] no" in str(first)
    assert isinstance(second, Response)
    await model.close()


async def test_a_batch_that_fails_leaves_the_worker_alive(make: Make) -> None:
    model = make("error")
    for _ in range(2):
        assert await fault(model) == "lmms/error: RuntimeError: out of memory"
    await model.close()


@pytest.mark.parametrize(
    ("behaviour", "part"),
    [
        ("wrong-batch", "batch 1 was asked and 2 answered"),
        ("too-few", "1 answers were asked for"),
        ("no-object", "no JSON object"),
        ("no-json", "not valid JSON"),
        ("noise", "cannot begin with"),
        ("cut", "cut off"),
        ("dies", "exit code 9"),
        ("closes-its-pipes", "closed its pipes"),
        ("hangs", "no answer to 1 requests within 1 s"),
    ],
)
async def test_a_worker_that_breaks_off_is_ended_and_nothing_is_an_answer(
    make: Make, tmp_path: Path, behaviour: str, part: str
) -> None:
    model = make(behaviour, timeout=1.0 if behaviour == "hangs" else 60.0)
    sentences = [await fault(model), await fault(model)]
    (log,) = tmp_path.glob("*.log")
    assert sentences[0] == sentences[1]
    assert part in sentences[0] or (behaviour == "cut" and "ended" in sentences[0])
    assert str(log) in sentences[0]
    assert "\n" not in sentences[0]
    await model.close()
    assert log.exists()


async def test_everyone_who_waits_is_told(make: Make) -> None:
    model = make("dies", batch_size=2)
    results = await asyncio.gather(*(ask(model) for _ in range(5)), return_exceptions=True)
    assert [type(result) for result in results] == [ModelError] * 5
    assert all("no memory" in str(result) for result in results)
    await model.close()


@pytest.mark.parametrize(
    ("behaviour", "part"),
    [
        ("unbuildable", "could not be built: ValueError: no"),
        ("dies-at-the-start", "ImportError: no lmms_eval"),
        ("slow-start", "was not ready within 1 s"),
    ],
)
async def test_a_model_that_cannot_be_built(make: Make, behaviour: str, part: str) -> None:
    model = make(behaviour, startup_timeout_s=1 if behaviour == "slow-start" else 60)
    sentence = await fault(model, UserError)
    assert part in sentence
    assert "\x1b" not in sentence
    await model.close()


async def test_closing_in_the_middle_ends_the_worker(make: Make) -> None:
    model = make("hangs")
    asked = ask(model)
    child = await model._startup.result()
    await asyncio.sleep(0.2)
    assert alive([child.pid])
    await model.close()
    assert not alive([child.pid])
    with pytest.raises(asyncio.CancelledError):
        await asked


@pytest.mark.parametrize(
    ("sampling", "model_args", "part"),
    [
        ({}, {}, "needs max_new_tokens"),
        ({"max_new_tokens": "many"}, {}, "whole number"),
        (None, {"batch_size": 0}, "batch_size"),
        (None, {"api_key": "x"}, "keys belong into the environment"),
        (None, {"hf_token": "x"}, "keys belong into the environment"),
    ],
)
def test_options_that_are_refused(make: Make, sampling: dict | None, model_args: dict, part: str) -> None:
    with pytest.raises(UserError, match=part):
        make("good", sampling, **model_args)


def test_interpreters_without_lmms_eval() -> None:
    sampling = {"max_new_tokens": 1}
    for python, part in ((sys.executable, "has no lmms-eval"), ("/no/python", "no such"), ("/bin/false", "no Python")):
        with pytest.raises(UserError, match=part):
            Lmms("good", ModelOptions(lmms_python=python, sampling=sampling))


def test_a_checkpoint_is_known_by_its_content_and_addresses_by_no_credentials(make: Make, tmp_path: Path) -> None:
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"one")
    first = make("good", pretrained=str(weights), base_url="http://me:word@host/v1").identity
    weights.write_bytes(b"two")
    second = make("good", pretrained=str(weights), base_url="http://me:word@host/v1").identity
    assert first["model_args"]["pretrained"].startswith("weights.bin@sha256:")
    assert first != second
    assert "word" not in json.dumps(first)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"text": "a", "input_tokens": None, "output_tokens": None}, Response("a")),
        ({"text": "a", "input_tokens": 5, "output_tokens": 9}, Response("a", None, Usage(5, 9))),
        ({"text": "a", "input_tokens": 5, "output_tokens": 10}, Response("a", "length", Usage(5, 10))),
        ({"text": "", "input_tokens": 5, "output_tokens": 1}, Response("", None, Usage(5, 1))),
        ({"text": "[LMMS_EVAL_REQUEST_FAILED x]", "output_tokens": 4}, Response("[LMMS_EVAL_REQUEST_FAILED x]")),
        ({"text": "a", "output_tokens": True}, Response("a")),
    ],
)
def test_answers(answer: dict, expected: Response) -> None:
    read = read_answer(answer, max_new_tokens=10)
    assert isinstance(read, Response)
    assert (read.text, read.finish_reason) == (expected.text, expected.finish_reason)
    assert expected.usage is None or read.usage == expected.usage


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "[LMMS_EVAL_REQUEST_FAILED after 3 retries] Connection error.", "input_tokens": 0, "output_tokens": 0},
        {"text": "[LMMS_EVAL_BUDGET_EXCEEDED]", "input_tokens": None, "output_tokens": None},
        {"text": "", "input_tokens": None, "output_tokens": None},
        {"text": " \n", "input_tokens": 0, "output_tokens": 0},
        {"text": ["a", "b"]},
        {"text": None},
        "text",
    ],
)
def test_failures_that_were_written_down_as_answers(answer: object) -> None:
    assert isinstance(read_answer(answer, max_new_tokens=10), ModelError)
