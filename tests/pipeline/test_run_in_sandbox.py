"""A run with real programs, lists and scores: what the stand-ins of the other tests leave out."""

import json
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import FakeModel, Silent, answer, make_run, write_task
from submitted_runs import PASTE, Shared

from stem2code_eval.data.task import load_task
from stem2code_eval.metrics.pair import describe
from stem2code_eval.metrics.registry import DEFAULT_METRICS, ELEMENT_METRICS
from stem2code_eval.pipeline.rescore import rescore
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.scoring import Scorer
from stem2code_eval.pipeline.store import Store

DRAWN = "import matplotlib.pyplot as plt\nplt.plot([0, 1, 0])\nplt.title('A')\nplt.show()\n"
FAILS = "raise ValueError('no figure')\n"


@pytest.fixture(scope="module")
def run(any_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four figures: made by a program; a picture with a program, without one, and with one that fails."""
    folder = tmp_path_factory.mktemp("task")
    (folder / "a.png").write_bytes(any_sandbox.render(DRAWN).png)
    rows: list[dict[str, Any]] = [
        {"id": "program", "reference_code": DRAWN},
        {"id": "both", "image": "a.png", "reference_code": DRAWN},
        {"id": "picture", "image": "a.png"},
        {"id": "failing", "image": "a.png", "reference_code": FAILS},
        {"id": "forged", "reference_code": DRAWN},
        {"id": "no code", "reference_code": DRAWN},
    ]
    task = load_task(str(write_task(folder, rows)))
    answers = {row["id"]: answer(DRAWN) for row in rows} | {"forged": answer(PASTE), "no code": "I would rather not."}
    out = tmp_path_factory.mktemp("run")
    with Store(out, print) as store:
        made = make_run(task, FakeModel(answers), Shared(any_sandbox), metrics=describe(DEFAULT_METRICS))
        execute(made, store, Silent(), Scorer(2))
    return out


def rows_of(run: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, (run / "scores.jsonl").read_text().splitlines())}


def test_each_figure_ends_as_its_reference_allows(run: Path) -> None:
    rows = rows_of(run)
    results = json.loads((run / "results.json").read_text())
    assert results["coverage"] == 100.0
    assert results["outcomes"] == {"ok": 4, "no_code": 1, "tampered": 1}
    for name in ("program", "both"):
        assert set(rows[name]["metrics"].values()) == {100.0}
        explained = json.loads((run / rows[name]["explanation"]).read_bytes())
        assert explained["reference"]["width"] == 960
    for name, why in (
        ("picture", "The reference has no program, and so no element list."),
        ("failing", "The reference program ended as runtime_error: line 1: ValueError: no figure."),
    ):
        assert rows[name]["metrics"]["pixel"] == rows[name]["metrics"]["ssim"] == 100.0
        assert rows[name]["reasons"] == dict.fromkeys(ELEMENT_METRICS, why)
        assert rows[name]["explanation"] is None
    assert rows["forged"]["outcome"] == "tampered"
    for name in ("forged", "no code"):
        assert set(rows[name]["metrics"].values()) == {0.0}
    for name in DEFAULT_METRICS:
        assert results["metrics"][name]["n"] == (4 if name in ELEMENT_METRICS else 6)


def test_scoring_again_needs_nothing_but_the_folder(run: Path) -> None:
    before = (run / "scores.jsonl").read_bytes()
    results = json.loads((run / "results.json").read_text())
    with Store(run, print) as store:
        found = rescore(store, describe(("elements",)), Silent(), Scorer(1))
        assert found["metrics"]["elements"] == results["metrics"]["elements"]
        assert found["outcomes"] == results["outcomes"]
        assert rescore(store, describe(DEFAULT_METRICS), Silent(), Scorer(1)) == results
    assert (run / "scores.jsonl").read_bytes() == before
