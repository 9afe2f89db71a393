import importlib.metadata
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.data.taskfile import default_prompt
from stem2code_eval.errors import UserError
from stem2code_eval.metrics.registry import DEFAULT_METRICS


def png(colour: str = "red") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(buffer, "PNG")
    return buffer.getvalue()


def folder_of(folder: Path, rows: list[dict[str, Any]], task_file: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "samples.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    if task_file is not None:
        (folder / "task.yaml").write_text(task_file)
    return folder


def load(folder: Path, rows: list[dict[str, Any]], task_file: str | None = None, **more: Any) -> Task:
    return load_task(str(folder_of(folder, rows, task_file)), **more)


def test_a_folder_with_rows_is_a_task(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(png())
    task = load(tmp_path, [{"id": "a", "image": "images/a.png", "note": 1}, {"id": "b", "reference_code": "pass"}])
    assert task.name == tmp_path.name
    assert (task.version, task.split, task.metrics) == ("1", None, DEFAULT_METRICS)
    assert task.prompt == default_prompt()
    first, second = task.samples
    assert first.image_path == str(tmp_path / "images" / "a.png")
    assert first.extra == {"note": 1}
    assert second.reference_code == "pass"
    assert task.problems == []


def test_the_task_file_names_prompt_metrics_version_and_splits(tmp_path: Path) -> None:
    folder_of(tmp_path, [{"id": "a", "reference_code": "pass"}])
    (tmp_path / "hard.jsonl").write_text('{"id": "h", "reference_code": "pass"}\n')
    (tmp_path / "ask.txt").write_text("Draw it.")
    (tmp_path / "task.yaml").write_text(
        "name: mine\nversion: '7'\nmetrics: [ssim]\nprompt_file: ask.txt\n"
        "splits: {easy: samples.jsonl, hard: hard.jsonl}\ndefault_split: hard\n"
    )
    task = load_task(str(tmp_path))
    assert (task.name, task.version, task.split) == ("mine", "7", "hard")
    assert (task.metrics, task.prompt) == (("ssim",), "Draw it.")
    assert [entry.id for entry in task.entries] == ["h"]
    assert [entry.id for entry in load_task(str(tmp_path), "easy").entries] == ["a"]
    with pytest.raises(UserError, match=r'Unknown split "esy"\. Did you mean "easy"'):
        load_task(str(tmp_path), "esy")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("metrcs: [ssim]", 'unknown field "metrcs". Did you mean "metrics"'),
        ("version: 2", '"version":'),
        ("a: [", "is not YAML"),
        ("- a", "task.yaml"),
        ("prompt_file: none.txt", "Cannot read the prompt"),
    ],
)
def test_a_wrong_task_file_is_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said.replace(".", r"\.").replace("[", r"\[")):
        load(tmp_path, [{"id": "a", "reference_code": "pass"}], text)


def test_an_empty_task_file_is_fine(tmp_path: Path) -> None:
    assert load(tmp_path, [{"id": "a", "reference_code": "pass"}], "").version == "1"


def test_broken_rows_stay_in_place_with_file_line_and_id(tmp_path: Path) -> None:
    (tmp_path / "good.png").write_bytes(png())
    (tmp_path / "bad.png").write_bytes(png()[:30])
    rows = [
        {"id": "good", "image": "good.png"},
        {"id": "bad", "image": "bad.png", "subject": "optics"},
        {"id": "missing", "image": "none.png"},
        {"id": "outside", "image": "../secret.png"},
        {"id": "absolute", "image": "/etc/hostname"},
        {"id": "nothing"},
    ]
    task = load(tmp_path, rows)
    assert [entry.id for entry in task.entries] == [row["id"] for row in rows]
    assert task.broken == [1, 2, 3, 4, 5]
    assert task.entries[1].subject == "optics"
    for position, problem in enumerate(task.problems, 1):
        assert f'samples.jsonl, line {position + 1}, id "{rows[position]["id"]}": ' in problem
        assert problem.endswith(".")
    assert "cannot be decoded" in task.problems[0]
    assert "No such file" in task.problems[1]
    assert "not a path inside the task folder" in task.problems[2]


def test_the_dataset_hash_sees_pixels_programs_subjects_and_order_but_not_notes(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    rows = [{"id": "a", "image": "a.png", "subject": "x"}, {"id": "b", "reference_code": "pass"}]
    first = load(tmp_path, rows).dataset_hash
    assert load(tmp_path, [{**rows[0], "note": 1}, rows[1]]).dataset_hash == first
    changed = [
        [rows[1], rows[0]],
        [{**rows[0], "subject": "y"}, rows[1]],
        [rows[0], {**rows[1], "reference_code": "pass\n"}],
        rows[:1],
    ]
    hashes = {load(tmp_path, each).dataset_hash for each in changed}
    (tmp_path / "a.png").write_bytes(png("blue"))
    hashes.add(load(tmp_path, rows).dataset_hash)
    assert len(hashes) == 5
    assert first not in hashes


def test_a_mended_task_has_the_hash_of_the_broken_one_without_the_broken_places(tmp_path: Path) -> None:
    rows = [{"id": "a", "image": "a.png"}, {"id": "b", "reference_code": "pass"}]
    broken = load(tmp_path, rows)
    (tmp_path / "a.png").write_bytes(png())
    mended = load(tmp_path, rows)
    assert mended.dataset_hash != broken.dataset_hash
    assert mended.dataset_hash_without(broken.broken) == broken.dataset_hash


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stem_figure", 'Unknown task "stem_figure". Did you mean "stem_figures"'),
        ("./nowhere", "There is no task folder nowhere"),
    ],
)
def test_an_unknown_task_is_a_sentence(name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        load_task(name)


def test_a_folder_without_samples_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"not a task folder: it needs a samples\.jsonl"):
        load_task(str(tmp_path))


def test_a_split_of_a_task_without_splits_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no splits"):
        load(tmp_path, [{"id": "a", "reference_code": "pass"}], split="v2")


def test_a_plug_in_adds_a_task_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_of(tmp_path / "theirs", [{"id": "p", "reference_code": "pass"}])
    module = tmp_path / "their_plugin.py"
    module.write_text(f"def folder():\n    return {str(folder)!r}\n")
    monkeypatch.syspath_prepend(tmp_path)
    point = importlib.metadata.EntryPoint("their_task", "their_plugin:folder", "stem2code_eval.tasks")
    monkeypatch.setattr("stem2code_eval.registry.entry_points", lambda group: [point])
    assert [entry.id for entry in load_task("their_task").entries] == ["p"]
    with pytest.raises(UserError, match='Did you mean "their_task"'):
        load_task("their_tusk")


def test_a_broken_row_of_a_limit_is_only_looked_at_when_it_is_chosen(tmp_path: Path) -> None:
    rows = [{"id": f"r{at}", "image": "none.png"} for at in range(5)]
    assert len(load(tmp_path, rows, limit=2).problems) == 2
