"""Model classes of a real lmms-eval answer through our backend.

`make test-lmms` makes the environment and names its interpreter in STEM2CODE_LMMS_PYTHON.
"""

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lmms_plugin import write_plugin
from openai_server import OpenAIServer, answer, failure
from PIL import Image

from stem2code_eval.errors import UserError
from stem2code_eval.models.local.lmms import Lmms
from stem2code_eval.models.options import ModelOptions
from stem2code_eval.models.protocol import ModelError, Request, Usage

PYTHON = os.environ.get("STEM2CODE_LMMS_PYTHON", "")
MAIN = "import sys; from stem2code_eval.cli.main import main; sys.argv[0] = 'stem2code-eval'; main()"
PROGRAM = "```python\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.savefig('figure.png')\n```"
KEY = "sk-only-for-this-test"

pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="needs an environment with lmms-eval: make test-lmms"),
    pytest.mark.timeout(1200),
]
Make = Callable[..., Lmms]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.setenv("LMMS_EVAL_PLUGINS", write_plugin(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def make(name: str, /, **model_args: Any) -> Lmms:
        sampling = {"max_new_tokens": 64, "temperature": 0}
        return Lmms(name, ModelOptions(lmms_python=PYTHON, sampling=sampling, model_args=model_args))

    return make


def picture(mode: str = "RGB", color: Any = "red", size: tuple[int, int] = (60, 50)) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, color).save(buffer, "PNG")
    return buffer.getvalue()


def request(prompt: str = "draw", image: bytes | None = None) -> Request:
    return Request(prompt, prompt, image or picture(), "image/png")


async def test_a_simple_class_gets_what_its_own_tasks_would_give(make: Make) -> None:
    model = make("noisy", batch_size=2, flag="True", number=3, other="1.5")
    opaque, clear = request("one"), request("two", picture("RGBA", (0, 0, 0, 0)))
    first, second, third = await asyncio.gather(*(model.generate(each) for each in (opaque, clear, opaque)))
    about = "flag=True number=3 batch_size=2 rest={'other': 1.5}"
    sampling = "{'max_new_tokens': 64, 'temperature': 0}"
    assert first.text == f"one|RGB (60, 50) (255, 0, 0)|{sampling}|{about}|call 1 of 2, document 0"
    assert second.text == f"two|RGB (60, 50) (255, 255, 255)|{sampling}|{about}|call 1 of 2, document 1"
    assert third.text.endswith("call 2 of 1, document 2")
    assert first.usage == Usage(3, 64)
    assert first.finish_reason == "length"
    await model.close()


async def test_failures_of_a_class_are_no_answers(make: Make) -> None:
    model = make("failing")
    assert (await model.generate(request("an answer"))).text == "an answer"
    with pytest.raises(ModelError, match="RuntimeError: CUDA out of memory"):
        await model.generate(request("raise"))
    with pytest.raises(ModelError, match="empty text"):
        await model.generate(request("nothing"))
    with pytest.raises(ModelError, match=r"exit code 5"):
        await model.generate(request("exit"))
    await model.close()


async def test_a_chat_class_over_http(make: Make) -> None:
    def script(asked: Any) -> Any:
        if asked.prompt == "fail":
            return failure(500, f"no room for {KEY}")
        return answer("" if asked.prompt == "silent" else f"saw {asked.prompt}")

    with OpenAIServer(script) as server:
        model = make(
            "openai",
            model="served",
            base_url=server.base_url,
            max_retries=1,
            batch_size=4,
            num_concurrent=4,
            timeout=30,
        )
        prompts = ["a", "fail", "b", "silent"]
        results = await asyncio.gather(*(model.generate(request(each)) for each in prompts), return_exceptions=True)
        await model.close()
    good, failed, also_good, silent = results
    assert (good.text, good.usage, also_good.text) == ("saw a", Usage(11, 7), "saw b")  # type: ignore[union-attr]
    assert isinstance(failed, ModelError)
    assert "LMMS_EVAL_REQUEST_FAILED" in str(failed)
    assert KEY not in str(failed)
    assert silent.text == ""  # type: ignore[union-attr]
    sent = next(each for each in server.requests if each.prompt == "a")
    assert sent.body["max_tokens"] == 64
    with Image.open(io.BytesIO(sent.image)) as image:
        assert (image.mode, image.size, image.getpixel((0, 0))) == ("RGB", (60, 50), (255, 0, 0))


async def test_a_class_that_nobody_registered(make: Make) -> None:
    model = make("opnai")
    with pytest.raises(UserError, match="lmms/opnai could not be built: ValueError: Model 'opnai' not found"):
        await model.generate(request())
    await model.close()


def test_from_figures_to_scores(passable: Path) -> None:
    with OpenAIServer([answer(PROGRAM)]) as server:
        words = ["run", "--model", "lmms/openai", "--lmms-python", PYTHON, "--limit", "4", "--quiet"]
        words += ["--model-args", f"model=served,base_url={server.base_url},batch_size=4,num_concurrent=4"]
        words += ["--gen-args", "max_new_tokens=64", "--out", str(passable / "run")]
        environment = {**os.environ, "TMPDIR": str(passable), "OPENAI_API_KEY": KEY}
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *words], env=environment, capture_output=True, text=True, check=False
        )
        print(done.stdout[-3000:], done.stderr[-3000:])
    assert done.returncode == 0
    assert len(server.requests) == 4
    results = json.loads((passable / "run" / "results.json").read_text())
    assert (results["coverage"], results["outcomes"]) == (100.0, {"ok": 4})
    assert results["usage"]["completion_tokens"] == 4 * 7
    for file in (passable / "run").rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes()
    assert not list(passable.glob("*.log"))
