"""A real inspect_ai asks and our scorer scores: the same numbers as our own run, to the last digit.

`make test-inspect` makes the environment; elsewhere these tests are skipped.
"""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openai_server import OpenAIServer, RecordedRequest, Reply, answer, failure
from pipeline_fakes import answer as fenced
from pipeline_fakes import write_task

inspect_ai = pytest.importorskip("inspect_ai", reason="needs an environment with inspect_ai: make test-inspect")

from inspect_ai.log import EvalLog  # noqa: E402
from inspect_ai.model import ModelOutput, get_model  # noqa: E402

from stem2code_eval.data.task import load_task  # noqa: E402
from stem2code_eval.pipeline.launch import launch  # noqa: E402
from stem2code_eval.pipeline.options import Options  # noqa: E402
from stem2code_eval.pipeline.reading import RunFolder  # noqa: E402
from stem2code_eval.pipeline.records import ScoreRow  # noqa: E402

N = 12
RIGHT = "import matplotlib.pyplot as plt\nplt.plot([0, {at}, 1])\nplt.title('figure {at}')\nplt.show()\n"


def program(at: int) -> str:
    return RIGHT.format(at=at)


def replies() -> dict[str, tuple[str, str]]:
    """Return for each figure what is answered, and why that ended."""
    found = {f"s{at}": (fenced(program(at)), "stop") for at in range(N)}
    found["s1"] = (fenced(program(1).replace("1])", "1.2])")), "stop")
    found["s2"] = (fenced("raise ValueError('no')\n"), "stop")
    found["s3"] = ("I would rather not.", "stop")
    found["s4"] = (fenced(program(4))[:-20], "length")
    found["s5"] = (fenced(program(5).replace("plt.title", "# ")), "stop")
    return found


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twelve figures of ten sources."""
    monkeypatch.chdir(tmp_path)
    rows = [{"id": f"s{at}", "source": f"f{at % 10}", "reference_code": program(at)} for at in range(N)]
    return write_task(tmp_path / "t", rows)


def own_run(task: Path, left_out: str) -> RunFolder:
    """Return our own run of the same answers."""
    rows = [
        {"id": name, "response": text, "finish_reason": reason}
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


def by_picture(own: RunFolder, failing: str) -> Callable[[RecordedRequest], Reply]:
    """Return a script that answers by the picture it is shown, which has to be the one of our own run."""
    names = {row.image_sha256: row.id for row in own.references.values()}
    question = load_task("./t").prompt

    def reply(request: RecordedRequest) -> Reply:
        (message,) = request.body["messages"]
        assert [part["type"] for part in message["content"]] == ["image_url", "text"]
        assert message["content"][1]["text"] == question
        name = names[request.image_sha256]
        if name == failing:
            return failure(400, "this server is out of order")
        text, reason = replies()[name]
        return answer(
            text, finish_reason=reason, usage={"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
        )

    return reply


def evaluate(own: RunFolder, failing: str) -> EvalLog:
    """Return what a real inspect_ai makes of the same answers, which it gets from a server on a real socket."""
    with OpenAIServer(by_picture(own, failing)) as server:
        model = get_model("openai-api/local/m", base_url=server.base_url, api_key="none")
        arguments = {"task": "./t", "workers": 2}
        (log,) = inspect_ai.eval(
            "stem2code_eval/figures",
            model=model,
            task_args=arguments,
            display="none",
            log_dir="logs",
            fail_on_error=False,
        )
    assert log.status == "success", log.error
    return log


def test_scores_means_and_intervals_are_those_of_our_own_run_and_a_failed_request_is_no_zero(task: Path) -> None:
    own = own_run(task, left_out="s7")
    log = evaluate(own, failing="s7")
    rows = {name: row for (name, _), row in own.scores.items()}
    scored = {sample.id: sample for sample in log.samples if not sample.error}
    assert set(scored) == set(rows) - {"s7"}
    for name, sample in scored.items():
        (score,) = sample.scores.values()
        assert score.metadata["outcome"] == rows[name].outcome
        assert {key: None if math.isnan(each) else each for key, each in score.value.items()} == rows[name].metrics
    assert {rows[name].outcome for name in scored} == {"ok", "runtime_error", "no_code", "truncated"}
    found = {each.name: {metric.name: metric.value for metric in each.metrics.values()} for each in log.results.scores}
    for name, about in own.results()["metrics"].items():
        assert [found[name][part] for part in ("mean", "low", "high")] == [about["mean"], *about["ci95"]], name


def test_what_could_not_be_had_or_scored_is_unscored_with_the_reason() -> None:
    from stem2code_eval.integrations.inspect.tasks import answered, as_score

    assert answered(ModelOutput(model="m", error="503")).error == "503"
    assert answered(ModelOutput(model="m")).error == "the model returned nothing"
    assert answered(ModelOutput.from_content("m", "text", "max_tokens")).finish_reason == "length"
    assert answered(ModelOutput.from_content("m", "text", "stop")).finish_reason == "stop"
    row = ScoreRow("s", "all", None, None, "sandbox_error", [], {"pixel": None}, message="no jail")
    score = as_score(row, None)
    assert math.isnan(score.as_float())
    assert score.explanation == "sandbox_error: no jail"
    kept = as_score(replace(row, outcome="ok", metrics={"pixel": 50.0, "text": None}, key="k"), "plt")
    assert kept.value["pixel"] == 50.0
    assert math.isnan(kept.value["text"])
