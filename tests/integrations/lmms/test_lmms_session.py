"""Our side of an lmms-eval process, called as lmms-eval calls it: from several threads, for several tasks."""

import json
import math
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stem2code_eval.errors import IncomparableError, UserError
from stem2code_eval.integrations.lmms import figures, tasks
from stem2code_eval.integrations.lmms.session import Session
from stem2code_eval.integrations.lmms.settings import VARIABLE
from stem2code_eval.integrations.lmms.shared import Shared
from stem2code_eval.render.provision.cache import cache_root

FAILED = "[LMMS_EVAL_REQUEST_FAILED after 1 retries] HTTP 500"
Configure = Callable[..., None]


@pytest.fixture
def configure(passable: Path, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Chooses the settings; there is no parquet without lmms-eval's environment, and JSON stands in for it."""
    (passable / "cache").mkdir()
    for built in cache_root().glob("*"):
        if built.name.startswith(("renderer", "wheels")):
            (passable / "cache" / built.name).symlink_to(built)
    monkeypatch.setenv("STEM2CODE_CACHE", str(passable / "cache"))
    monkeypatch.setattr(figures, "_write", write)
    monkeypatch.setattr(tasks, "_sessions", {})

    def choose(**settings: Any) -> None:
        chosen = {"figures": 3, "out": str(passable / "out"), "report": str(passable / "report"), **settings}
        monkeypatch.setenv(VARIABLE, json.dumps(chosen))

    choose()
    return choose


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps([{**row, "image": None} for row in rows]))


def documents(name: str = "stem_figures") -> list[dict[str, Any]]:
    """Return the documents of a task as lmms-eval hands them over."""
    path = Path(getattr(tasks, name)["data_files"]["test"])
    blobs = path.parent / "blobs"
    return [{**row, "image": Image.open(blobs / f"{row['image_sha256']}.png")} for row in json.loads(path.read_text())]


def programs(documents: list[dict[str, Any]]) -> list[str]:
    session = tasks._sessions[documents[0]["task"]]
    found = {sample.id: sample.reference_code for sample in session.task.samples}
    return [f"```python\n{found[doc['id']]}```" for doc in documents]


def score(documents: list[dict[str, Any]], answers: list[str], threads: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Return metric to its items, scored from several threads at once."""
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda doc, text: tasks.process_results(doc, [text]), documents, answers))
    return {name: [each[name] for each in found] for name in found[0]}


def results(out: Path) -> dict[str, Any]:
    return json.loads((out / "stem_figures" / "results.json").read_text())


def test_from_threads_to_results_and_everything_is_closed(configure: Configure, passable: Path) -> None:
    shown = documents()
    right = programs(shown)
    items = score(shown, [right[0], FAILED, "prose"])
    assert [item.get("score") for item in items["reconstruction"]] == [100.0, None, 0.0]
    assert [item.get("score") for item in items["coverage"]] == [100.0, 0.0, 100.0]
    values = {name: tasks.value(each) for name, each in items.items()}
    written = results(passable / "out")
    assert written["outcomes"] == {"ok": 1, "no_code": 1, "model_error": 1}
    assert values["coverage"] == written["coverage"] == pytest.approx(200 / 3)
    assert values["reconstruction"] == written["metrics"]["reconstruction"]["mean"] == 50.0
    assert values["reconstruction_missing_as_0"] == written["metrics"]["reconstruction"]["bounds"][0]
    told = json.loads((passable / "report").read_text())
    assert (told["task"], told["coverage"]) == ("stem_figures", values["coverage"])
    assert tasks._shared is None
    assert not multiprocessing.active_children()
    assert not [each for each in threading.enumerate() if each.name == "stem2code-eval"]


def test_figures_that_were_not_asked_are_no_part_and_a_second_evaluation_begins_anew(
    configure: Configure, passable: Path
) -> None:
    shown = documents()
    items = score(shown[:2], programs(shown)[:2])
    assert tasks.value(items["coverage"]) == 100.0
    assert (results(passable / "out")["n"], results(passable / "out")["outcomes"]) == (2, {"ok": 2})
    with pytest.raises(IncomparableError, match=r"task\.n"):
        documents()
    configure(out=str(passable / "again"))
    items = score(documents(), [FAILED, FAILED, FAILED])
    assert math.isnan(tasks.value(items["reconstruction"]))
    assert results(passable / "again")["coverage"] == 0.0


def test_going_on_takes_the_new_answers_and_no_old_one(configure: Configure, passable: Path) -> None:
    shown = documents()
    right = programs(shown)
    assert tasks.value(score(shown, [right[0], right[1], FAILED])["coverage"]) < 100.0
    shown = documents()
    assert tasks.value(score(shown, [FAILED, "prose", right[2]])["coverage"]) < 100.0
    assert results(passable / "out")["outcomes"] == {"ok": 1, "no_code": 1, "model_error": 1}


def test_another_picture_than_the_one_to_compare_with_is_refused(configure: Configure, passable: Path) -> None:
    shown = documents()
    shown[0]["image"] = Image.new("RGB", (10, 10))
    with pytest.raises(UserError, match="showed another picture"):
        tasks.process_results(shown[0], ["prose"])
    assert json.loads((passable / "report").read_text())["exit_code"] == 2
    tasks.value(score(shown[1:], ["prose", "prose"])["coverage"])


def test_a_program_cut_off_scores_nothing_unless_what_is_left_draws(configure: Configure, passable: Path) -> None:
    """The finish reason is lost: the end of an answer decides."""
    shown = documents()
    inside = programs(shown)[0][:-20]
    drawn = "```python\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\n"
    items = score(shown, [inside, drawn, "```python\nimport matplotlib.pyplot as plt\n"])
    tasks.value(items["coverage"])
    rows = [json.loads(line) for line in (passable / "out" / "stem_figures" / "renders.jsonl").read_text().splitlines()]
    assert [row["outcome"] for row in rows] == ["syntax_error", "ok", "no_figure"]
    assert rows[1]["extraction"] == "unclosed-fence"


def test_a_task_that_was_not_imported(configure: Configure, passable: Path) -> None:
    with pytest.raises(UserError, match="data import stem2code"):
        _ = tasks.stem2code
    assert json.loads((passable / "report").read_text())["exit_code"] == 2


def test_two_processes_share_the_figures_and_the_first_has_all_results(
    configure: Configure, passable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    shown = documents()
    first, right = tasks._sessions["stem_figures"], programs(shown)
    monkeypatch.setenv("RANK", "1")
    shared = Shared()
    second = Session("stem_figures", shared)
    first.evaluate(shown[0]["id"], shown[0]["image"], right[0])
    for document, text in ((shown[1], "prose"), (shown[2], FAILED)):
        second.evaluate(document["id"], document["image"], text)
    found = tasks._finish("stem_figures", [document["id"] for document in shown])
    assert found["outcomes"] == {"ok": 1, "no_code": 1, "model_error": 1}
    assert found["metrics"]["reconstruction"]["mean"] == 50.0
    assert not (passable / "out" / "stem_figures" / "ranks").exists()
    shared.close()
