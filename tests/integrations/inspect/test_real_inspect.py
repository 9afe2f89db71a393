"""A real inspect_ai asks and our scorer scores: the same numbers as our own run, to the last digit.

`make test-inspect` makes the environment; elsewhere these tests are skipped.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import answer, write_task

inspect_ai = pytest.importorskip("inspect_ai", reason="needs an environment with inspect_ai: make test-inspect")

from inspect_ai.log import EvalLog  # noqa: E402
from inspect_ai.model import ModelOutput, get_model  # noqa: E402

from stem2code_eval.data.task import load_task  # noqa: E402
from stem2code_eval.hashing import sha256_bytes  # noqa: E402
from stem2code_eval.pipeline.launch import launch  # noqa: E402
from stem2code_eval.pipeline.options import Options  # noqa: E402
from stem2code_eval.pipeline.reading import RunFolder  # noqa: E402

N = 12
RIGHT = "import matplotlib.pyplot as plt\nplt.plot([0, {at}, 1])\nplt.title('figure {at}')\nplt.show()\n"


def program(at: int) -> str:
    return RIGHT.format(at=at)


def replies() -> dict[str, tuple[str, str]]:
    """Return for each figure what is answered, and inspect_ai's word for why it ended."""
    found = {f"s{at}": (answer(program(at)), "stop") for at in range(N)}
    found["s1"] = (answer(program(1).replace("1])", "1.2])")), "stop")
    found["s2"] = (answer("raise ValueError('no')\n"), "stop")
    found["s3"] = ("I would rather not.", "stop")
    found["s4"] = (answer(program(4))[:-20], "max_tokens")
    found["s5"] = (answer(program(5).replace("plt.title", "# ")), "stop")
    return found


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve figures of ten sources."""
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"s{at}", "source": f"f{at % 10}", "reference_code": program(at)} for at in range(N)]
    return write_task(tmp_path / "t", rows)


def own_run(task: Path, left_out: str | None = None) -> RunFolder:
    """Return our own run of the same answers."""
    rows = [
        {"id": name, "response": text, "finish_reason": {"max_tokens": "length"}.get(reason, reason)}
        for name, (text, reason) in replies().items()
        if name != left_out
    ]
    path = task.parent / "answers.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = Options(
        model=f"replay/{path}",
        task=str(task),
        split=None,
        limit=None,
        subjects=(),
        out=task.parent / "own",
        seed=0,
        sandbox="auto",
        workers=2,
        concurrency=4,
        metrics=(),
        base_url=None,
        api_key_env=None,
        model_args=None,
        gen_args=None,
        min_coverage=0.0,
        quiet=True,
    )
    assert launch(options) == 0
    return RunFolder(task.parent / "own")


def by_picture(own: RunFolder, failing: str | None = None) -> Callable[..., ModelOutput]:
    """Return a stand-in model that answers by the picture it is shown, which has to be the one of our own run."""
    names = {row.image_sha256: row.id for row in own.references.values()}
    question = load_task("./t").prompt

    def generate(messages: Any, *_: Any) -> ModelOutput:
        (message,) = messages
        image, text = message.content
        assert text.text == question
        name = names[sha256_bytes(picture_bytes(image.image))]
        if name == failing:
            return ModelOutput(model="mockllm", error="the server said 503")
        return ModelOutput.from_content("mockllm", *replies()[name])

    return generate


def picture_bytes(image: str) -> bytes:
    import base64

    return base64.b64decode(image.partition(",")[2]) if image.startswith("data:") else Path(image).read_bytes()


def evaluate(own: RunFolder, failing: str | None = None) -> EvalLog:
    model = get_model("mockllm/model", custom_outputs=by_picture(own, failing))
    arguments = {"task": "./t", "workers": 2}
    logs = inspect_ai.eval("stem2code_eval/figures", model=model, task_args=arguments, display="none", log_dir="logs")
    assert logs[0].status == "success", logs[0].error
    return logs[0]


def test_scores_means_and_intervals_are_those_of_our_own_run(task: Path) -> None:
    own = own_run(task)
    log = evaluate(own)
    rows = {name: row for (name, _), row in own.scores.items()}
    assert {sample.id for sample in log.samples} == set(rows)
    for sample in log.samples:
        (score,) = sample.scores.values()
        row = rows[sample.id]
        assert score.metadata["outcome"] == row.outcome
        assert {name: None if math.isnan(value) else value for name, value in score.value.items()} == row.metrics
    assert {row.outcome for row in rows.values()} == {"ok", "runtime_error", "no_code", "truncated"}
    found = {each.name: {metric.name: metric.value for metric in each.metrics.values()} for each in log.results.scores}
    for name, about in own.results()["metrics"].items():
        assert [found[name][part] for part in ("mean", "low", "high")] == [about["mean"], *about["ci95"]], name


def test_a_failed_request_is_unscored_and_not_zero(task: Path) -> None:
    own = own_run(task, left_out="s7")
    log = evaluate(own, failing="s7")
    assert {each.scored_samples for each in log.results.scores} == {N - 1}
    assert {each.unscored_samples for each in log.results.scores} == {1}
    (sample,) = (sample for sample in log.samples if sample.id == "s7")
    (score,) = sample.scores.values()
    assert score.metadata["outcome"] == "model_error"
    assert "the server said 503" in score.explanation
    pixel = next(each for each in log.results.scores if each.name == "pixel")
    assert {metric.value for metric in pixel.metrics.values() if metric.name == "mean"} == {
        own.results()["metrics"]["pixel"]["mean"]
    }
