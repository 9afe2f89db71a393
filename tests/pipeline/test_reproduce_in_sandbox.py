"""A real run, made again by real programs in a real sandbox: the same to the last digit, and one edit is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import answer, write_task
from submitted_runs import PASTE, Shared
from test_run_in_sandbox import DRAWN, FAILS

from stem2code_eval.metrics.registry import DEFAULT_METRICS
from stem2code_eval.pipeline import launch, rederive
from stem2code_eval.pipeline.launch import launch as launch_run
from stem2code_eval.pipeline.options import Options
from stem2code_eval.pipeline.remembered import Named
from stem2code_eval.pipeline.reproduce import RESPONSES, Wish, launch_reproduce

OTHER = DRAWN.replace("[0, 1, 0]", "[0, 1, 0.2]")


@pytest.fixture
def run(any_sandbox: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five answers by `run`: right, nearly right, failing, forged, and none."""
    for module in (launch, rederive):
        monkeypatch.setattr(module, "open_renderer", lambda **options: Shared(any_sandbox))
    names = ("right", "nearly", "failing", "forged", "none")
    task = write_task(tmp_path / "t", [{"id": name, "reference_code": DRAWN} for name in names])
    texts = [answer(DRAWN), answer(OTHER), answer(FAILS), answer(PASTE), "I would rather not."]
    rows = [{"id": name, "response": text} for name, text in zip(names, texts, strict=True)]
    (tmp_path / "answers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = Options(
        model=f"replay/{tmp_path / 'answers.jsonl'}",
        task=str(task),
        split=None,
        limit=None,
        subjects=(),
        out=tmp_path / "run",
        seed=0,
        sandbox="auto",
        workers=2,
        concurrency=2,
        metrics=(),
        base_url=None,
        api_key_env=None,
        model_args=None,
        gen_args=None,
        min_coverage=100.0,
        quiet=True,
    )
    assert launch_run(options) == 0
    return tmp_path / "run"


def again(run: Path) -> tuple[int, dict[str, Any]]:
    out = run.parent / f"again-{len(list(run.parent.iterdir()))}"
    code = launch_reproduce(Wish(run, RESPONSES, out, 0.0, Named(), quiet=True, as_json=False))
    return code, json.loads((out / "reproduction.json").read_text())


def test_a_real_run_is_reproduced_to_the_last_digit_and_one_moved_digit_is_found(run: Path) -> None:
    code, report = again(run)
    assert code == 0
    assert report["identical"] is True
    assert {each["name"] for each in report["metrics"]} == {"exec_rate", *DEFAULT_METRICS}
    assert all(each["n"] == 5 for each in report["metrics"])
    nearly = next(each for each in report["metrics"] if each["name"] == "reconstruction")
    assert 0 < nearly["there"] < 100

    path = run / "scores.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows[1]["metrics"]["reconstruction"] += 1e-12
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, report = again(run)
    assert code == 1
    assert [each["name"] for each in report["metrics"] if each["differing"]] == ["reconstruction"]
    assert report["why"] == ["1 of 5 scores by reconstruction differ"]
